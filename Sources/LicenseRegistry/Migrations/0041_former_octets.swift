import SQLDatabase

extension Migration {
    /// The bytes of a token that its license has replaced, by which a machine proves that it has it.
    ///
    /// Null for those of before, and for those that name nothing any more.
    static let formerOctets = Migration(
        number: 41, name: "0041_former_octets",
        sqlite: ["ALTER TABLE former_token ADD COLUMN octets BLOB"],
        postgreSQL: ["ALTER TABLE former_token ADD COLUMN octets BYTEA"])
}
