import SQLDatabase

extension Migration {
    /// How often customers have asked for new keys, and which signed keys nobody has seen yet.
    static let rotation = Migration(
        number: 21, name: "0021_rotation", sqlite: columns(integer: "INTEGER"),
        postgreSQL: columns(integer: "BIGINT"))
}

private func columns(integer: String) -> [String] {
    [
        """
        ALTER TABLE license ADD COLUMN rotations \(integer) NOT NULL DEFAULT 0
            CHECK (rotations >= 0)
        """,
        "ALTER TABLE license ADD COLUMN rotations_since \(integer) NOT NULL DEFAULT 0",
        """
        ALTER TABLE license_text ADD COLUMN hides_token \(integer) NOT NULL DEFAULT 0
            CHECK (hides_token IN (0, 1))
        """,
    ]
}
