import Foundation

/// A piece of Swift source, read just well enough to find calls, cases and string literals.
///
/// It knows comments, strings, interpolations and brackets. That suffices because the source is
/// formatted by one tool.
struct SwiftText {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { self.bytes = ArraySlice(bytes) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text without white space around it.
    var trimmed: SwiftText {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0a }
        let start = bytes.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return SwiftText([]) }
        return SwiftText(start[...last])
    }

    /// Whether the word is in it somewhere, which rules most files out quickly.
    func mentions(_ word: String) -> Bool {
        Data(bytes).range(of: Data(word.utf8)) != nil
    }

    func starts(with text: String) -> Bool { bytes.starts(with: text.utf8) }

    // MARK: - Tokens

    /// What begins at a position.
    enum Token {
        case word
        case string
        case comment
        case open
        case close
        case other
    }

    /// The kind of the token at a position, and where it ends.
    func token(at start: Int) -> (kind: Token, end: Int) {
        switch bytes[start] {
        case UInt8(ascii: "/") where bytes[start...].starts(with: "//".utf8):
            (.comment, bytes[start...].firstIndex(of: 0x0a) ?? bytes.endIndex)
        case UInt8(ascii: "\""): (.string, endOfString(from: start))
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): (.open, start + 1)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): (.close, start + 1)
        case let byte where Self.isWord(byte):
            (.word, bytes[start...].firstIndex { !Self.isWord($0) } ?? bytes.endIndex)
        default: (.other, start + 1)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func endOfString(from start: Int) -> Int {
        let isLong = bytes[start...].starts(with: "\"\"\"".utf8)
        var position = start + (isLong ? 3 : 1)
        while position < bytes.endIndex {
            if bytes[position...].starts(with: "\\(".utf8) {
                position = endOfBracket(from: position + 1)
            } else if bytes[position] == UInt8(ascii: "\\") {
                position += 2
            } else if bytes[position...].starts(with: (isLong ? "\"\"\"" : "\"").utf8) {
                return position + (isLong ? 3 : 1)
            } else {
                position += 1
            }
        }
        return bytes.endIndex
    }

    /// Where the bracket that opens at a position is closed, one position further.
    func endOfBracket(from start: Int) -> Int {
        var (depth, position) = (0, start)
        while position < bytes.endIndex {
            let (kind, end) = token(at: position)
            position = end
            if kind == .open { depth += 1 }
            if kind == .close { depth -= 1 }
            if depth == 0 { break }
        }
        return position
    }

    /// What is inside the bracket that opens at a position.
    func inside(_ start: Int) -> SwiftText {
        SwiftText(bytes[(start + 1)..<(endOfBracket(from: start) - 1)])
    }

    // MARK: - Declarations

    /// What is in the braces of the first declaration that begins like this.
    func body(after declaration: String) -> SwiftText? { bodies(after: declaration).first }

    /// What is in the braces of each declaration that begins like this.
    func bodies(after declaration: String) -> [SwiftText] {
        var found: [SwiftText] = []
        for range in bytes.ranges(of: Array(declaration.utf8)) {
            guard let next = bytes[range.upperBound...].first, !Self.isWord(next),
                next != UInt8(ascii: "."),
                let brace = bytes[range.upperBound...].firstIndex(of: UInt8(ascii: "{"))
            else { continue }
            found.append(inside(brace))
        }
        return found
    }
}
