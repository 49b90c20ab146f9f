/// Splits a text, which comes in blocks, into records without holding more than one block of it.
package struct RecordSplitter {
    /// The most bytes of one record.
    package static let maxRecordBytes = 65_536

    /// Whether a line feed between quotation marks belongs to its record (RFC 4180 §2).
    private let hasQuotes: Bool
    private var decoder: BlockDecoder
    private var buffer: [UInt8] = []
    private var position = 0
    private var scanned = 0
    private var isQuoted = false
    /// Whether a return has ended the last record: a line feed behind it is the same line end.
    private var followsReturn = false

    /// Whether the end of the text was taken.
    package private(set) var isAtEnd = false
    /// Bytes that records were made of so far.
    package private(set) var consumedBytes = 0
    /// The records so far, blank ones among them: a spreadsheet's row number.
    package private(set) var recordCount = 0

    /// Begins a text, behind the mark of its encoding.
    package init(hasQuotes: Bool, encoding: TextEncoding) {
        self.hasQuotes = hasQuotes
        decoder = BlockDecoder(encoding)
    }

    /// Takes the next block; an empty one is the end.
    package mutating func take(_ block: ArraySlice<UInt8>) throws(TableFault) {
        buffer.removeFirst(position)
        scanned -= position
        position = 0
        isAtEnd = block.isEmpty
        guard let text = decoder.utf8(block) else { throw .damaged }
        buffer += text
    }

    /// The next record in UTF-8 without its line end, blank ones left out; nil where another block
    /// is needed, and at the end.
    package mutating func next() throws(TableFault) -> [UInt8]? {
        while let record = try rawRecord() {
            recordCount += 1
            if !record.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return record }
        }
        return nil
    }

    private mutating func rawRecord() throws(TableFault) -> [UInt8]? {
        guard passFeed() else { return nil }
        while scanned < buffer.count {
            let byte = buffer[scanned]
            scanned += 1
            if hasQuotes, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted else { continue }
            // A return ends a record too, as old spreadsheets write it.
            if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && hasQuotes) {
                followsReturn = byte == UInt8(ascii: "\r")
                return record(buffer[position..<(scanned - 1)])
            }
        }
        guard scanned - position <= Self.maxRecordBytes else { throw .longRecord }
        guard isAtEnd, position < buffer.count else { return nil }
        return record(buffer[position...])
    }

    /// Takes bytes for a record, all of them up to where was looked.
    private mutating func record(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        consumedBytes += scanned - position
        position = scanned
        return Array(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
    }

    /// Passes the feed of a return and a feed; false where another block must say whether it is one.
    private mutating func passFeed() -> Bool {
        guard followsReturn else { return true }
        guard position < buffer.count else { return isAtEnd }
        followsReturn = false
        if buffer[position] == UInt8(ascii: "\n") {
            position += 1
            scanned = position
            consumedBytes += 1
        }
        return true
    }
}
