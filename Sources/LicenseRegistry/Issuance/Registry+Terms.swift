public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Sets what was counted online, so that the usage of all together is a number.
    ///
    /// What devices have reported stays, so it may take a negative count to get there. Throws
    /// `missing` for a license that is not there.
    public func setUsage(
        of license: LicenseID, to usage: Int64, now: Timestamp
    ) throws(RegistryError) {
        try change(.licenseUsage, of: "\(license)", "\(usage)", now: now) {
            (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                UPDATE license SET changed_at = $3, uses = $2 - device_uses WHERE id = $1
                """,
                [.blob(license.bytes), .integer(usage), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .missing(kind: .license) }
        }
    }

    /// Ends a license at a moment that no new token can say, as it has passed; nil takes that back.
    ///
    /// The lists say that the license is suspended from now on.
    public func setEnd(
        of license: LicenseID, to end: Timestamp?, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            try Self.setEnd(of: license, to: end, actor: actor, now: now, writer)
        }
    }

    static func setEnd(
        of license: LicenseID, to end: Timestamp?, actor: String, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) {
        let count = try writer.run(
            "UPDATE license SET ended_at = $2, changed_at = $3 WHERE id = $1",
            [
                .blob(license.bytes), .optional(end?.secondsSinceEpoch),
                .integer(now.secondsSinceEpoch),
            ])
        guard count == 1 else { throw .missing(kind: .license) }
        try logStatusChange(of: license, writer)
        try emit(.updated, of: license, now: now, writer) { $0.changed = [.expiresAt] }
        if end != nil { try emit(.expired, of: license, now: now, writer) }
        try writer.audit(.licenseEnd, of: "\(license)", end.map { "\($0)" } ?? "")
    }

    /// The end of a license that is earlier than its token's; nil where none was set.
    static func earlierEnd(
        of license: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> Timestamp? {
        try reader.row(
            "SELECT ended_at FROM license WHERE id = $1", [.blob(license.bytes)]
        ) { (row) throws(SQLError) in try row.optionalTimestamp("ended_at") } ?? nil
    }
}
