package import CBOR

extension ConditionValue {
    /// Reads a value on the wire; its range is checked by `Condition`.
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

extension [Condition] {
    /// Reads a map of names and values, ascending by the names' encoded bytes.
    ///
    /// None are said by leaving the claim out.
    package init?(claim item: CBORItem) {
        guard let map = item.map, (1...Limits.maxConditions).contains(map.entries.count) else {
            return nil
        }
        self.init()
        reserveCapacity(map.entries.count)
        for entry in map.entries {
            guard case .text(let name) = entry.key, let key = ConditionKey(name),
                let value = ConditionValue(entry.value), let condition = Condition(key, value)
            else { return nil }
            append(condition)
        }
    }

    /// The map of names and values; nil for none.
    package var claim: CBORItem? {
        guard !isEmpty else { return nil }
        return .map(
            CBORMap(ascending: map { CBORMap.Entry(.text($0.key.description), $0.value.item) }))
    }

    /// Whether the names ascend, none twice, and are not too many.
    package var isInClaimRange: Bool {
        count <= Limits.maxConditions && zip(self, dropFirst()).allSatisfy { $0.key < $1.key }
    }
}
