import LicenseSync
import LicenseVerifier

/// A license as the answers to its devices see it.
struct AnsweredLicense {
    let record: LicenseRecord
    /// Its seats and units.
    var account: LicenseAccount
    /// The meters whose totals are in the account.
    let meters: Set<Meter>
    /// Which state of the license this is (`LicenseLock`).
    var version: Int64
    /// How often the registry had been resumed by then.
    let epoch: Int64
    /// An end that was set before the signed one.
    let endedAt: Timestamp?
    /// Whether its seats may move only so often, so that one that is given back may not be free.
    let limitsMoves: Bool
    /// Whether it was read in the state of the registry in which an answer is decided; one that is
    /// remembered has to be found unchanged when the answer is written.
    var isRead: Bool

    /// Lets time pass.
    mutating func move(to now: Timestamp) {
        account.status = status(at: now)
    }

    private func status(at now: Timestamp) -> AccountStatus {
        switch record.state {
        case .revoked: return .revoked
        case .disabled: return .suspended
        case .granted: break
        }
        if let endedAt, now >= endedAt { return .expired }
        guard let end = record.claims.expiresAt else { return .granted }
        return now < end + (record.claims.grace ?? .zero) ? .granted : .expired
    }

    /// Whether an answer can be decided by it as it is.
    ///
    /// How many seats are taken depends on the moment too, so that is never remembered.
    func covers(_ meters: [Meter], andSeats needsSeats: Bool) -> Bool {
        if needsSeats, case .seats = record.claims.activationLimit, !isRead { return false }
        return meters.allSatisfy { self.meters.contains($0) }
    }
}
