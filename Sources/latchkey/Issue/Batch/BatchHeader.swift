import Foundation
import LicenseVerifier
import Terminal

/// How a CSV file is written: what is between its fields, and what they are.
struct BatchHeader: Sendable {
    let separator: UInt8
    /// The column names as they are known here; nil for one that is passed over.
    let columns: [String?]
    /// The names that are passed over, as the file has them.
    let ignored: [String]

    /// Reads the first record, behind a line that names the separator if there is one.
    init(_ reader: inout RecordReader, of file: InputFile, ignoringUnknown: Bool) throws {
        guard var header = try reader.next() else {
            throw CommandFailure(
                .malformed, "\(file.name) is empty",
                nextStep: "begin with a line of column names, such as customer,lifetime")
        }
        var separator: UInt8?
        let words = String(decoding: header, as: UTF8.self).trimmingCharacters(
            in: CharacterSet(charactersIn: "\" "))
        if words.lowercased().hasPrefix("sep="), words.utf8.count == 5 {
            separator = words.utf8.last
            header = try reader.next() ?? []
        }
        let found = separator ?? Self.separator(of: header)
        self.separator = found
        do throws(BatchFault) {
            let names = try BatchForm.csvFields(header, found, columns: [])
            (columns, ignored) = try Self.columns(names, ignoringUnknown)
        } catch {
            let known = BatchFields.Name.allCases.map(\.rawValue).sorted()
            throw CommandFailure(
                .malformed, "the header of \(file.name): \(error)",
                nextStep: error.isEncoding
                    ? error.nextStep
                    : "use the columns \(known.joined(separator: ", ")), condition.NAME; "
                        + "--ignore-columns passes over all others")
        }
    }

    /// The character that is there most often, outside quotation marks.
    private static func separator(of header: [UInt8]) -> UInt8 {
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

    private static func columns(
        _ names: [String], _ ignoringUnknown: Bool
    ) throws(BatchFault) -> (columns: [String?], ignored: [String]) {
        var columns: [String?] = []
        var unknown: [String] = []
        for name in names {
            let known = Self.known(name)
            if let known, columns.contains(known) { throw .duplicateColumn(known) }
            if known == nil { unknown.append(name) }
            columns.append(known)
        }
        guard unknown.isEmpty || ignoringUnknown else { throw .unknownColumns(unknown) }
        return (columns, unknown)
    }

    /// The name of a column in whatever case, with blanks or hyphens for its underscore.
    private static func known(_ name: String) -> String? {
        let plain = name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        if plain.hasPrefix(BatchFields.conditionPrefix),
            ConditionKey(String(plain.dropFirst(BatchFields.conditionPrefix.count))) != nil
        {
            return plain
        }
        let joined = String(plain.map { $0 == " " || $0 == "-" ? "_" : $0 })
        return BatchFields.Name(rawValue: joined).map { _ in joined }
    }
}
