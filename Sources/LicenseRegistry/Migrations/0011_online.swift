import SQLDatabase

extension Migration {
    /// What is done with a license key online, without a device's own key: texts by which licenses
    /// are found that are no signed tokens, seats that an app takes by its label, counters, and the
    /// grants through which a sale gave a license.
    static let online = Migration(
        number: 11, name: "0011_online",
        sqlite: onlineTables(blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: onlineTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func onlineTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    licenseColumns(integer: integer) + customerColumns(integer: integer, text: text) + [
        // Whether a caller may still name the license by a token that was replaced.
        """
        ALTER TABLE former_token ADD COLUMN is_known \(integer) NOT NULL DEFAULT 0
            CHECK (is_known IN (0, 1))
        """,
        "UPDATE former_token SET is_known = 1 WHERE is_void = 0",
        // 0: the signed token; 1: a short text, for apps whose input field is too small.
        """
        ALTER TABLE benefit ADD COLUMN key_form \(integer) NOT NULL DEFAULT 0
            CHECK (key_form IN (0, 1))
        """,
        """
        CREATE TABLE license_text (
            digest \(blob) NOT NULL CHECK (length(digest) = 32),
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            license_id \(blob) NOT NULL UNIQUE REFERENCES license (id),
            characters \(text) NOT NULL,
            is_shown \(integer) NOT NULL CHECK (is_shown IN (0, 1)),
            PRIMARY KEY (digest, organization_id)
        )\(strict)
        """,
        """
        CREATE TABLE seat (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            license_id \(blob) NOT NULL REFERENCES license (id),
            label \(text) NOT NULL,
            conditions \(text) NOT NULL,
            meta \(text) NOT NULL,
            taken_at \(integer) NOT NULL,
            changed_at \(integer),
            freed_at \(integer)
        )\(strict)
        """,
        "CREATE INDEX seat_license ON seat (license_id, taken_at)",
    ] + grantTables(blob: blob, integer: integer, text: text, strict: strict)
}

private func licenseColumns(integer: String) -> [String] {
    [
        // 0: minted here; 1: sold elsewhere and taken over; 2: supplied by hand.
        """
        ALTER TABLE license ADD COLUMN origin \(integer) NOT NULL DEFAULT 0
            CHECK (origin IN (0, 1, 2))
        """,
        // Units that were counted online; those of devices are with their activations.
        "ALTER TABLE license ADD COLUMN uses \(integer) NOT NULL DEFAULT 0",
        "ALTER TABLE license ADD COLUMN validations \(integer) NOT NULL DEFAULT 0",
        "ALTER TABLE license ADD COLUMN validated_at \(integer)",
        "ALTER TABLE license ADD COLUMN changed_at \(integer)",
        // An end before the signed one, which no token can say because it has passed.
        "ALTER TABLE license ADD COLUMN ended_at \(integer)",
    ]
}

private func customerColumns(integer: String, text: String) -> [String] {
    [
        "ALTER TABLE customer ADD COLUMN email \(text)",
        "ALTER TABLE customer ADD COLUMN external_id \(text)",
        "ALTER TABLE customer ADD COLUMN metadata \(text)",
        "ALTER TABLE customer ADD COLUMN changed_at \(integer)",
        "ALTER TABLE customer ADD COLUMN deleted_at \(integer)",
        """
        CREATE UNIQUE INDEX customer_external ON customer (organization_id, external_id)
            WHERE external_id IS NOT NULL
        """,
        """
        CREATE INDEX customer_email ON customer (organization_id, email)
            WHERE email IS NOT NULL
        """,
    ]
}

private func grantTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE license_grant (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            benefit_id \(blob) NOT NULL REFERENCES benefit (id),
            customer_id \(blob) NOT NULL REFERENCES customer (id),
            license_id \(blob) NOT NULL UNIQUE REFERENCES license (id),
            sale_kind \(integer) NOT NULL CHECK (sale_kind IN (0, 1, 2)),
            sale \(text) NOT NULL,
            created_at \(integer) NOT NULL,
            changed_at \(integer),
            granted_at \(integer) NOT NULL,
            revoked_at \(integer),
            UNIQUE (organization_id, benefit_id, customer_id, sale_kind, sale)
        )\(strict)
        """,
        "CREATE INDEX license_grant_sale ON license_grant (organization_id, sale_kind, sale)",
        "CREATE INDEX license_grant_customer ON license_grant (customer_id, created_at)",
    ]
}
