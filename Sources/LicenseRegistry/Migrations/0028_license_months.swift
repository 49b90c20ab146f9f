import SQLDatabase

extension Migration {
    /// What was used of each license in each month.
    static let licenseMonths = Migration(
        number: 28, name: "0028_license_months",
        sqlite: monthTable(blob: "BLOB", integer: "INTEGER", strict: " STRICT"),
        postgreSQL: monthTable(blob: "BYTEA", integer: "BIGINT", strict: ""))
}

private func monthTable(blob: String, integer: String, strict: String) -> [String] {
    [
        // Months are counted from January of the year 0, in UTC. A year of one license is
        // twelve rows for each of its meters, so they are never taken away.
        """
        CREATE TABLE license_month (
            license_id \(blob) NOT NULL REFERENCES license (id),
            month \(integer) NOT NULL,
            meter \(integer) NOT NULL,
            units \(integer) NOT NULL CHECK (units >= 0),
            PRIMARY KEY (license_id, month, meter)
        )\(strict)
        """
    ]
}
