import LicenseIssuer
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
    func license(_ id: LicenseID, meters: [Meter]) throws(RegistryError) -> AnsweredLicense {
        let row = try reading.row(
            CountedLicense.self,
            """
            \(LicenseRecord.selection(and: CountedLicense.columns)) WHERE license.id = $1
            """, [.id(id)])
        guard let row else { throw .missing(kind: .license) }
        var account = LicenseAccount(row.record.claims)
        account.isHeldBack = row.isHeldBack
        // Where there is no limit, nobody asks how many are taken.
        if case .seats = row.record.claims.activationLimit {
            let moves = try SeatMoveQueries(reading, at: now).moves(of: id, within: row.moveLimit)
            account.seats = Seats(
                limit: row.record.claims.activationLimit,
                taken: try SeatQueries(reading).taken(of: id, at: now) + (moves?.waiting ?? 0))
        }
        if let limit = row.record.claims.usageLimit {
            // What was counted online is as good as granted.
            account.pool = AllowancePool(limit: limit, granted: row.granted + row.uses)
        }
        let meters = Set([.units] + meters)
        account.usage = try ActivationQueries(reading).usage(of: id, in: meters)
        var license = AnsweredLicense(
            record: row.record, account: account, meters: meters, version: row.version,
            epoch: row.epoch, endedAt: row.record.earlierEnd, limitsMoves: row.moveLimit != nil,
            isRead: true)
        license.move(to: now)
        return license
    }
}

/// The units that were counted online, and those that devices may use in all; how often the license
/// was answered for, and how often its seats may move.
private struct CountedLicense: SQLRecord {
    static let columns = """
        license.uses, license.device_ceiling, license.answers,
            \(EpochSQL.current) AS resumptions, \(EpochSQL.isHeldBack) AS is_held_back,
            (SELECT seat_moves FROM benefit WHERE benefit.id = license.benefit_id) AS seat_moves,
            (SELECT seat_moves_period FROM benefit WHERE benefit.id = license.benefit_id)
                AS seat_moves_period
        """

    let record: LicenseRecord
    let uses: UInt64
    let granted: UInt64
    let isHeldBack: Bool
    let epoch: Int64
    let version: Int64
    let moveLimit: SeatMoveLimit?

    init(_ row: SQLRow) throws(SQLError) {
        record = try LicenseRecord(row)
        // The vendor can have set the count below zero.
        uses = UInt64(clamping: try row.integer("uses"))
        granted = UInt64(clamping: try row.integer("device_ceiling"))
        isHeldBack = try row["is_held_back"]
        epoch = try row.integer("resumptions")
        version = try row.integer("answers")
        moveLimit = try SeatMoveRule(row).limit
    }
}
