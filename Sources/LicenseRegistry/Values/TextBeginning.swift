import SQLDatabase

/// How texts begin that people look for, in whatever case, as the indexes of beginnings have them.
///
/// Letters beyond ASCII are compared as they are: neither database makes them small in these columns.
struct TextBeginning {
    /// In small letters.
    let text: String
    private let dialect: SQLDialect

    init(_ text: String, _ dialect: SQLDialect) {
        self.dialect = dialect
        self.text = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    ("A"..."Z").contains(scalar)
                        ? Unicode.Scalar(UInt8(ascii: scalar) | 0x20) : scalar
                }))
    }

    /// The first text that begins so, and one above every text that does.
    var range: [SQLValue] { [.text(text), .text(text + "\u{10ffff}")] }

    /// A column as its index has it.
    func indexed(_ column: String) -> String {
        "lower(\(column))\(dialect == .postgreSQL ? " COLLATE \"C\"" : "")"
    }

    /// Whether a column begins so, where the range is two parameters from a number on.
    func test(_ column: String, _ first: Int) -> String {
        let text = indexed(column)
        return "\(text) >= $\(first) AND \(text) < $\(first + 1)"
    }
}
