extension JSON {
    /// The value in JSON without needless characters; equal values give equal bytes.
    public var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}

/// Writes JSON piece by piece.
///
/// It writes the commas; brackets and names are up to the caller.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Nothing is written yet.
    public init() {
        bytes.reserveCapacity(1024)
    }

    /// Writes an object, whose members the body writes.
    public mutating func object<Failure>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        begin(UInt8(ascii: "{"))
        try body(&self)
        end(UInt8(ascii: "}"))
    }

    /// Writes an array, whose elements the body writes.
    public mutating func array<Failure>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        begin(UInt8(ascii: "["))
        try body(&self)
        end(UInt8(ascii: "]"))
    }

    /// Writes a member's name; its value comes next.
    public mutating func name(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func write(_ string: String) {
        separate()
        quote(string)
        needsComma = true
    }

    /// Writes a string by bytes of ASCII none of which needs an escape, such as those of a number or a
    /// time.
    public mutating func write(plain characters: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: characters)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes an integer.
    public mutating func write(_ integer: some FixedWidthInteger) {
        raw("\(integer)")
    }

    /// Writes a truth value.
    public mutating func write(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null")
    }

    /// Writes any value.
    public mutating func write(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): write(value)
        case .number(let number): raw(number.text)
        case .string(let string): write(string)
        case .array(let elements):
            array { writer in for element in elements { writer.write(element) } }
        case .object(let object):
            self.object { writer in
                for member in object.effective {
                    writer.name(member.name)
                    writer.write(member.value)
                }
            }
        }
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func quote(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        // Most strings are taken whole.
        let start = bytes.count
        bytes.append(contentsOf: string.utf8)
        guard let first = bytes[start...].firstIndex(where: { $0.needsEscape }) else { return }
        bytes.removeSubrange(first...)
        for byte in string.utf8.dropFirst(first - start) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }
}

extension UInt8 {
    /// Whether a string cannot hold the byte as it is (RFC 8259 §7).
    fileprivate var needsEscape: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}

extension JSONWriter {
    /// Writes a member with a string, or with `null`.
    public mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { write(value) } else { null() }
    }

    /// Writes a member with an integer, or with `null`.
    public mutating func member<Integer: FixedWidthInteger>(_ name: String, _ value: Integer?) {
        self.name(name)
        if let value { write(value) } else { null() }
    }

    /// Writes a member with a truth value.
    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        write(value)
    }

    /// Writes a member with any value.
    public mutating func member(_ name: String, _ value: JSON) {
        self.name(name)
        write(value)
    }

    /// Writes a member with an object, whose members the body writes.
    public mutating func member<Failure>(
        _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try object(body)
    }
}
