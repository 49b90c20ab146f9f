/// How much structure a decoder accepts before it refuses.
public struct CBORLimits: Sendable {
    /// Levels of nesting; the outermost array or map is level 1.
    public let depth: Int
    /// Elements of one array, or entries of one map.
    public let entries: Int

    /// Sets both limits.
    public init(depth: Int, entries: Int) {
        self.depth = depth
        self.entries = entries
    }
}

/// Reads items of the deterministic profile from bytes (RFC 8949 §4.2.1).
///
/// Every number is checked against the bytes that are left before memory is taken for it. What the
/// decoder accepts encodes to the same bytes again; everything else is refused with its offset.
public struct CBORDecoder {
    private let input: ArraySlice<UInt8>
    private let limits: CBORLimits
    private var position: Int

    /// Starts at an offset of the input.
    ///
    /// Offsets in errors count from the input's first byte.
    public init(_ input: ArraySlice<UInt8>, limits: CBORLimits, startingAt offset: Int = 0) {
        self.input = input
        self.limits = limits
        position = input.startIndex + offset
    }

    /// Decodes input that holds exactly one item.
    public static func decode(
        _ input: ArraySlice<UInt8>, limits: CBORLimits
    ) throws(CBORError) -> CBORItem {
        var decoder = CBORDecoder(input, limits: limits)
        let item = try decoder.item()
        try decoder.end()
        return item
    }

    /// Whether all bytes are read.
    public var isAtEnd: Bool { position == input.endIndex }

    /// The offset of the next byte.
    public var offset: Int { position - input.startIndex }

    /// Refuses whatever bytes are left.
    public func end() throws(CBORError) {
        guard isAtEnd else { throw .trailingBytes(offset: offset) }
    }

    /// Reads the next item.
    public mutating func item() throws(CBORError) -> CBORItem {
        try item(depth: 1)
    }

    /// Reads a head that must open an array of exactly `count` elements, for readers of a fixed
    /// structure who take the elements one by one.
    public mutating func arrayHead(count: Int) throws(CBORError) {
        let start = offset
        let head = try head()
        guard head.major == 4 else {
            throw .unsupported(offset: start, initialByte: head.initialByte)
        }
        guard head.argument == UInt64(count) else {
            throw .tooMany(offset: start, limit: count)
        }
    }

    private mutating func item(depth: Int) throws(CBORError) -> CBORItem {
        let start = offset
        let head = try head()
        switch head.major {
        case 0, 1:
            guard let magnitude = Int64(exactly: head.argument) else {
                throw .integerOutOfRange(offset: start)
            }
            return .integer(head.major == 0 ? magnitude : -1 - magnitude)
        case 2: return .bytes(try take(head.argument, for: start))
        case 3: return .text(try text(head.argument, for: start))
        case 4: return .array(try array(head.argument, for: start, depth: depth))
        case 5: return .map(try map(head.argument, for: start, depth: depth))
        case 7 where head.initialByte == 0xf4: return .bool(false)
        case 7 where head.initialByte == 0xf5: return .bool(true)
        default: throw .unsupported(offset: start, initialByte: head.initialByte)
        }
    }

    // MARK: - Heads

    private struct Head {
        let initialByte: UInt8
        let argument: UInt64
        var major: UInt8 { initialByte >> 5 }
    }

    private mutating func head() throws(CBORError) -> Head {
        guard position < input.endIndex else { throw .truncated(offset: offset, missing: 1) }
        let start = offset
        let byte = input[position]
        let additional = byte & 0x1f
        // Major type 7 with an argument is a float or a simple value; neither is in the profile,
        // so its argument needs no reading.
        guard byte >> 5 != 7 || additional < 24 || additional == 31 else {
            throw additional < 28
                ? .unsupported(offset: start, initialByte: byte)
                : .reserved(offset: start, initialByte: byte)
        }
        switch additional {
        case 0..<24:
            position += 1
            return Head(initialByte: byte, argument: UInt64(additional))
        case 24...27:
            return Head(initialByte: byte, argument: try argument(width: 1 << (additional - 24)))
        case 31 where byte >> 5 == 7: throw .unsupported(offset: start, initialByte: byte)
        case 31 where (2...5).contains(byte >> 5): throw .indefiniteLength(offset: start)
        default: throw .reserved(offset: start, initialByte: byte)
        }
    }

    private mutating func argument(width: Int) throws(CBORError) -> UInt64 {
        let start = offset
        let available = input.endIndex - position - 1
        guard available >= width else {
            throw .truncated(offset: start, missing: width - available)
        }
        var value: UInt64 = 0
        for index in position + 1...position + width {
            value = value << 8 | UInt64(input[index])
        }
        let smallest: UInt64 = width == 1 ? 24 : 1 << (UInt64(width) * 4)
        guard value >= smallest else { throw .notShortest(offset: start) }
        position += 1 + width
        return value
    }

    // MARK: - Contents

    private mutating func take(
        _ count: UInt64, for start: Int
    ) throws(CBORError) -> ArraySlice<UInt8> {
        let available = UInt64(input.endIndex - position)
        guard count <= available else {
            throw .truncated(offset: start, missing: Int(clamping: count - available))
        }
        let end = position + Int(count)
        defer { position = end }
        return input[position..<end]
    }

    private mutating func text(_ count: UInt64, for start: Int) throws(CBORError) -> String {
        let bytes = try take(count, for: start)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidUTF8(offset: start)
        }
        return text
    }

    private mutating func array(
        _ count: UInt64, for start: Int, depth: Int
    ) throws(CBORError) -> [CBORItem] {
        let count = try entryCount(count, leastBytes: 1, for: start, depth: depth)
        var items: [CBORItem] = []
        items.reserveCapacity(count)
        for _ in 0..<count {
            items.append(try item(depth: depth + 1))
        }
        return items
    }

    private mutating func map(
        _ count: UInt64, for start: Int, depth: Int
    ) throws(CBORError) -> CBORMap {
        let count = try entryCount(count, leastBytes: 2, for: start, depth: depth)
        var entries: [CBORMap.Entry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let keyOffset = offset
            let key = try key(depth: depth)
            if let previous = entries.last?.key {
                guard previous != key else { throw .duplicateKey(offset: keyOffset) }
                guard previous < key else { throw .unsortedKey(offset: keyOffset) }
            }
            entries.append(CBORMap.Entry(key, try item(depth: depth + 1)))
        }
        return CBORMap(ascending: entries)
    }

    private mutating func key(depth: Int) throws(CBORError) -> CBORKey {
        let start = offset
        switch try item(depth: depth + 1) {
        case .integer(let value): return .integer(value)
        case .text(let value): return .text(value)
        case .bytes, .array, .map, .bool: throw .keyType(offset: start)
        }
    }

    /// Checks depth, limit and the bytes left, so that no memory is taken on a head's word alone.
    private func entryCount(
        _ count: UInt64, leastBytes: UInt64, for start: Int, depth: Int
    ) throws(CBORError) -> Int {
        guard depth <= limits.depth else { throw .tooDeep(offset: start, limit: limits.depth) }
        guard count <= UInt64(limits.entries) else {
            throw .tooMany(offset: start, limit: limits.entries)
        }
        let available = UInt64(input.endIndex - position)
        guard count * leastBytes <= available else {
            throw .truncated(offset: start, missing: Int(count * leastBytes - available))
        }
        return Int(count)
    }
}
