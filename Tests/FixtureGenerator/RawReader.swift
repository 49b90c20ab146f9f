/// Reads back what `Raw` has written: definite lengths and nothing to distrust.
struct RawReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The entries of the map that comes next, each part as it is encoded.
    mutating func entries() -> [(key: [UInt8], value: [UInt8])] {
        let count = head().argument
        return (0..<count).map { _ in (item(), item()) }
    }

    /// The next item in diagnostic notation (RFC 8949 §8), on one line.
    mutating func diagnostic() -> String {
        let (major, argument) = head()
        switch major {
        case 0: return String(argument)
        case 1: return String(-1 - Int64(argument))
        case 2: return "h'\(hexadecimal(take(argument)))'"
        case 3: return "\"\(String(decoding: take(argument), as: UTF8.self))\""
        case 4:
            return "[" + (0..<argument).map { _ in diagnostic() }.joined(separator: ", ") + "]"
        case 5:
            let entries = (0..<argument).map { _ in "\(diagnostic()): \(diagnostic())" }
            return "{" + entries.joined(separator: ", ") + "}"
        default: return argument == 21 ? "true" : "false"
        }
    }

    /// The bytes of the next item.
    private mutating func item() -> [UInt8] {
        let from = rest
        // A caller that prints an item passes it.
        _ = diagnostic()
        return Array(from[..<rest.startIndex])
    }

    private mutating func head() -> (major: UInt8, argument: UInt64) {
        let first = take(1).reduce(0) { $0 | $1 }
        let short = UInt64(first & 0x1f)
        guard short >= 24 else { return (first >> 5, short) }
        return (first >> 5, take(1 << (short - 24)).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private mutating func take(_ count: UInt64) -> ArraySlice<UInt8> {
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}
