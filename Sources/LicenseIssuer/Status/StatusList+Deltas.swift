import COSE
public import COSESigning
public import LicenseVerifier

extension VerifiedStatusList {
    /// Signs the deltas that are worth having beside this list: those of less than half its size.
    ///
    /// After a mass revocation, say, there are none: the list is short then, and a delta long.
    public func deltas(
        log: StatusLog, signedBy key: borrowing SigningKey
    ) throws(IssuerError) -> [DeltaPeriod: VerifiedStatusDelta] {
        var deltas: [DeltaPeriod: VerifiedStatusDelta] = [:]
        for period in DeltaPeriod.allCases {
            let beginning = period.beginning(at: claims.issuedAt)
            guard let from = log.sequence(at: beginning),
                let delta = try delta(from: from, changes: log.changes, signedBy: key),
                delta.message.bytes.count * 2 < message.bytes.count
            else { continue }
            deltas[period] = delta
        }
        return deltas
    }
}
