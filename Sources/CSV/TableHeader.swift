import Foundation
import LicenseVerifier

/// How a table is written: what is between its fields, and what they are.
package struct TableHeader: Sendable {
    /// What is between the fields.
    package let separator: UInt8
    /// The column names as they are known to who reads; nil for one that is passed over.
    package let columns: [String?]
    /// The names that are passed over, as the file has them.
    package let ignored: [String]
    /// Whether a line above has said what is between the fields.
    private let isSeparatorNamed: Bool

    /// Reads the line of column names.
    ///
    /// - Parameters:
    ///   - separator: what a line before it has said; nil where the line itself must show it.
    ///   - known: the name of a column for what the file calls it; nil for one that is unknown.
    package init(
        _ record: [UInt8], separator: UInt8? = nil, ignoringUnknown: Bool,
        known: (String) -> String?
    ) throws(TableFault) {
        isSeparatorNamed = separator != nil
        let separator = separator ?? Self.mostFrequent(in: record)
        self.separator = separator
        let names = try Self.fields(of: record, separator, columns: [])
        var (columns, unknown) = ([String?](), [String]())
        for name in names {
            let column = known(name)
            if let column, columns.contains(column) { throw .duplicateColumn(column) }
            if column == nil { unknown.append(name) }
            columns.append(column)
        }
        guard unknown.isEmpty || ignoringUnknown else { throw .unknownColumns(unknown) }
        (self.columns, ignored) = (columns, unknown)
    }

    /// What a line says that does nothing but name the separator, as Excel reads it; nil for others.
    package static func separator(namedBy record: [UInt8]) -> UInt8? {
        let words = String(decoding: record, as: UTF8.self).trimmingCharacters(
            in: CharacterSet(charactersIn: "\" "))
        guard words.lowercased().hasPrefix("sep="), words.utf8.count == 5 else { return nil }
        return words.utf8.last
    }

    /// A name in whatever case, with blanks or hyphens for its underscores.
    package static func plain(_ name: String) -> String {
        String(
            name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased().map {
                $0.isWhitespace || $0 == "-" ? "_" : $0
            })
    }

    /// The number of a row as a spreadsheet shows it, which counts empty lines and hides the one that
    /// names the separator.
    ///
    /// - Parameter record: its number among all records of the file, from 1.
    package func rowNumber(ofRecord record: Int) -> Int { isSeparatorNamed ? record - 1 : record }

    /// The fields of a row that say something, by their columns.
    package func cells(
        of record: [UInt8]
    ) throws(TableFault) -> [(column: String, text: String)] {
        let fields = try Self.fields(of: record, separator, columns: columns)
        guard fields.count == columns.count else {
            throw .fieldCount(fields.count, expected: columns.count)
        }
        var cells: [(column: String, text: String)] = []
        for (column, field) in zip(columns, fields) {
            guard let column, let text = try TableCell.text(of: field, column) else { continue }
            cells.append((column, text))
        }
        return cells
    }

    /// Whether a row has no content, as a spreadsheet keeps those whose content was deleted.
    package func isEmpty(_ record: [UInt8]) -> Bool {
        record.allSatisfy { byte in
            byte == separator || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
                || byte == UInt8(ascii: "\"")
        }
    }

    /// The character that is there most often, outside quotation marks.
    private static func mostFrequent(in header: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in header {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let comma = UInt8(ascii: ",")
        return [UInt8(ascii: ";"), UInt8(ascii: "\t")].reduce(comma) { best, next in
            counts[next, default: 0] > counts[best, default: 0] ? next : best
        }
    }

    private static func fields(
        of record: [UInt8], _ separator: UInt8, columns: [String?]
    ) throws(TableFault) -> [String] {
        do throws(CSVRecord.Fault) {
            return try CSVRecord.fields(of: record, separator: separator)
        } catch {
            guard case .notUTF8(let field) = error else { throw .record(error.description) }
            let name = field < columns.count ? columns[field] : nil
            throw .encoding(column: name ?? "\(field + 1)")
        }
    }
}
