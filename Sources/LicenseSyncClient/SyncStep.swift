import LicenseLedger
import LicenseVerifier

/// What a device has to do with its vendor, once trust is settled.
enum SyncStep: Equatable {
    /// Send a request for a seat.
    case requestSeat
    /// Send the report.
    case report
    /// Fetch the status list of the license's shard.
    case fetchList(UInt32)

    /// The device's own message first, since it must not be held up; then the list, which may be the
    /// news that ends the license.
    static func steps(for summary: LedgerSummary) -> [SyncStep] {
        guard let license = summary.license, !summary.hasEnded else { return [] }
        var steps: [SyncStep] = []
        if summary.certificate != nil {
            steps.append(.report)
        } else if license.claims.activationLimit != .notUsed {
            steps.append(.requestSeat)
        }
        if let index = license.claims.statusIndex { steps.append(.fetchList(index.shard)) }
        return steps
    }
}
