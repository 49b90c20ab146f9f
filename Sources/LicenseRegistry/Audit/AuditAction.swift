/// What was done, as the audit log names it.
///
/// The values are in records for ever: they are part of each record's hash, and people filter by
/// them. A record of a newer program may hold another, so `AuditRecord` keeps the text.
public enum AuditAction: String, CaseIterable, Sendable {
    // Organizations and their keys.
    case organizationAdd = "organization.add"
    case organizationBrand = "organization.brand"
    case signingKeyAdd = "signing-key.add"
    case signingKeyRetire = "signing-key.retire"
    case serviceKeyAdd = "service-key.add"
    case serviceKeyRetire = "service-key.retire"
    case serviceKeyReturn = "service-key.return"
    case trustPublish = "trust.publish"

    // Benefits.
    case benefitAdd = "benefit.add"
    case benefitEdit = "benefit.edit"
    case benefitDelete = "benefit.delete"
    case benefitKeyForm = "benefit.key-form"
    case benefitEmail = "benefit.letter"

    // Customers.
    case customerAdd = "customer.add"
    case customerEdit = "customer.edit"
    case customerDelete = "customer.delete"
    case customerSession = "customer.session"

    // Batches.
    case batchBegin = "batch.begin"
    case batchFinish = "batch.finish"
    case batchHalt = "batch.halt"
    case batchResume = "batch.resume"

    // Licenses.
    case licenseIssue = "license.issue"
    case licenseImport = "license.import"
    case licenseGranted = "license.granted"
    case licenseDisabled = "license.disabled"
    case licenseRevoked = "license.revoked"
    case licenseEnd = "license.end"
    case licenseRenew = "license.renew"
    case licenseRotate = "license.rotate"
    case licenseUsage = "license.usage"
    case licenseExchange = "license.exchange"

    // What a sale has given, once more.
    case grantRestore = "grant.restore"

    // What the products of shops give.
    case productMap = "product.map"
    case productUnmap = "product.unmap"

    // Activations and seats.
    case activationTake = "activation.take"
    case activationFree = "activation.free"
    case activationLabel = "activation.label"
    case activationFork = "activation.fork"
    case activationOverdraft = "activation.overdraft"
    case activationClockReset = "activation.clock-reset"
    case activationVoid = "activation.void"

    // Status lists.
    case statusListSign = "status-list.sign"
    case statusListConfirmShrink = "status-list.confirm-shrink"
    case statusListClaimed = "status-list.claimed"

    // The registry as a whole.
    case registryBehind = "registry.behind"
    case registryResume = "registry.resume"
    case registryMove = "registry.move"
    case licenseSettle = "license.settle"
    case licenseAdopt = "license.adopt"
    case activationRestore = "activation.restore"

    // Endpoints of webhooks, and what is sent to them.
    case webhookAdd = "webhook.add"
    case webhookEdit = "webhook.edit"
    case webhookDelete = "webhook.delete"
    case webhookRotate = "webhook.rotate"
    case webhookConfigure = "webhook.configure"
    case webhookTest = "webhook.test"
    case webhookReplay = "webhook.replay"
    case webhookGiveUp = "webhook.give-up"

    // E-mails.
    case emailQueue = "letter.queue"
    case emailSend = "letter.send"
    case emailPostpone = "letter.postpone"
    case emailFail = "letter.fail"

    // Who signs in to the pages.
    case sessionLink = "session.link"
    case sessionOpen = "session.open"
    case sessionEnd = "session.end"
    case sessionWithdraw = "session.withdraw"
    // Bearer tokens.
    case tokenAdd = "token.add"
    case tokenRotate = "token.rotate"
    case tokenRevoke = "token.revoke"
}
