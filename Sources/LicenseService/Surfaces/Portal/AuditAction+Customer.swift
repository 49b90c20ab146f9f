import LicenseRegistry

extension AuditAction {
    /// What a customer is told of it; nil for what does not concern them.
    var customerText: String? {
        switch self {
        case .licenseIssue: "The license was issued."
        case .licenseImport: "The license was taken over from another system."
        case .licenseGranted: "The license was enabled."
        case .licenseDisabled: "The license was disabled."
        case .licenseRevoked: "The license was revoked."
        case .licenseEnd: "The license was ended."
        case .licenseRenew: "The license was changed or renewed."
        case .licenseRotate: "The license got a new key."
        case .licenseExchange: "The key was exchanged for a signed one."
        case .activationTake: "A device took a seat."
        case .activationFree: "A seat was given back."
        case .activationVoid: "The vendor took back what a device had been promised."
        case .licenseUsage: "The vendor corrected how much was used."
        case .activationFork: "A device was found to be in use twice."
        case .organizationAdd, .organizationBrand, .signingKeyAdd, .signingKeyRetire,
            .serviceKeyAdd, .serviceKeyRetire, .serviceKeyReturn, .trustPublish, .benefitAdd,
            .benefitEdit, .benefitDelete, .benefitKeyForm, .benefitEmail, .customerAdd,
            .customerEdit, .customerDelete, .customerSession, .batchBegin, .batchFinish,
            .batchHalt, .batchResume, .grantRestore, .productMap, .productUnmap,
            .activationLabel, .activationOverdraft, .activationClockReset,
            .statusListSign, .statusListConfirmShrink, .statusListClaimed, .registryBehind,
            .registryResume, .registryMove, .licenseSettle, .licenseAdopt, .activationRestore,
            .webhookAdd, .webhookEdit, .webhookDelete, .webhookRotate, .webhookConfigure,
            .webhookTest, .webhookReplay, .webhookGiveUp, .emailQueue, .emailSend,
            .emailPostpone, .emailFail, .sessionLink, .sessionOpen, .sessionEnd, .sessionWithdraw,
            .tokenAdd, .tokenRotate, .tokenRevoke:
            nil
        }
    }
}
