extension CBORItem {
    /// The item in diagnostic notation (RFC 8949 §8), on one line.
    ///
    /// Control characters and quotes in texts are escaped, so that the result is safe on a terminal.
    public var diagnostic: String {
        switch self {
        case .integer(let value): String(value)
        case .bytes(let value): "h'\(Hexadecimal.encode(value))'"
        case .text(let value): quoted(value)
        case .bool(let value): value ? "true" : "false"
        case .array(let items): "[" + items.map { $0.diagnostic }.joined(separator: ", ") + "]"
        case .map(let map):
            "{"
                + map.entries.map { "\($0.key.diagnostic): \($0.value.diagnostic)" }
                .joined(separator: ", ") + "}"
        }
    }
}

extension CBORKey {
    /// The key in diagnostic notation (RFC 8949 §8).
    public var diagnostic: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let value): quoted(value)
        }
    }
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\" + String(scalar)
        // Format characters (zero width, direction) can disguise the line they are on.
        case _ where isInvisible(scalar): result += escaped(scalar)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
        .unassigned:
        true
    default: false
    }
}

/// JSON's form of an escape, which RFC 8949 §8 adopts: UTF-16 code units in hexadecimal.
private func escaped(_ scalar: Unicode.Scalar) -> String {
    UTF16.encode(scalar).map { units in
        units.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    } ?? ""
}
