import SQLDatabase

extension Migration {
    /// What each node serves and signs with, so that a key is replaced when all of them are ready.
    static let nodes = Migration(
        number: 34, name: "0034_node",
        sqlite: nodeTable(blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: nodeTable(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func nodeTable(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE node (
            name \(text) NOT NULL PRIMARY KEY,
            bundle_version \(integer) CHECK (bundle_version >= 0),
            answer_key \(blob) NOT NULL CHECK (length(answer_key) = 8),
            list_key \(blob) NOT NULL CHECK (length(list_key) = 8),
            minting_key \(blob) CHECK (length(minting_key) = 8),
            seen_at \(integer) NOT NULL
        )\(strict)
        """
    ]
}
