/// A call in the source, such as `Problem(.notFound, "not-found", "not found")`.
struct SwiftCall {
    struct Argument {
        let label: String?
        let value: SwiftText
    }

    /// What is called, without the type or value before it.
    let name: String
    let arguments: [Argument]
    /// What is before the call in its file.
    let preceding: SwiftText

    /// The argument at a position among those without a label.
    func unlabeled(_ position: Int) -> SwiftText? {
        let values = arguments.filter { $0.label == nil }
        return position < values.count ? values[position].value : nil
    }

    func labeled(_ label: String) -> SwiftText? {
        arguments.first { $0.label == label }?.value
    }

    /// The literal to which the name in an argument was bound last.
    func binding(of name: SwiftText) -> String? {
        let before = preceding.bytes
        let bindings = before.ranges(of: Array("let \(name.text) = ".utf8))
        guard let start = bindings.last?.upperBound else { return nil }
        let end = before[start...].firstIndex(of: 0x0a) ?? before.endIndex
        return SwiftText(before[start..<end]).template
    }

    static func arguments(of list: SwiftText) -> [Argument] {
        list.split(at: UInt8(ascii: ",")).map { part in
            let part = part.trimmed
            guard let end = part.bytes.firstIndex(of: UInt8(ascii: ":")),
                case (.word, end)? = part.bytes.isEmpty
                    ? nil : part.token(at: part.bytes.startIndex)
            else { return Argument(label: nil, value: part) }
            return Argument(
                label: String(decoding: part.bytes[..<end], as: UTF8.self),
                value: SwiftText(part.bytes[(end + 1)...]).trimmed)
        }
    }
}

extension SwiftText {
    /// The calls of functions and initializers of these names, in order, without their
    /// declarations.
    func calls(of names: Set<String>) -> [SwiftCall] {
        guard names.contains(where: { mentions($0 + "(") }) else { return [] }
        var (calls, position, previous) = ([SwiftCall](), bytes.startIndex, "")
        while position < bytes.endIndex {
            let (kind, end) = token(at: position)
            if kind == .word {
                let word = String(decoding: bytes[position..<end], as: UTF8.self)
                if names.contains(word), previous != "func", end < bytes.endIndex,
                    bytes[end] == UInt8(ascii: "(")
                {
                    calls.append(
                        SwiftCall(
                            name: word, arguments: SwiftCall.arguments(of: inside(end)),
                            preceding: SwiftText(bytes[..<position])))
                }
                previous = word
            }
            position = end
        }
        return calls
    }

    /// The pieces between separators that are outside all brackets and strings.
    func split(at separator: UInt8) -> [SwiftText] {
        var (pieces, start, position, depth) =
            ([SwiftText](), bytes.startIndex, bytes.startIndex, 0)
        while position < bytes.endIndex {
            let (kind, end) = token(at: position)
            if kind == .open { depth += 1 }
            if kind == .close { depth -= 1 }
            if kind == .other, depth == 0, bytes[position] == separator {
                pieces.append(SwiftText(bytes[start..<position]))
                start = end
            }
            position = end
        }
        return pieces + (start < bytes.endIndex ? [SwiftText(bytes[start...])] : [])
    }
}
