/// The encodings in which spreadsheets save text.
enum TextEncoding {
    case utf8
    case utf16(isLittle: Bool)

    /// What a file is that begins with these bytes and is no table; nil where it may be one.
    static func foreign(_ head: [UInt8]) -> String? {
        let known: [(start: [UInt8], what: String)] = [
            ([0x50, 0x4b, 0x03, 0x04], "a workbook (.xlsx, .ods) or another packed file"),
            ([0xd0, 0xcf, 0x11, 0xe0], "a workbook of an old Excel (.xls)"),
            (Array("%PDF".utf8), "a PDF"), (Array("{\\rtf".utf8), "a text of a word processor"),
            ([0xff, 0xfe, 0, 0], "text in UTF-32"), ([0, 0, 0xfe, 0xff], "text in UTF-32"),
        ]
        if let found = known.first(where: { head.starts(with: $0.start) }) { return found.what }
        let (mark, zeros) = (head.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0, head.map { $0 == 0 })
        let isWide = { (pattern: [Bool]) in Array(zeros.prefix(4)) == pattern }
        if isWide([false, true, true, true]) || isWide([true, true, true, false]) {
            return "text in UTF-32"
        }
        let first = head.dropFirst(mark).first { $0 > UInt8(ascii: " ") }
        return switch first {
        case UInt8(ascii: "<"): "a web page or XML"
        case UInt8(ascii: "["): "a JSON list"
        default: nil
        }
    }

    /// The encoding of a text that begins with these bytes, and how many of them are its mark.
    static func detected(_ head: [UInt8]) -> (encoding: TextEncoding, markLength: Int) {
        if head.starts(with: [0xef, 0xbb, 0xbf]) { return (.utf8, 3) }
        if head.starts(with: [0xff, 0xfe]) { return (.utf16(isLittle: true), 2) }
        if head.starts(with: [0xfe, 0xff]) { return (.utf16(isLittle: false), 2) }
        // Names of columns are ASCII, which has a zero in every other byte.
        if head.count >= 4, head[0] != 0, head[1] == 0, head[2] != 0, head[3] == 0 {
            return (.utf16(isLittle: true), 0)
        }
        if head.count >= 4, head[0] == 0, head[1] != 0, head[2] == 0, head[3] != 0 {
            return (.utf16(isLittle: false), 0)
        }
        return (.utf8, 0)
    }
}

/// Turns blocks of a text into UTF-8, whatever the blocks cut in two.
struct BlockDecoder {
    private let encoding: TextEncoding
    private var rest: [UInt8] = []

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
    }

    /// The block in UTF-8; an empty one is the end.
    ///
    /// Nil for what is not UTF-16.
    mutating func utf8(_ block: ArraySlice<UInt8>) -> [UInt8]? {
        guard case .utf16(let isLittle) = encoding else { return Array(block) }
        guard !block.isEmpty else { return rest.isEmpty ? [] : nil }
        let bytes = rest + block
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isLittle ? second << 8 | first : first << 8 | second)
        }
        var taken = units.count * 2
        // The first half of a pair waits for the second.
        if let last = units.last, UTF16.isLeadSurrogate(last) {
            units.removeLast()
            taken -= 2
        }
        rest = Array(bytes[taken...])
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }
}
