/// Values that were remembered lately, up to a number: two generations, of which the older is
/// forgotten when the younger is full.
package struct RecentValues<Key: Hashable, Value> {
    private let capacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    package init(capacity: Int) {
        self.capacity = capacity
    }

    /// What is still known of a key; asking does not keep it longer.
    package subscript(key: Key) -> Value? { young[key] ?? old[key] }

    package mutating func remember(_ value: Value, for key: Key) {
        young[key] = value
        if young.count >= capacity / 2 {
            old = young
            young = [:]
        }
    }

    package mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }
}

extension RecentValues: Sendable where Key: Sendable, Value: Sendable {}

extension RecentValues where Value == Void {
    package func contains(_ key: Key) -> Bool { self[key] != nil }

    package mutating func remember(_ key: Key) { remember((), for: key) }
}
