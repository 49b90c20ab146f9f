/// Turns blocks of a text into UTF-8, whatever the blocks cut in two.
package struct BlockDecoder {
    private let encoding: TextEncoding
    private var rest: [UInt8] = []

    /// Begins a text of an encoding.
    package init(_ encoding: TextEncoding) {
        self.encoding = encoding
    }

    /// The block in UTF-8; an empty one is the end.
    ///
    /// Nil for what is not UTF-16.
    package mutating func utf8(_ block: ArraySlice<UInt8>) -> [UInt8]? {
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
