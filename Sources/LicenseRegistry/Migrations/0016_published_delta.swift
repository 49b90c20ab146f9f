import SQLDatabase

extension Migration {
    /// The deltas that are served beside a list, signed with it.
    static let publishedDelta = Migration(
        number: 16, name: "0016_published_delta", sqlite: columns(blob: "BLOB"),
        postgreSQL: columns(blob: "BYTEA"))
}

private func columns(blob: String) -> [String] {
    ["day", "week", "month"].map { period in
        "ALTER TABLE published_list ADD COLUMN \(period)_delta \(blob)"
    }
}
