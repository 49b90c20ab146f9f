import LicenseVerifier
import SQLDatabase

extension Maintenance {
    /// Reads everything, and throws at the first thing that cannot be right.
    ///
    /// `corrupt` where the database finds itself damaged, `column` where a row holds what this
    /// program never writes or a license does not say what the columns beside it say, and
    /// `auditBroken` where the log was changed. Says how many rows each table has.
    ///
    /// - Parameter progress: hears how many rows of all tables were read so far.
    @discardableResult
    public func check(progress: (Int) -> Void = { _ in }) throws(RegistryError) -> [TableCount] {
        let counts = try transactions.read { (reader) throws(RegistryError) in
            if database.dialect == .sqlite { try Self.checkFile(reader) }
            try Self.checkLicenses(reader)
            try Self.checkDeviceTotals(reader)
            var counts: [TableCount] = []
            for table in try Self.contents(reader, database.dialect) {
                let done = counts.reduce(0) { $0 + $1.rows }
                let rows = try Self.digest(of: table, reader) { progress(done + $0) }.rows
                counts.append(TableCount(table: table.name, rows: rows))
            }
            return counts
        }
        try AuditLog(transactions).verify()
        return counts
    }

    /// Lets SQLite check its pages and indexes, and the rows that point at others.
    private static func checkFile(_ reader: any Reading) throws(RegistryError) {
        let verdict = try reader.values(String.self, "PRAGMA integrity_check")
        guard verdict == ["ok"] else { throw .database(.corrupt) }
        // A row for each row that points at nothing.
        try reader.forEachRow("PRAGMA foreign_key_check", []) { (_) throws(SQLError) in
            throw .corrupt
        }
    }

    /// The sums beside a license are those of its activations.
    private static func checkDeviceTotals(_ reader: any Reading) throws(RegistryError) {
        for (total, part) in [("device_uses", "units_used"), ("device_ceiling", "units_ceiling")] {
            // A sum that went out of bounds stays at the largest number.
            try reader.forEachRow(
                """
                SELECT id FROM license WHERE \(total) < \(Int64.max) AND \(total) <>
                    (SELECT coalesce(sum(\(part)), 0) FROM activation
                        WHERE activation.license_id = license.id)
                """, []
            ) { (_) throws(SQLError) in throw .column(total) }
        }
        try reader.forEachRow(
            """
            SELECT license_id FROM license_usage WHERE units < \(Int64.max) AND units <>
                (SELECT coalesce(sum(activation_usage.units), 0) FROM activation_usage
                    JOIN activation ON activation.id = activation_usage.activation_id
                    WHERE activation.license_id = license_usage.license_id
                        AND activation_usage.meter = license_usage.meter)
            """, []
        ) { (_) throws(SQLError) in throw .column("units") }
    }

    /// The columns beside a license are there to find it by; what the license says is signed.
    private static func checkLicenses(_ reader: any Reading) throws(RegistryError) {
        try reader.forEachRow(
            """
            SELECT license.*, customer.name AS customer_name, customer.email
            FROM license LEFT JOIN customer ON customer.id = license.customer_id
                AND customer.organization_id = license.organization_id
            """, []
        ) { (row) throws(SQLError) in
            let claims = try LicenseRecord(row).claims
            guard try row.blob("id") == claims.license.bytes else { throw .column("id") }
            guard try row.blob("organization_id") == claims.organization.bytes else {
                throw .column("organization_id")
            }
            guard try row.blob("benefit_id") == claims.benefit.bytes else {
                throw .column("benefit_id")
            }
            guard try row.optionalInteger("expires_at") == claims.expiresAt?.secondsSinceEpoch
            else { throw .column("expires_at") }
            let index = claims.statusIndex.map { Int64($0.value) }
            guard try row.optionalInteger("status_index") == index else {
                throw .column("status_index")
            }
        }
    }
}
