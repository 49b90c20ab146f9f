/// Values that were remembered lately, up to a number: two generations, of which the older is
/// forgotten when the younger is full.
struct RecentValues<Key: Hashable, Value> {
    private let capacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// What is still known of a key; asking does not keep it longer.
    subscript(key: Key) -> Value? { young[key] ?? old[key] }

    mutating func remember(_ value: Value, for key: Key) {
        young[key] = value
        if young.count >= capacity / 2 {
            old = young
            young = [:]
        }
    }
}

extension RecentValues: Sendable where Key: Sendable, Value: Sendable {}

extension RecentValues where Value == Void {
    func contains(_ key: Key) -> Bool { self[key] != nil }

    mutating func remember(_ key: Key) { remember((), for: key) }
}
