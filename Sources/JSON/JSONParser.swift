extension JSON {
    /// How deeply arrays and objects may be nested.
    public static let maxDepth = 64

    /// Reads exactly one value (RFC 8259 §2).
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}

/// Reads JSON strictly: what the grammar does not have is refused.
struct JSONParser {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSON {
        skipSpace()
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw error(.trailing) }
        return value
    }

    private func error(_ fault: JSONError.Fault) -> JSONError {
        JSONError(fault: fault, offset: index)
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0a, 0x0d: index += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard index < bytes.count else { throw error(.endOfText) }
        return bytes[index]
    }

    private mutating func value() throws(JSONError) -> JSON {
        switch try peek() {
        case UInt8(ascii: "{"):
            return try nested { (parser) throws(JSONError) in
                .object(try parser.object())
            }
        case UInt8(ascii: "["):
            return try nested { (parser) throws(JSONError) in
                .array(try parser.array())
            }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for expected in "\(word)".utf8 {
            guard try peek() == expected else { throw error(.unexpected) }
            index += 1
        }
        return value
    }

    // MARK: - Arrays and objects

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depth < JSON.maxDepth else { throw error(.tooDeep) }
        depth += 1
        index += 1
        skipSpace()
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(JSONError) -> [JSON] {
        var elements: [JSON] = []
        if try ends(with: UInt8(ascii: "]")) { return elements }
        repeat {
            skipSpace()
            elements.append(try value())
        } while try !endsAfterElement(with: UInt8(ascii: "]"))
        return elements
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        if try ends(with: UInt8(ascii: "}")) { return object }
        repeat {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpected) }
            let name = try string()
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw error(.unexpected) }
            index += 1
            skipSpace()
            object.append(name, try value())
        } while try !endsAfterElement(with: UInt8(ascii: "}"))
        return object
    }

    private mutating func ends(with bracket: UInt8) throws(JSONError) -> Bool {
        guard try peek() == bracket else { return false }
        index += 1
        return true
    }

    private mutating func endsAfterElement(with bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        if try ends(with: bracket) { return true }
        guard bytes[index] == UInt8(ascii: ",") else { throw error(.unexpected) }
        index += 1
        return false
    }

    // MARK: - Numbers

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = index
        var isPlain = true
        if try peek() == UInt8(ascii: "-") { index += 1 }
        // No number begins with a zero but zero itself and its fractions.
        if try peek() == UInt8(ascii: "0") { index += 1 } else { try digits() }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isPlain = false
            index += 1
            try digits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isPlain = false
            index += 1
            if let sign = index < bytes.count ? bytes[index] : nil, "+-".utf8.contains(sign) {
                index += 1
            }
            try digits()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isPlain, text != "-0", let value = Int64(text) { return JSONNumber(value) }
        return JSONNumber(literal: text)
    }

    private mutating func digits() throws(JSONError) {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            index += 1
        }
        guard index > start else {
            throw error(index < bytes.count ? .unexpected : .endOfText)
        }
    }

    // MARK: - Strings

    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        // Most strings have no escape, and are taken whole.
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""),
            bytes[index] != UInt8(ascii: "\\")
        {
            index += 1
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return try unicode(bytes[start..<index], at: start)
        }
        var characters = Array(bytes[start..<index])
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                index += 1
                return try unicode(characters[...], at: start)
            case UInt8(ascii: "\\"):
                index += 1
                characters.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error(.unexpected)
            case let byte:
                characters.append(byte)
                index += 1
            }
        }
    }

    private func unicode(_ bytes: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONError(fault: .notUnicode, offset: start)
        }
        return text
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let letter = try peek()
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar()
        default:
            index -= 1
            throw error(.unexpected)
        }
    }

    /// The character of one escape, or of two that are its surrogates (RFC 8259 §7).
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw error(.notUnicode) }
        index += 2
        let second = try unit()
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
        else { throw error(.notUnicode) }
        return scalar
    }

    private mutating func unit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit = try peek()
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else {
                throw error(.unexpected)
            }
            unit = unit << 4 | UInt16(value)
            index += 1
        }
        return unit
    }
}
