import SQLDatabase

extension Migration {
    /// What a license's devices use and may use in all, so that an answer to one device costs the
    /// same however many there are.
    static let deviceTotals = Migration(
        number: 17, name: "0017_device_totals",
        sqlite: totalStatements(blob: "BLOB", integer: "INTEGER", strict: " STRICT"),
        postgreSQL: totalStatements(blob: "BYTEA", integer: "BIGINT", strict: ""))
}

private func totalStatements(blob: String, integer: String, strict: String) -> [String] {
    [
        """
        ALTER TABLE license ADD COLUMN device_uses \(integer) NOT NULL DEFAULT 0
            CHECK (device_uses >= 0)
        """,
        """
        ALTER TABLE license ADD COLUMN device_ceiling \(integer) NOT NULL DEFAULT 0
            CHECK (device_ceiling >= 0)
        """,
        """
        UPDATE license SET
            device_uses = (SELECT sum(units_used) FROM activation
                WHERE activation.license_id = license.id),
            device_ceiling = (SELECT sum(units_ceiling) FROM activation
                WHERE activation.license_id = license.id)
        WHERE id IN (SELECT license_id FROM activation)
        """,
        """
        CREATE TABLE license_usage (
            license_id \(blob) NOT NULL REFERENCES license (id),
            meter \(integer) NOT NULL,
            units \(integer) NOT NULL CHECK (units >= 0),
            PRIMARY KEY (license_id, meter)
        )\(strict)
        """,
        """
        INSERT INTO license_usage (license_id, meter, units)
        SELECT activation.license_id, activation_usage.meter, sum(activation_usage.units)
        FROM activation_usage JOIN activation ON activation.id = activation_usage.activation_id
        GROUP BY activation.license_id, activation_usage.meter
        """,
        // Seats that are taken are counted in it alone.
        """
        CREATE INDEX activation_seat ON activation (license_id, lease_end_at)
            WHERE deactivated_at IS NULL
        """,
    ]
}
