/// One record of comma-separated values (RFC 4180 §2).
package enum CSVRecord {
    /// What is wrong with a record.
    package enum Fault: Error, Equatable {
        /// A quotation mark within a field that does not begin with one.
        case quoteInside
        /// Text between a closing quotation mark and the next separator.
        case textAfterQuote
        /// A quotation mark that is never closed.
        case openQuote
        /// A field that is not UTF-8, counted from 0.
        case notUTF8(field: Int)
    }

    /// The fields, quotation marks taken away.
    package static func fields(
        of record: [UInt8], separator: UInt8 = UInt8(ascii: ",")
    ) throws(Fault) -> [String] {
        var fields: [String] = []
        var rest = record[...]
        while true {
            // Never with other characters in place of those that cannot be read.
            guard let text = String(validating: try field(&rest, separator), as: UTF8.self) else {
                throw .notUTF8(field: fields.count)
            }
            fields.append(text)
            guard rest.first == separator else { return fields }
            rest.removeFirst()
        }
    }

    private static func field(
        _ rest: inout ArraySlice<UInt8>, _ separator: UInt8
    ) throws(Fault) -> [UInt8] {
        guard rest.first == UInt8(ascii: "\"") else {
            let end = rest.firstIndex(of: separator) ?? rest.endIndex
            let field = rest[..<end]
            guard !field.contains(UInt8(ascii: "\"")) else { throw .quoteInside }
            rest = rest[end...]
            return Array(field)
        }
        var field: [UInt8] = []
        rest.removeFirst()
        while let end = rest.firstIndex(of: UInt8(ascii: "\"")) {
            field += rest[..<end]
            rest = rest[(end + 1)...]
            // Two quotation marks mean one.
            guard rest.first == UInt8(ascii: "\"") else {
                guard rest.isEmpty || rest.first == separator else {
                    throw .textAfterQuote
                }
                return field
            }
            field.append(UInt8(ascii: "\""))
            rest.removeFirst()
        }
        throw .openQuote
    }
}

extension CSVRecord.Fault: CustomStringConvertible {
    /// One clause without a full stop.
    package var description: String {
        switch self {
        case .quoteInside: "a field with quotation marks must begin and end with one"
        case .textAfterQuote: "there is text after a closing quotation mark"
        case .openQuote: "a quotation mark is never closed"
        case .notUTF8(let field): "field \(field + 1) is not UTF-8"
        }
    }
}
