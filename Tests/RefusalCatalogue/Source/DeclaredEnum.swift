/// An enum as the source declares it: its cases, and what a property says for each.
struct DeclaredEnum {
    /// A declared case.
    struct Case {
        let name: String
        /// The text after the equals sign, where there is one.
        let rawValue: String?
        /// The first line of its comment, without the full stop.
        let summary: String
    }

    let declaration: SwiftText
    let extensions: [SwiftText]

    /// The cases in the order of their declaration.
    var cases: [Case] {
        var (cases, comment) = ([Case](), [String]())
        for line in declaration.lines where line.depth == 0 {
            if line.text.hasPrefix("///") {
                comment.append(String(line.text.dropFirst(3).drop { $0 == " " }))
                continue
            }
            if line.text.hasPrefix("case ") {
                let summary = comment.joined(separator: " ").prefix { $0 != "." }
                cases += SwiftText(line.text.dropFirst(5).utf8).split(at: UInt8(ascii: ",")).map {
                    Self.declared($0.trimmed.text, String(summary))
                }
            }
            comment = []
        }
        return cases
    }

    private static func declared(_ text: String, _ summary: String) -> Case {
        Case(
            name: String(text.prefix { $0 != "(" && $0 != " " }),
            rawValue: text.split(separator: "\"").dropFirst().first.map(String.init),
            summary: summary)
    }

    /// What a property's `switch` gives for a case; nil where it gives nothing of its own.
    func value(of property: String, for name: String) -> SwiftText? {
        for body in extensions {
            guard let getter = body.body(after: "var \(property)"),
                let choice = getter.body(after: "switch self")
            else { continue }
            return choice.arms.first { $0.names.contains(name) }?.value
        }
        return nil
    }
}

extension SwiftText {
    /// An arm of a `switch`: the names of cases that it holds for, whatever their payloads.
    fileprivate struct Arm {
        let names: [String]
        let value: SwiftText
    }

    /// The arms of a `switch`.
    ///
    /// A pattern that looks into a payload counts for no name.
    fileprivate var arms: [Arm] {
        var starts: [Int] = []
        var (position, depth) = (bytes.startIndex, 0)
        while position < bytes.endIndex {
            let (kind, end) = token(at: position)
            if kind == .open { depth += 1 }
            if kind == .close { depth -= 1 }
            if kind == .word, depth == 0, bytes[position..<end].elementsEqual("case".utf8) {
                starts.append(end)
            }
            position = end
        }
        return zip(starts, starts.dropFirst().map { $0 - 4 } + [bytes.endIndex]).map { start, end in
            let pieces = SwiftText(bytes[start..<end]).split(at: UInt8(ascii: ":"))
            let value = pieces.dropFirst().map(\.text).joined(separator: ":")
            return Arm(
                names: (pieces.first?.split(at: UInt8(ascii: ",")) ?? []).compactMap(\.caseName),
                value: SwiftText(value.utf8).trimmed)
        }
    }

    /// The case of a pattern such as `.key` or `.file(let path)`.
    private var caseName: String? {
        let pattern = trimmed.text
        guard pattern.hasPrefix("."), !pattern.contains("(.") else { return nil }
        return String(pattern.dropFirst().prefix { $0 != "(" && $0 != " " })
    }

    /// The lines, joined where a bracket stays open, each with how deep its start lies in braces.
    fileprivate var lines: [(text: String, depth: Int)] {
        var (lines, depth, start) = ([(text: String, depth: Int)](), 0, 0)
        var (position, begin) = (bytes.startIndex, bytes.startIndex)
        while position < bytes.endIndex {
            let (kind, end) = token(at: position)
            if kind == .open { depth += 1 }
            if kind == .close { depth -= 1 }
            if kind == .other, bytes[position] == 0x0a {
                let line = SwiftText(bytes[begin..<position]).trimmed.text
                lines.append((line, start))
                (begin, start) = (end, depth)
            }
            position = end
        }
        return lines
    }
}
