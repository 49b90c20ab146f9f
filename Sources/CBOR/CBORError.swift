/// Why bytes are not an item of the deterministic profile.
///
/// Offsets count from the input's start.
public enum CBORError: Error, Equatable, Sendable {
    /// The input ends inside the item that starts at the offset; `missing` more bytes are
    /// promised by the heads read so far.
    case truncated(offset: Int, missing: Int)
    /// Bytes follow the item.
    case trailingBytes(offset: Int)
    /// A number or length is not in its shortest form.
    case notShortest(offset: Int)
    /// A string, array or map of indefinite length.
    case indefiniteLength(offset: Int)
    /// A float, null, undefined, a simple value other than true and false, or a tag.
    case unsupported(offset: Int, initialByte: UInt8)
    /// An initial byte that RFC 8949 reserves.
    case reserved(offset: Int, initialByte: UInt8)
    /// An integer outside `Int64`.
    case integerOutOfRange(offset: Int)
    /// A text that is not UTF-8.
    case invalidUTF8(offset: Int)
    /// A map key that is neither integer nor text.
    case keyType(offset: Int)
    /// A key that equals the one before it.
    case duplicateKey(offset: Int)
    /// A key that sorts before the one before it.
    case unsortedKey(offset: Int)
    /// Nesting beyond the limit.
    case tooDeep(offset: Int, limit: Int)
    /// More elements or entries than the limit.
    case tooMany(offset: Int, limit: Int)
}

extension CBORError: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .truncated(let offset, let missing):
            "the item at byte \(offset) ends early; at least \(missing) more byte(s) are missing"
        case .trailingBytes(let offset): "bytes follow the end at byte \(offset)"
        case .notShortest(let offset): "the number at byte \(offset) is not in its shortest form"
        case .indefiniteLength(let offset): "the length at byte \(offset) is indefinite"
        case .unsupported(let offset, let byte):
            "the type at byte \(offset) (0x\(hex(byte))) is not allowed"
        case .reserved(let offset, let byte):
            "the initial byte 0x\(hex(byte)) at byte \(offset) is reserved"
        case .integerOutOfRange(let offset): "the integer at byte \(offset) exceeds 64 signed bits"
        case .invalidUTF8(let offset): "the text at byte \(offset) is not UTF-8"
        case .keyType(let offset): "the map key at byte \(offset) is neither integer nor text"
        case .duplicateKey(let offset): "the map key at byte \(offset) occurs twice"
        case .unsortedKey(let offset): "the map key at byte \(offset) is out of order"
        case .tooDeep(let offset, let limit):
            "the item at byte \(offset) is nested deeper than \(limit) levels"
        case .tooMany(let offset, let limit):
            "the array or map at byte \(offset) has more than \(limit) entries"
        }
    }

    private func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
