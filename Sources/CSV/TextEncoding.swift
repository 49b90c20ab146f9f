/// The encodings in which spreadsheets save text.
package enum TextEncoding: Sendable {
    case utf8
    case utf16(isLittle: Bool)

    /// What a file is that begins with these bytes and is no table; nil where it may be one.
    package static func foreign(_ head: [UInt8]) -> String? {
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
    package static func detected(_ head: [UInt8]) -> (encoding: TextEncoding, markLength: Int) {
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
