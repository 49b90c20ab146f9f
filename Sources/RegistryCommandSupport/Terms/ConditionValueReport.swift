package import LicenseVerifier

/// A condition's value in JSON's own types.
package enum ConditionValueReport: Encodable {
    case bool(Bool)
    case integer(Int64)
    case text(String)

    package init(_ value: ConditionValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .text(let value): self = .text(value)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }

    /// The value for people.
    package var rendered: String {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .text(let value): "\"\(value)\""
        }
    }
}
