public import JSON
package import SQLDatabase

/// Names with values that a caller attaches to something, as conditions of a seat or for its own use.
///
/// Values are strings, numbers and truth values. They come back as they were sent, and are compared
/// by what they mean: numbers by value, in any order of the names.
public struct Attributes: Sendable {
    /// The members, each name once.
    public let json: JSONObject

    /// Takes an object whose values are strings, numbers and truth values; nil for any other.
    public init?(_ json: JSONObject) {
        let members = json.effective
        let isFlat = members.allSatisfy { member in
            switch member.value {
            case .bool, .number, .string: true
            case .null, .array, .object: false
            }
        }
        guard isFlat else { return nil }
        self.json = JSONObject(members)
    }

    /// No attributes.
    public init() {
        json = JSONObject()
    }

    /// - Parameter members: each name once, with a flat value.
    init(unchecked members: [(String, JSON)]) {
        json = JSONObject(members.map { JSONObject.Member($0.0, $0.1) })
    }

    /// Whether there are none.
    public var isEmpty: Bool { json.members.isEmpty }
}

extension Attributes: Equatable {
    /// Whether both have the same names with values that mean the same.
    public static func == (left: Attributes, right: Attributes) -> Bool {
        guard left.json.members.count == right.json.members.count else { return false }
        return left.json.members.allSatisfy { member in
            right.json[member.name].map { Self.mean(member.value, $0) } ?? false
        }
    }

    private static func mean(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)):
            // Two spellings of one character are two values.
            left.utf8.elementsEqual(right.utf8)
        case (.number(let left), .number(let right)):
            if let left = left.integer, let right = right.integer {
                left == right
            } else {
                left.double == right.double
            }
        case (.bool(let left), .bool(let right)): left == right
        default: false
        }
    }
}

extension Attributes: SQLColumnValue {
    /// The text of a JSON object.
    package init?(column: SQLValue) {
        guard case .text(let text) = column else { return nil }
        self.init(column: text)
    }

    /// As a column holds them.
    var column: SQLValue { .text(String(decoding: JSON.object(json).encoded, as: UTF8.self)) }

    init?(column text: String) {
        // What does not parse is damage, which the caller reports by the column.
        guard let object = try? JSON(parsing: Array(text.utf8)).object else { return nil }
        self.init(object)
    }

    /// The members, as a column holds them, whose value reads as a text: that text, and the number or
    /// truth value that it spells.
    static func columnMembers(_ name: String, _ text: String) -> [String] {
        func member(_ value: JSON) -> String {
            String(
                decoding: JSON.string(name).encoded + [UInt8(ascii: ":")] + value.encoded,
                as: UTF8.self)
        }
        var members = [member(.string(text))]
        // What is no JSON spells neither.
        switch try? JSON(parsing: Array(text.utf8)) {
        case .bool(let value)?: members.append(member(.bool(value)))
        case .number(let value)?: members.append(member(.number(value)))
        case .null?, .string?, .array?, .object?, nil: break
        }
        return members
    }
}
