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
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Bytes that records were made of so far.
    private(set) var consumedBytes = 0

    init(_ descriptor: Int32, name: String, hasQuotes: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.hasQuotes = hasQuotes
    }

    /// The next record without its line end, blank ones left out; nil at the end.
    mutating func next() throws -> [UInt8]? {
        while let record = try rawRecord() {
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
                if byte == UInt8(ascii: "\n"), !isQuoted {
                    defer {
                        consumedBytes += scanned + 1 - position
                        position = scanned + 1
                    }
                    return Self.withoutReturn(buffer[position..<scanned])
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

    private static func withoutReturn(_ record: ArraySlice<UInt8>) -> [UInt8] {
        Array(record.last == UInt8(ascii: "\r") ? record.dropLast() : record)
    }

    private mutating func fill() throws {
        buffer.removeFirst(position)
        position = 0
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: 1 << 18))
        while true {
            let count = buffer[start...].withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(
                    .inputOutput, "\(name) cannot be read: \(String(cString: strerror(errno)))",
                    nextStep:
                        "check the disk, and run the command again: it continues where it stopped")
            }
            buffer.removeLast(buffer.count - start - count)
            isAtEnd = count == 0
            return
        }
    }
}
