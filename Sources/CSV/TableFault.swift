import LicenseVerifier

/// What is wrong with a table, or with one of its rows.
package enum TableFault: Error, Equatable {
    /// It is another kind of file.
    case foreign(String)
    /// It is UTF-16 with half a character in it.
    case damaged
    /// It has no line of column names.
    case empty
    /// One of its records never ends.
    case longRecord
    /// Columns that nobody reads here.
    case unknownColumns([String])
    /// A column that is there twice.
    case duplicateColumn(String)
    /// A field that cannot be what its column holds, in words; nil where nobody has said what.
    case value(column: String, String, form: String?)
    /// A field with a name in it that is there twice.
    case repeated(column: String, String)
    /// A field in another encoding.
    case encoding(column: String)
    /// A field with a character that nobody sees.
    case control(column: String, Unicode.Scalar)
    /// A field that a spreadsheet could not work out.
    case spreadsheetError(column: String, String)
    /// A row with other than one field for each column.
    case fieldCount(Int, expected: Int)
    /// A row that breaks the form of a record, in words.
    case record(String)
}

extension TableFault {
    /// Whether the file was saved in another encoding.
    package var isEncoding: Bool { if case .encoding = self { true } else { false } }

    /// What the person can do about it.
    package var nextStep: String {
        switch self {
        case .foreign, .damaged, .encoding:
            "save the table as \"CSV UTF-8\" (in LibreOffice: character set UTF-8), and use that"
        case .empty: "begin with a line of column names"
        case .longRecord: "look for a quotation mark that is never closed"
        case .spreadsheetError: "correct that cell in the spreadsheet, and save the table again"
        case .control: "delete that character, or the line break, from the cell"
        case .unknownColumns, .duplicateColumn: "correct the line of column names"
        case .value, .repeated, .fieldCount, .record: "correct the row, and use the table again"
        }
    }
}

extension TableFault: CustomStringConvertible {
    /// One clause without a full stop.
    package var description: String {
        switch self {
        case .foreign(let what): "this is \(what), and not a table as text"
        case .damaged: "this is UTF-16, and damaged"
        case .empty: "there is no line of column names"
        case .longRecord:
            "a record has more than \(RecordSplitter.maxRecordBytes) bytes"
        case .unknownColumns(let names):
            names.map { Self.quoted($0) }.joined(separator: ", ")
                + (names.count == 1
                    ? " is not a column that is read here"
                    : " are not columns that are read here")
        case .duplicateColumn(let name): "the column \(Self.quoted(name)) appears twice"
        case .value(let column, let text, let form):
            "\(Self.quoted(text)) cannot be a value of \(column)"
                + (form.map { ", which is \($0)" } ?? "")
        case .repeated(let column, let name):
            "\(Self.quoted(name)) is twice in \(column)"
        case .encoding(let column):
            "the column \(Self.quoted(column)) has characters that are not UTF-8"
        case .control(let column, let scalar):
            TextFault(field: "the column \(Self.quoted(column))", scalar: scalar).description
        case .spreadsheetError(let column, let text):
            "the column \(Self.quoted(column)) has \(Self.quoted(text)), by which a spreadsheet shows an error"
        case .fieldCount(let count, let expected):
            "there \(count == 1 ? "is 1 field" : "are \(count) fields") where the first line has \(expected)"
        case .record(let reason): reason
        }
    }

    /// What stands in the file, as far as people can see it.
    private static func quoted(_ text: String) -> String {
        let safe = text.unicodeScalars.prefix(64).map { $0.isVisible ? Character($0) : "?" }
        return "\"\(String(safe))\(text.unicodeScalars.count > 64 ? "…" : "")\""
    }
}
