import SQLDatabase

extension Migration {
    /// What the pages need: sessions and the links that open them, how an organization's pages look,
    /// what happened on each day, and the beginnings by which people look for licenses.
    static let pages = Migration(
        number: 20, name: "0020_pages",
        sqlite: pageTables(
            blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT", collation: ""),
        postgreSQL: pageTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: "",
            collation: " COLLATE \"C\""))
}

private func pageTables(
    blob: String, integer: String, text: String, strict: String, collation: String
) -> [String] {
    sessionTables(blob: blob, integer: integer, strict: strict)
        + organizationTables(blob: blob, integer: integer, text: text, strict: strict)
        + searchIndexes(collation: collation)
}

private func sessionTables(
    blob: String, integer: String, strict: String
) -> [String] {
    // 0: an operator; 1: an operator by a token; 2: a customer; 3: whoever has a license's key.
    [("sign_in_link", "used_at"), ("page_session", "seen_at")].flatMap { table, moment in
        [
            """
            CREATE TABLE \(table) (
                id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                secret_digest \(blob) NOT NULL UNIQUE CHECK (length(secret_digest) = 32),
                holder_kind \(integer) NOT NULL CHECK (holder_kind IN (0, 1, 2, 3)),
                holder_id \(blob),
                organization_id \(blob) REFERENCES organization (id),
                created_at \(integer) NOT NULL,
                expires_at \(integer) NOT NULL,
                \(moment) \(integer),
                CHECK ((holder_kind = 0) = (holder_id IS NULL)),
                CHECK ((holder_kind < 2) = (organization_id IS NULL))
            )\(strict)
            """,
            "CREATE INDEX \(table)_end ON \(table) (expires_at)",
        ]
    }
}

private func organizationTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE brand (
            organization_id \(blob) NOT NULL PRIMARY KEY REFERENCES organization (id),
            name \(text),
            accent \(text),
            support_url \(text),
            logo_type \(text),
            logo \(blob),
            changed_at \(integer) NOT NULL,
            CHECK ((logo_type IS NULL) = (logo IS NULL))
        )\(strict)
        """,
        // Days are counted from 1970-01-01 in UTC. Kinds: 0: activations; 1: validations;
        // 2: units; 3: refusals, by their code. Several slots for one sum, so that writers of a
        // busy day do not wait for each other.
        """
        CREATE TABLE day_count (
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            day \(integer) NOT NULL,
            kind \(integer) NOT NULL CHECK (kind IN (0, 1, 2, 3)),
            code \(text) NOT NULL,
            slot \(integer) NOT NULL,
            total \(integer) NOT NULL,
            PRIMARY KEY (organization_id, day, kind, code, slot)
        )\(strict)
        """,
    ]
}

private func searchIndexes(collation: String) -> [String] {
    [
        """
        CREATE INDEX customer_name_start
            ON customer (organization_id, (lower(name)\(collation)))
        """,
        """
        CREATE INDEX customer_email_start
            ON customer (organization_id, (lower(email)\(collation)))
        """,
        "CREATE INDEX seat_label_start ON seat ((lower(label)\(collation)))",
        "CREATE INDEX activation_label_start ON activation ((lower(label)\(collation)))",
    ]
}
