public import COSE
public import LicenseVerifier

extension VerifiedActivationCertificate {
    /// The seat as this machine sees it (Device-Messages §5).
    ///
    /// - Parameters:
    ///   - device: the public half of the key that this machine holds.
    ///   - facts: the machine's facts now.
    public func seat(on device: VerificationKey, _ facts: [MachineFact]) -> ActivationSeat {
        let isSameMachine = certificate.fingerprint?.matches(facts) ?? true
        return ActivationSeat(
            license: certificate.license, organization: certificate.organization,
            leaseEnd: certificate.leaseEnd,
            isOfThisMachine: certificate.device == device && isSameMachine,
            allowance: certificate.allowance, expiryOverride: certificate.expiryOverride)
    }
}
