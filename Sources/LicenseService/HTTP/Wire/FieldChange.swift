/// A member of a change: absent, null, or a value.
enum FieldChange<Value: Sendable>: Sendable {
    case keep
    case set(Value?)

    func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .set(let new): new
        }
    }
}

extension KeyedDecodingContainer {
    func change<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> FieldChange<Value> {
        contains(key) ? .set(try decodeIfPresent(type, forKey: key)) : .keep
    }
}
