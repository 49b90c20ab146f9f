import SQLDatabase

extension Migration {
    /// In which database of a server the registry is, so that a copy knows that it is one.
    static let homeDatabase = Migration(
        number: 77, name: "0077_home_database", sqlite: [databaseColumn],
        postgreSQL: [databaseColumn])

    // Empty: it is in a file, or nobody has noted it yet; the next program that marks it does.
    private static let databaseColumn =
        "ALTER TABLE registry_standing ADD COLUMN home_database TEXT NOT NULL DEFAULT ''"
}
