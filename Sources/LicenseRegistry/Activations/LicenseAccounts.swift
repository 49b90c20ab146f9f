import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Licenses with their seats and units, as the rules of LicenseSync see them.
struct LicenseAccounts {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Takes the license's row for the rest of the transaction, so that nothing else that counts its
    /// seats or units interleaves; false for one that is not there.
    func lock(_ license: LicenseID) throws(RegistryError) -> Bool {
        try change.run("UPDATE license SET answers = answers + 1 WHERE id = $1", [.id(license)])
            == 1
    }

    /// Takes the license's row, and says what its activations come to.
    ///
    /// - Parameter meters: the meters whose totals are asked for, besides the units: a license may
    ///   have any number of others.
    func take(
        _ license: LicenseID, meters: [Meter]
    ) throws(RegistryError) -> (account: LicenseAccount, record: LicenseRecord) {
        guard try lock(license), let record = try LicenseQueries(change).license(license),
            let counts = try change.row(
                AccountCounts.self,
                """
                SELECT uses, device_ceiling, ended_at, \(EpochSQL.isHeldBack) AS is_held_back
                FROM license WHERE id = $1
                """,
                [.id(license)])
        else { throw .missing(kind: .license) }
        var account = LicenseAccount(record.claims)
        account.isHeldBack = counts.isHeldBack
        account.standing = standing(of: record, endedAt: counts.end)
        // Where there is no limit, nobody asks how many are taken.
        if case .seats = record.claims.activationLimit {
            account.seats = Seats(
                limit: record.claims.activationLimit,
                taken: try SeatQueries(change).taken(of: license, at: change.now))
        }
        if let limit = record.claims.usageLimit {
            // What was counted online is as good as granted.
            account.pool = AllowancePool(limit: limit, granted: counts.granted + counts.uses)
        }
        account.usage = try ActivationQueries(change).usage(of: license, in: [.units] + meters)
        return (account, record)
    }

    private func standing(of record: LicenseRecord, endedAt: Timestamp?) -> LicenseStanding {
        switch record.state {
        case .revoked: return .revoked
        case .disabled: return .suspended
        case .granted: break
        }
        if let endedAt, change.now >= endedAt { return .expired }
        guard let end = record.claims.expiresAt else { return .granted }
        return change.now < end + (record.claims.grace ?? .zero) ? .granted : .expired
    }
}

/// The units that were counted online, those that devices may use in all, and an end that was set
/// before the signed one.
private struct AccountCounts: SQLRecord {
    let uses: UInt64
    let granted: UInt64
    let end: Timestamp?
    let isHeldBack: Bool

    init(_ row: SQLRow) throws(SQLError) {
        // The vendor can have set the count below zero.
        uses = UInt64(clamping: try row.integer("uses"))
        granted = UInt64(clamping: try row.integer("device_ceiling"))
        end = try row["ended_at"]
        isHeldBack = try row["is_held_back"]
    }
}
