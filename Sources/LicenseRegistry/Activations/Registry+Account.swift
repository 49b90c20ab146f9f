import LicenseSync
import LicenseVerifier
import SQLDatabase

/// One license with its seats and units, as the rules of LicenseSync see it.
extension Registry {
    /// Takes the license's row for the rest of the transaction, so that no other answer for it
    /// interleaves, and says what its activations come to.
    static func account(
        of license: LicenseID, at now: Timestamp, _ writer: Change
    ) throws(RegistryError) -> (LicenseAccount, LicenseRecord) {
        let count = try writer.run(
            "UPDATE license SET answers = answers + 1 WHERE id = $1", [.blob(license.bytes)])
        guard count == 1,
            let record = try writer.row(
                "\(selection) WHERE license.id = $1", [.blob(license.bytes)],
                { (row) throws(SQLError) in try LicenseRecord(row) })
        else { throw .missing(kind: .license) }
        var account = LicenseAccount(record.claims)
        let counts = try counts(of: license, writer)
        account.standing = standing(of: record, endedAt: counts.end, at: now)
        // Where there is no limit, nobody asks how many are taken.
        if case .seats = record.claims.activationLimit {
            account.seats = Seats(
                limit: record.claims.activationLimit,
                taken: try taken(of: license, at: now, writer))
        }
        if let limit = record.claims.usageLimit {
            // What was counted online is as good as granted.
            account.pool = AllowancePool(limit: limit, granted: counts.granted + counts.uses)
        }
        account.usage = try usage(of: license, writer)
        return (account, record)
    }

    private static func standing(
        of record: LicenseRecord, endedAt: Timestamp?, at now: Timestamp
    ) -> LicenseStanding {
        switch record.state {
        case .revoked: return .revoked
        case .disabled: return .suspended
        case .granted: break
        }
        if let endedAt, now >= endedAt { return .expired }
        guard let end = record.claims.expiresAt else { return .granted }
        return now < end + (record.claims.grace ?? .zero) ? .granted : .expired
    }

    /// The units that were counted online, those that devices may use in all, and an end that was
    /// set before the signed one.
    ///
    /// The vendor can have set the count below zero.
    private static func counts(
        of license: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> (uses: UInt64, granted: UInt64, end: Timestamp?) {
        try reader.row(
            "SELECT uses, device_ceiling, ended_at FROM license WHERE id = $1",
            [.blob(license.bytes)]
        ) { (row) throws(SQLError) in
            (
                UInt64(clamping: try row.integer("uses")),
                UInt64(clamping: try row.integer("device_ceiling")),
                try row.optionalTimestamp("ended_at")
            )
        } ?? (0, 0, nil)
    }

    /// Seats whose lease has ended can be taken by others.
    private static func taken(
        of license: LicenseID, at now: Timestamp, _ reader: any Reading
    ) throws(RegistryError) -> UInt64 {
        try reader.row(
            """
            SELECT (SELECT count(*) FROM activation
                WHERE license_id = $1 AND deactivated_at IS NULL
                    AND (lease_end_at IS NULL OR lease_end_at > $2))
                + (SELECT count(*) FROM seat
                    WHERE license_id = $1 AND freed_at IS NULL) AS taken
            """, [.blob(license.bytes), .integer(now.secondsSinceEpoch)]
        ) { (row) throws(SQLError) in UInt64(clamping: try row.integer("taken")) } ?? 0
    }

    static func usage(
        of license: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> UsageTotal {
        var total = UsageTotal()
        try reader.forEachRow(
            "SELECT meter, units FROM license_usage WHERE license_id = $1", [.blob(license.bytes)]
        ) { (row) throws(SQLError) in
            guard let meter = UInt32(exactly: try row.integer("meter")) else {
                throw .column("meter")
            }
            total.raise(Meter(meter), to: UInt64(clamping: try row.integer("units")))
        }
        return total
    }
}
