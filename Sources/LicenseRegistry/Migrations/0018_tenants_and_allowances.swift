import SQLDatabase

extension Migration {
    /// What belongs to one organization refers to nothing of another; keys can be retired; and what
    /// a device used before its license had a limit is told apart.
    static let tenantsAndAllowances = Migration(
        number: 18, name: "0018_tenants_and_allowances",
        sqlite: columns(integer: "INTEGER") + mended + sqliteReferences,
        postgreSQL: columns(integer: "BIGINT") + mended + postgreSQLReferences)
}

private func columns(integer: String) -> [String] {
    [
        "ALTER TABLE signing_key ADD COLUMN retired_at \(integer)",
        """
        ALTER TABLE activation ADD COLUMN units_unmetered \(integer) NOT NULL DEFAULT 0
            CHECK (units_unmetered >= 0)
        """,
    ]
}

private let mended = [
    // Only reports to a license without a limit were not counted as used.
    """
    UPDATE activation SET units_unmetered = (SELECT units FROM activation_usage
        WHERE activation_id = activation.id AND meter = 0)
    WHERE units_used < (SELECT units FROM activation_usage
        WHERE activation_id = activation.id AND meter = 0)
    """,
    // A license that was imported under the customer of another organization has none.
    """
    UPDATE license SET customer_id = NULL WHERE customer_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM customer WHERE customer.id = license.customer_id
            AND customer.organization_id = license.organization_id)
    """,
    "CREATE UNIQUE INDEX customer_owner ON customer (id, organization_id)",
]

private let referring = ["license", "license_grant", "customer_session"]

/// SQLite adds no foreign key to a table that is there.
private let sqliteReferences = referring.flatMap { table in
    [("INSERT", "insert"), ("UPDATE OF customer_id, organization_id", "update")].map {
        event, name in
        """
        CREATE TRIGGER \(table)_customer_\(name) BEFORE \(event) ON \(table)
        WHEN NEW.customer_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM customer WHERE id = NEW.customer_id
                AND organization_id = NEW.organization_id)
        BEGIN SELECT RAISE(ABORT, 'customer of another organization'); END
        """
    }
}

private let postgreSQLReferences = referring.map { table in
    """
    ALTER TABLE \(table) ADD CONSTRAINT \(table)_customer_owner
        FOREIGN KEY (customer_id, organization_id) REFERENCES customer (id, organization_id)
        NOT VALID
    """
}
