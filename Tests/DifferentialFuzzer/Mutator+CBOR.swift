import CBOR

extension Mutator {
    /// A payload that is changed as a tree, as bytes, or not at all.
    mutating func changedPayload(_ payload: [UInt8]) -> [UInt8] {
        let limits = CBORLimits(depth: 16, entries: 1024)
        guard let item = try? CBORDecoder.decode(payload[...], limits: limits) else {
            return changed(payload)
        }
        switch below(10) {
        case 0, 1, 2: return payload
        case 3: return changed(payload)
        default:
            // Mostly one change: of several, all but the first to be noticed are lost.
            var item = changed(item)
            while happens(25) { item = changed(item) }
            return item.encoded
        }
    }

    /// An item with one change somewhere in it.
    mutating func changed(_ item: CBORItem) -> CBORItem {
        if happens(5) { return leaf() }
        switch item {
        case .integer(let value): return .integer(changed(value))
        case .bytes(let bytes): return .bytes(changedString(Array(bytes))[...])
        case .text(let text): return .text(changedText(text))
        case .bool(let value): return .bool(!value)
        case .array(let items): return .array(changed(items))
        case .map(let map): return .map(changed(map))
        }
    }

    private mutating func changed(_ items: [CBORItem]) -> [CBORItem] {
        var items = items
        guard !items.isEmpty, !happens(20) else {
            items.insert(leaf(), at: below(items.count + 1))
            return items
        }
        let at = child(of: items)
        switch below(10) {
        case 0: items.remove(at: at)
        case 1: items.insert(items[at], at: at)
        case 2: items.swapAt(at, below(items.count))
        default: items[at] = changed(items[at])
        }
        return items
    }

    private mutating func changed(_ map: CBORMap) -> CBORMap {
        var entries = map.entries
        if entries.isEmpty || happens(12) {
            entries.append(CBORMap.Entry(key(), leaf()))
        } else {
            let at = child(of: entries.map(\.value))
            let entry = entries[at]
            switch below(12) {
            case 0: entries.remove(at: at)
            case 1: entries[at] = CBORMap.Entry(key(), entry.value)
            case 2: entries.append(CBORMap.Entry(key(), entry.value))
            default: entries[at] = CBORMap.Entry(entry.key, changed(entry.value))
            }
        }
        // Mostly in order, so that what is wrong is what was changed.
        guard !happens(4), let sorted = CBORMap(entries) else { return CBORMap(ascending: entries) }
        return sorted
    }

    /// One of the items, the more likely the more is in it.
    private mutating func child(of items: [CBORItem]) -> Int {
        let weights = items.map(\.weight)
        var left = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return items.count - 1
    }

    private mutating func key() -> CBORKey {
        switch below(10) {
        case 0: .text(one(of: ["", "1", "a", "bits", "lst", "é"]))
        case 1: .integer(one(of: [-65537, -65538, -65539, -65544, -65546, -65548, 65533, 65534]))
        case 2: .integer(one(of: [.max, .min, 1 << 53, -1 << 53, 32, 31, -1, 0]))
        default: .integer(Int64(below(40)))
        }
    }

    private mutating func leaf() -> CBORItem {
        switch below(8) {
        case 0: .integer(boundary())
        case 1: .bytes((0..<one(of: [0, 1, 8, 16, 32, 64])).map { _ in byte() }[...])
        case 2: .text(one(of: ["", "a", "ACME", "é", "\u{7f}", "\u{85}", "x\0y"]))
        case 3: .bool(happens(50))
        case 4: .array([])
        case 5: .map(CBORMap())
        case 6: .array([.array([.array([.array([.integer(1)])])])])
        default: .integer(Int64(below(70)))
        }
    }

    private static let powers: [Int64] = [8, 12, 16, 20, 32, 53].map { 1 << $0 }
    private static let limits: [Int64] = [
        .max, .min, 0, 24, 253_402_300_799, 315_619_200, 4096, 1 << 32,
    ]

    /// A number at a bound of the profile or of a claim, or beside it.
    private mutating func boundary() -> Int64 {
        let bound = happens(50) ? one(of: Self.powers) : one(of: Self.limits)
        let signed = happens(30) ? 0 &- bound : bound
        return signed &+ Int64(below(3)) &- 1
    }

    private static let steps: [Int64] = [-1, 1, 86_400, -86_400, 2_592_000, 1 << 20]

    private mutating func changed(_ value: Int64) -> Int64 {
        switch below(4) {
        case 0: boundary()
        case 1: Int64(below(70))
        default: value &+ one(of: Self.steps)
        }
    }

    private mutating func changedString(_ bytes: [UInt8]) -> [UInt8] {
        happens(10) ? bytes.map { _ in 0 } : changed(bytes)
    }

    private mutating func changedText(_ text: String) -> String {
        switch below(8) {
        case 0: String(repeating: text, count: 1 + below(40))
        case 1: text.uppercased()
        default: changed(text)
        }
    }
}

extension CBORItem {
    /// How much is in it, itself included.
    fileprivate var weight: Int {
        switch self {
        case .array(let items): 1 + items.map(\.weight).reduce(0, +)
        case .map(let map): 1 + map.entries.map(\.value.weight).reduce(0, +)
        case .integer, .bytes, .text, .bool: 1
        }
    }
}
