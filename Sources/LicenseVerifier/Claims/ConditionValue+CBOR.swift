package import CBOR

extension ConditionValue {
    /// Reads a value on the wire; its range is `Condition`'s matter.
    package init?(_ item: CBORItem) {
        switch item {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .text(let value): self = .text(value)
        case .bytes, .array, .map: return nil
        }
    }

    /// The value on the wire.
    package var item: CBORItem {
        switch self {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .text(let value): .text(value)
        }
    }
}
