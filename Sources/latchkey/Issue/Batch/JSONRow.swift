import Foundation

/// One line of JSON Lines: an object whose members are the columns of a batch.
///
/// A member may have its own JSON type: a number for a limit, an array for entitlements, an object
/// for conditions.
enum JSONRow {
    static func read(_ line: [UInt8], into fields: inout BatchFields) throws(BatchFault) {
        let object: [String: Value]
        do {
            object = try JSONDecoder().decode([String: Value].self, from: Data(line))
        } catch {
            throw .record("this is not a JSON object on one line")
        }
        for (name, value) in object {
            switch (name, value) {
            case ("conditions", .object(let conditions)):
                for (key, value) in conditions {
                    guard let text = value.conditionText else { throw .unknownColumn(name) }
                    try fields.set(BatchFields.conditionPrefix + key, text)
                }
            case ("entitlements", .array(let items)):
                try fields.set(name, items.joined(separator: " "))
            default:
                guard let text = value.text else {
                    if fields.ignoresUnknown, BatchFields.Name(rawValue: name) == nil { continue }
                    throw .value(column: name, "a nested value")
                }
                try fields.set(name, text)
            }
        }
    }

    private enum Value: Decodable {
        case null
        case bool(Bool)
        case integer(Int64)
        case text(String)
        case array([String])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .integer(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if let value = try? container.decode([String].self) {
                self = .array(value)
            } else {
                // Each try asks for a JSON type; what is none of them is refused here.
                self = .object(try container.decode([String: Value].self))
            }
        }

        /// The value as the text of a column; nothing for null.
        var text: String? {
            switch self {
            case .null: ""
            case .bool(let value): String(value)
            case .integer(let value): String(value)
            case .text(let value): value
            case .array, .object: nil
            }
        }

        /// As a column, but a JSON text stays a text even if it looks like a number.
        var conditionText: String? {
            if case .text(let value) = self { "\"\(value)\"" } else { text }
        }
    }
}
