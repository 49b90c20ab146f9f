import SQLDatabase

extension Migration {
    /// What was published of each status list, so that the next one is newer and no state is lost.
    static let statusList = Migration(
        number: 2, name: "0002_status_list",
        sqlite: [statusListTable(blob: "BLOB", integer: "INTEGER", strict: " STRICT")],
        postgreSQL: [statusListTable(blob: "BYTEA", integer: "BIGINT", strict: "")])
}

private func statusListTable(blob: String, integer: String, strict: String) -> String {
    """
    CREATE TABLE status_list (
        organization_id \(blob) NOT NULL,
        shard \(integer) NOT NULL,
        sequence \(integer) NOT NULL CHECK (sequence > 0),
        exceptions \(integer) NOT NULL CHECK (exceptions >= 0),
        root \(blob) NOT NULL CHECK (length(root) = 32),
        issued_at \(integer) NOT NULL,
        expires_at \(integer) NOT NULL,
        PRIMARY KEY (organization_id, shard),
        FOREIGN KEY (organization_id, shard) REFERENCES status_shard (organization_id, shard)
    )\(strict)
    """
}
