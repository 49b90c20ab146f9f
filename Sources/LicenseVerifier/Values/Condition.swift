import CBOR

/// The name of a condition: `[a-z][a-z0-9._-]{0,63}`.
public struct ConditionKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most characters a name may have.
    public static let maxCount = 64

    /// The characters.
    public let description: String

    /// Takes a text of the form above; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let characters = text.utf8
        guard let first = characters.first, first.isLowerLetter,
            characters.count <= Self.maxCount,
            characters.allSatisfy({
                $0.isLowerLetter || $0.isDigit || $0.isOne(of: "._-")
            })
        else { return nil }
        description = String(text)
    }

    /// The order of the encoded bytes: shorter names first (RFC 8949 §4.2.1).
    public static func < (left: ConditionKey, right: ConditionKey) -> Bool {
        (left.description.utf8.count, left.description) < (
            right.description.utf8.count, right.description
        )
    }
}

/// The value of a condition, compared exactly: the same type and the same bytes.
public enum ConditionValue: Sendable {
    case bool(Bool)
    /// An integer within ±(2^53 - 1), which every JSON reader keeps exactly.
    case integer(Int64)
    /// At most 256 bytes of UTF-8 without control characters.
    case text(String)
}

extension ConditionValue: Equatable {
    /// Whether both have one type and one encoding.
    public static func == (left: ConditionValue, right: ConditionValue) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }
}

extension ConditionValue {
    /// The most bytes of a text.
    public static let maxTextBytes = 256

    /// Whether the value lies in the range that its case names.
    package var isInRange: Bool {
        switch self {
        case .bool: true
        case .integer(let value): value.magnitude <= UInt64(Limits.maxCount)
        case .text(let value):
            value.utf8.count <= Self.maxTextBytes
                && value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
    }
}

/// Something that a program must present for the license to hold, exactly as the license says it.
public struct Condition: Equatable, Sendable {
    /// The name.
    public let key: ConditionKey
    /// The value that must be presented.
    public let value: ConditionValue

    /// Pairs a name with its value; nil when the value is out of range.
    public init?(_ key: ConditionKey, _ value: ConditionValue) {
        guard value.isInRange else { return nil }
        self.key = key
        self.value = value
    }
}
