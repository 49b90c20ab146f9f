/// The encodings in which spreadsheets save text.
enum TextEncoding {
    case utf8
    case utf16(isLittle: Bool)

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
