import SQLDatabase

extension Migration {
    /// What a service needs beside an issuer's registry: its keys, its callers, what it publishes.
    static let service = Migration(
        number: 10, name: "0010_service",
        sqlite: serviceTables(blob: "BLOB", integer: "INTEGER", strict: " STRICT"),
        postgreSQL: serviceTables(blob: "BYTEA", integer: "BIGINT", strict: ""))
}

private func serviceTables(
    blob: String, integer: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE service_key (
            kid \(blob) NOT NULL PRIMARY KEY CHECK (length(kid) = 8),
            role \(integer) NOT NULL CHECK (role IN (1, 2, 3)),
            public_key \(blob) NOT NULL UNIQUE CHECK (length(public_key) = 32),
            created_at \(integer) NOT NULL
        )\(strict)
        """,
        """
        CREATE TABLE api_token (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            organization_id \(blob) REFERENCES organization (id),
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            secret_digest \(blob) NOT NULL UNIQUE CHECK (length(secret_digest) = 32),
            created_at \(integer) NOT NULL,
            expires_at \(integer),
            revoked_at \(integer)
        )\(strict)
        """,
        // Who publishes; the lists themselves are safe without it, by their sequence.
        """
        CREATE TABLE lease (
            name TEXT NOT NULL PRIMARY KEY,
            holder TEXT NOT NULL,
            ends_at \(integer) NOT NULL
        )\(strict)
        """,
        """
        CREATE TABLE published_list (
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            shard \(integer) NOT NULL,
            sequence \(integer) NOT NULL CHECK (sequence > 0),
            octets \(blob) NOT NULL,
            PRIMARY KEY (organization_id, shard)
        )\(strict)
        """,
        // Tokens that another one has replaced. One that is void stays invalid for ever; one
        // that was merely renewed goes with its license until it expires.
        """
        CREATE TABLE former_token (
            digest \(blob) NOT NULL PRIMARY KEY CHECK (length(digest) = 16),
            license_id \(blob) NOT NULL REFERENCES license (id),
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            status_index \(integer) CHECK (status_index BETWEEN 0 AND 4294967295),
            is_void \(integer) NOT NULL CHECK (is_void IN (0, 1)),
            replaced_at \(integer) NOT NULL,
            UNIQUE (organization_id, status_index)
        )\(strict)
        """,
        // Which token of its license the device had when it asked; null where nobody knows.
        "ALTER TABLE activation ADD COLUMN token_digest \(blob)",
        "CREATE INDEX former_token_license ON former_token (license_id)",
        // One for each filter of the list, in the order of its pages: without statistics a
        // planner takes the index that gives the order, and reads a million rows.
        "CREATE INDEX license_benefit ON license (organization_id, benefit_id, sequence)",
        """
        CREATE INDEX license_customer_page ON license (organization_id, customer_id, sequence)
        """,
        "CREATE INDEX license_organization ON license (organization_id, sequence)",
        "CREATE INDEX license_state ON license (organization_id, state, sequence)",
        "CREATE INDEX license_expiry ON license (organization_id, expires_at, sequence)",
        "CREATE INDEX activation_license ON activation (license_id, activated_at)",
        "CREATE INDEX audit_record_subject ON audit_record (subject, sequence)",
        "CREATE INDEX customer_organization ON customer (organization_id, id)",
    ]
}
