import CSV
import JSON

/// One line of JSON Lines: an object whose members are the columns of a batch.
///
/// A member may have its own JSON type: a number for a limit, an array for entitlements, an object
/// for conditions.
enum JSONRow {
    static func read(_ line: [UInt8], into fields: inout BatchFields) throws(TableFault) {
        // Where the line breaks the grammar does not matter to a person: it is shown by its number.
        guard let object = (try? JSON(parsing: line))?.object else {
            throw .record("this is not a JSON object on one line")
        }
        for member in object.effective {
            let name = member.name
            switch (name, member.value) {
            case ("conditions", .object(let conditions)):
                for condition in conditions.effective {
                    guard let text = condition.value.conditionText else {
                        throw .unknownColumns([name])
                    }
                    try fields.set(BatchFields.conditionPrefix + condition.name, text)
                }
            case ("entitlements", .array(let items)) where items.allSatisfy { $0.string != nil }:
                try fields.set(name, items.compactMap(\.string).joined(separator: " "))
            default:
                guard let text = member.value.columnText else {
                    if fields.ignoresUnknown, BatchFields.Name(rawValue: name) == nil { continue }
                    throw .value(column: name, "a nested value", form: nil)
                }
                try fields.set(name, text)
            }
        }
    }
}

extension JSON {
    /// The value as the text of a column; nothing for null.
    fileprivate var columnText: String? {
        switch self {
        case .null: ""
        case .bool(let value): String(value)
        case .number(let number): number.text
        case .string(let value): value
        case .array, .object: nil
        }
    }

    /// As a column, but a JSON text stays a text even if it looks like a number.
    fileprivate var conditionText: String? {
        if case .string(let value) = self { "\"\(value)\"" } else { columnText }
    }
}
