import CSV
import JSON
import Terminal

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
        var names: Set<String> = []
        for member in object.members {
            let name = BatchFields.column(named: member.name) ?? member.name
            guard names.insert(name).inserted else {
                throw .record("the member \(quoted(name)) is there twice")
            }
            switch (name, member.value) {
            case ("conditions", .object(let conditions)):
                for condition in conditions.members {
                    let column = BatchFields.conditionPrefix + condition.name
                    guard let text = condition.value.conditionText else {
                        throw .value(
                            column: column, condition.value.columnText ?? "a nested value",
                            form: "a text, a whole number, true or false")
                    }
                    try fields.set(column, text)
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

    /// As a column, but a JSON text stays a text even if it looks like a number, and a number that
    /// is no integer is nothing that a license can say.
    fileprivate var conditionText: String? {
        switch self {
        case .string(let value): "\"\(value)\""
        case .number(let number) where number.integer == nil: nil
        default: columnText
        }
    }
}
