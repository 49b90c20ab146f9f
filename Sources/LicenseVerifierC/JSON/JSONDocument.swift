/// JSON as the command line programs write it: indented by two spaces, members in alphabetical order.
package struct JSONDocument {
    /// A value.
    package indirect enum Value {
        case text(String)
        case integer(Int64)
        case bool(Bool)
        case array([Value])
        case members([(String, Value)])

        /// Members with those left out that are absent.
        package static func present(_ members: [(String, Value?)]) -> Value {
            var found: [(String, Value)] = []
            for (name, value) in members {
                if let value { found.append((name, value)) }
            }
            return .members(found)
        }
    }

    /// The text, without a final line feed.
    package let text: String

    /// A document with the members that are there.
    package init(_ members: [(String, Value?)]) {
        self.init(.present(members))
    }

    /// A document of any value.
    package init(_ value: Value) {
        var writer = Writer()
        writer.write(value, indent: 0)
        text = String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct Writer {
    var bytes: [UInt8] = []

    mutating func write(_ value: JSONDocument.Value, indent: Int) {
        switch value {
        case .text(let text): write(text: text)
        case .integer(let number): bytes += String(number).utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .array(let values):
            write(list: values.count, "[", "]", indent) { writer, index in
                writer.write(values[index], indent: indent + 1)
            }
        case .members(let members):
            let sorted = members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            write(list: sorted.count, "{", "}", indent) { writer, index in
                writer.write(text: sorted[index].0)
                writer.bytes += " : ".utf8
                writer.write(sorted[index].1, indent: indent + 1)
            }
        }
    }

    private mutating func write(
        list count: Int, _ begin: String, _ end: String, _ indent: Int,
        _ element: (inout Writer, Int) -> Void
    ) {
        bytes += begin.utf8
        for index in 0..<count {
            if index > 0 { bytes += ",".utf8 }
            newLine(indent + 1)
            element(&self, index)
        }
        if count == 0 { bytes += "\n".utf8 }
        newLine(indent)
        bytes += end.utf8
    }

    private mutating func newLine(_ indent: Int) {
        bytes += "\n".utf8
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: 2 * indent)
    }

    private mutating func write(text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0a: bytes += "\\n".utf8
            case 0x0c: bytes += "\\f".utf8
            case 0x0d: bytes += "\\r".utf8
            case 0..<0x20:
                bytes += "\\u00".utf8
                bytes += [digit(byte >> 4), digit(byte & 15)]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
