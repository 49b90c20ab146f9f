extension SwiftText {
    /// The text that an expression of string literals gives, with ‹names› for what is filled in; nil
    /// for an expression without a literal.
    var template: String? {
        if let choice { return choice }
        let pieces = split(at: UInt8(ascii: "+")).map(\.trimmed)
        guard pieces.contains(where: \.isLiteral) else { return nil }
        return pieces.map { $0.isLiteral ? $0.literal : "‹\($0.placeholder)›" }.joined()
    }

    /// The texts of the literals that begin like this, each with the literals that are added to it.
    func templates(beginning text: String) -> [String] {
        guard mentions("\"" + text) else { return [] }
        var (found, position) = ([String](), bytes.startIndex)
        while position < bytes.endIndex {
            let (kind, end) = token(at: position)
            if kind == .string, bytes[position...].starts(with: ("\"" + text).utf8) {
                let whole = SwiftText(bytes[position..<endOfSum(after: end)])
                if let template = whole.template { found.append(template) }
            }
            position = end
        }
        return found
    }

    /// Where the literals end that are added to one that ends here.
    private func endOfSum(after end: Int) -> Int {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0a }
        guard let sign = bytes[end...].firstIndex(where: { !isSpace($0) }),
            bytes[sign] == UInt8(ascii: "+"),
            let next = bytes[(sign + 1)...].firstIndex(where: { !isSpace($0) }),
            case (.string, let last) = token(at: next)
        else { return end }
        return endOfSum(after: last)
    }

    /// Whether this is one string literal and nothing else.
    private var isLiteral: Bool {
        guard !bytes.isEmpty else { return false }
        let (kind, end) = token(at: bytes.startIndex)
        return kind == .string && end == bytes.endIndex
    }

    /// The texts between which a condition chooses; nil for any other expression.
    private var choice: String? {
        let parts = split(at: UInt8(ascii: "?"))
        guard parts.count > 1 else { return nil }
        let texts = parts.dropFirst().flatMap { $0.split(at: UInt8(ascii: ":")) }
            .compactMap(\.template)
        return texts.isEmpty ? nil : texts.joined(separator: ", or: ")
    }

    /// The content of one string literal.
    private var literal: String {
        var (result, position) = ([UInt8](), bytes.startIndex + 1)
        while position < bytes.endIndex - 1 {
            guard bytes[position] == UInt8(ascii: "\\") else {
                result.append(bytes[position])
                position += 1
                continue
            }
            if bytes[position + 1] == UInt8(ascii: "(") {
                result += Array("‹\(inside(position + 1).placeholder)›".utf8)
                position = endOfBracket(from: position + 1)
            } else {
                result.append(bytes[position + 1])
                position += 2
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A word for the value of an interpolated expression: the last name that says what it is.
    private var placeholder: String {
        let name = trimmed
        guard let end = name.bytes.firstIndex(where: { !Self.isPath($0) }) else {
            return name.text.split(separator: ".").last.map(String.init) ?? "…"
        }
        guard name.bytes[end] == UInt8(ascii: "("), end > name.bytes.startIndex else { return "…" }
        let path = String(decoding: name.bytes[..<end], as: UTF8.self).split(separator: ".")
        // A method speaks of its value, a function of its first argument.
        if path.count > 1, path[0].first?.isLowercase == true {
            return String(path[path.count - 2])
        }
        return SwiftCall.arguments(of: name.inside(end)).first?.value.placeholder ?? "…"
    }

    private static func isPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
