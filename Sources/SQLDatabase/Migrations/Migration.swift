import COSE

/// One released change of the tables, in both languages; never edited afterwards.
package struct Migration: Sendable {
    /// Its number, which is the version that it leads to.
    package let number: Int64
    /// What it is about.
    package let name: String
    private let sqlite: [String]
    private let postgreSQL: [String]

    /// A change with its statements in both languages.
    package init(number: Int64, name: String, sqlite: [String], postgreSQL: [String]) {
        self.number = number
        self.name = name
        self.sqlite = sqlite
        self.postgreSQL = postgreSQL
    }

    /// The statements in one of the languages.
    package func statements(_ dialect: SQLDialect) -> [String] {
        switch dialect {
        case .sqlite: sqlite
        case .postgreSQL: postgreSQL
        }
    }

    /// Pins the text: two programs with one number mean one change.
    package func digest(_ dialect: SQLDialect) -> [UInt8] {
        SHA256.digest(of: Array(statements(dialect).joined(separator: ";\n").utf8))
    }
}
