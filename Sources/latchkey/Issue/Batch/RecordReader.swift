import Glibc
import Terminal

/// Splits a stream of bytes into records without holding more than one block of it.
struct RecordReader {
    /// The most bytes of one record.
    static let maxRecordBytes = 65_536

    private let descriptor: Int32
    private let name: String
    /// Whether a line feed between quotation marks belongs to its record (RFC 4180 §2).
    private let hasQuotes: Bool
    private var decoder: BlockDecoder
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Bytes that records were made of so far.
    private(set) var consumedBytes = 0
    /// The records so far, blank ones among them: a spreadsheet's row number.
    private(set) var recordCount = 0

    init(_ descriptor: Int32, name: String, hasQuotes: Bool, encoding: TextEncoding) {
        self.descriptor = descriptor
        self.name = name
        self.hasQuotes = hasQuotes
        decoder = BlockDecoder(encoding)
    }

    /// The next record in UTF-8 without its line end, blank ones left out; nil at the end.
    mutating func next() throws -> [UInt8]? {
        while let record = try rawRecord() {
            recordCount += 1
            if !record.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return record }
        }
        return nil
    }

    private mutating func rawRecord() throws -> [UInt8]? {
        var scanned = position
        var isQuoted = false
        while true {
            while scanned < buffer.count {
                let byte = buffer[scanned]
                if hasQuotes, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                // A return ends a record too, as old spreadsheets write it; the feed behind it
                // makes a blank record, which is left out.
                if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && hasQuotes),
                    !isQuoted
                {
                    let record = Array(buffer[position..<scanned])
                    consumedBytes += scanned + 1 - position
                    position = scanned + 1
                    if byte == UInt8(ascii: "\r") { try skipFeed() }
                    return Self.withoutReturn(record[...])
                }
                scanned += 1
            }
            guard scanned - position <= Self.maxRecordBytes else {
                throw CommandFailure(
                    .malformed, "a record of \(name) has more than \(Self.maxRecordBytes) bytes",
                    nextStep: "look for a quotation mark that is never closed")
            }
            if isAtEnd {
                guard position < buffer.count else { return nil }
                defer {
                    consumedBytes += buffer.count - position
                    position = buffer.count
                }
                return Self.withoutReturn(buffer[position...])
            }
            scanned -= position
            try fill()
        }
    }

    /// Passes the feed of a return and a feed, which are one line end.
    private mutating func skipFeed() throws {
        if position == buffer.count, !isAtEnd { try fill() }
        guard position < buffer.count, buffer[position] == UInt8(ascii: "\n") else { return }
        position += 1
        consumedBytes += 1
    }

    private static func withoutReturn(_ record: ArraySlice<UInt8>) -> [UInt8] {
        Array(record.last == UInt8(ascii: "\r") ? record.dropLast() : record)
    }

    private mutating func fill() throws {
        buffer.removeFirst(position)
        position = 0
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = block.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(
                    .inputOutput, "\(name) cannot be read: \(String(cString: strerror(errno)))",
                    nextStep:
                        "check the disk, and run the command again: it continues where it stopped")
            }
            isAtEnd = count == 0
            guard let text = decoder.utf8(block[..<count]) else {
                throw CommandFailure(
                    .malformed, "\(name) is UTF-16 and damaged",
                    nextStep: "save it again as CSV UTF-8")
            }
            buffer += text
            return
        }
    }
}
