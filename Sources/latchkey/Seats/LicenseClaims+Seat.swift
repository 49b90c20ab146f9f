import LicenseVerifier

extension LicenseClaims {
    /// Until when a machine may use its certificate, whatever the vendor decides; nil for good.
    func lastMoment(ofLease leaseEnd: Timestamp?) -> Timestamp? {
        [leaseEnd, expiresAt.map { $0 + (grace ?? .zero) }].compactMap(\.self).min()
    }
}
