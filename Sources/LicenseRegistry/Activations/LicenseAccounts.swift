import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Licenses with their seats and units, as the rules of LicenseSync see them.
struct LicenseAccounts {
    private let reading: any Reading
    private let now: Timestamp

    init(_ reading: any Reading, at now: Timestamp) {
        self.reading = reading
        self.now = now
    }

    /// What the license's activations come to, and the version of what was read.
    ///
    /// - Parameter meters: the meters whose totals are asked for, besides the units: a license may
    ///   have any number of others.
    func account(
        _ license: LicenseID, meters: [Meter]
    ) throws(RegistryError) -> (account: LicenseAccount, record: LicenseRecord, version: Int64) {
        guard let record = try LicenseQueries(reading).license(license),
            let counts = try reading.row(
                AccountCounts.self,
                """
                SELECT uses, device_ceiling, ended_at, answers,
                    \(EpochSQL.isHeldBack) AS is_held_back
                FROM license WHERE id = $1
                """,
                [.id(license)])
        else { throw .missing(kind: .license) }
        var account = LicenseAccount(record.claims)
        account.isHeldBack = counts.isHeldBack
        account.status = status(of: record, endedAt: counts.end)
        // Where there is no limit, nobody asks how many are taken.
        if case .seats = record.claims.activationLimit {
            account.seats = Seats(
                limit: record.claims.activationLimit,
                taken: try SeatQueries(reading).taken(of: license, at: now))
        }
        if let limit = record.claims.usageLimit {
            // What was counted online is as good as granted.
            account.pool = AllowancePool(limit: limit, granted: counts.granted + counts.uses)
        }
        account.usage = try ActivationQueries(reading).usage(of: license, in: [.units] + meters)
        return (account, record, counts.version)
    }

    private func status(of record: LicenseRecord, endedAt: Timestamp?) -> AccountStatus {
        switch record.state {
        case .revoked: return .revoked
        case .disabled: return .suspended
        case .granted: break
        }
        if let endedAt, now >= endedAt { return .expired }
        guard let end = record.claims.expiresAt else { return .granted }
        return now < end + (record.claims.grace ?? .zero) ? .granted : .expired
    }
}

/// The units that were counted online, those that devices may use in all, and an end that was set
/// before the signed one; and how often the license was answered for.
private struct AccountCounts: SQLRecord {
    let uses: UInt64
    let granted: UInt64
    let end: Timestamp?
    let isHeldBack: Bool
    let version: Int64

    init(_ row: SQLRow) throws(SQLError) {
        // The vendor can have set the count below zero.
        uses = UInt64(clamping: try row.integer("uses"))
        granted = UInt64(clamping: try row.integer("device_ceiling"))
        end = try row["ended_at"]
        isHeldBack = try row["is_held_back"]
        version = try row.integer("answers")
    }
}
