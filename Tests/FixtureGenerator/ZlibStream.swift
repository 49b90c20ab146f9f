/// A zlib stream (RFC 1950) written by hand, so that it is the same whichever library is installed.
struct ZlibStream {
    /// Compression method and flags: deflate with a window of 32 KiB.
    var header: [UInt8] = [0x78, 0xda]
    /// The deflate blocks (RFC 1951).
    var blocks: [UInt8]
    /// Adler-32 of what they inflate to.
    var checksum: [UInt8]

    var bytes: [UInt8] { header + blocks + checksum }

    /// One block of fixed codes, in which a byte that is repeated costs little.
    init(_ content: [UInt8]) {
        var writer = DeflateWriter()
        writer.fixedBlock(content[...], isLast: true)
        blocks = writer.bytes
        checksum = Self.adler32(content)
    }

    /// Three blocks: some bytes as they are, nothing, and the rest in fixed codes.
    init(inBlocks content: [UInt8]) {
        var writer = DeflateWriter()
        writer.storedBlock(content[..<5])
        writer.storedBlock([])
        writer.fixedBlock(content[5...], isLast: true)
        blocks = writer.bytes
        checksum = Self.adler32(content)
    }

    /// The checksum of RFC 1950 §8.2, the highest byte first.
    static func adler32(_ content: [UInt8]) -> [UInt8] {
        var (low, high) = (UInt64(1), UInt64(0))
        for byte in content {
            // 64 bits hold the sums of any content here.
            low += UInt64(byte)
            high += low
        }
        let sum = UInt32(high % 65_521) << 16 | UInt32(low % 65_521)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
    }
}

/// Writes deflate blocks bit by bit.
private struct DeflateWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    /// Bytes as they are (RFC 1951 §3.2.4).
    mutating func storedBlock(_ content: ArraySlice<UInt8>) {
        write(0b000, 3)
        used = 8
        let count = UInt16(content.count)
        for number in [count, ~count] {
            bytes.append(UInt8(truncatingIfNeeded: number))
            bytes.append(UInt8(truncatingIfNeeded: number >> 8))
        }
        bytes += content
    }

    /// Fixed codes (RFC 1951 §3.2.6): literals, and repetitions of the byte before.
    mutating func fixedBlock(_ content: ArraySlice<UInt8>, isLast: Bool) {
        write(isLast ? 0b011 : 0b010, 3)
        var rest = content
        while let byte = rest.popFirst() {
            literal(byte)
            let end = rest.firstIndex { $0 != byte } ?? rest.endIndex
            var count = end - rest.startIndex
            while count >= 3 {
                let length = count >= 258 ? 258 : min(count, 10)
                repetition(length)
                count -= length
            }
            for _ in 0..<count { literal(byte) }
            rest = rest[end...]
        }
        code(0, 7)
    }

    private mutating func literal(_ byte: UInt8) {
        byte < 144 ? code(0x30 + UInt16(byte), 8) : code(0x190 + UInt16(byte) - 144, 9)
    }

    /// 3 to 10 or 258 bytes again, each at distance 1: the lengths that have no extra bits.
    private mutating func repetition(_ length: Int) {
        length == 258 ? code(0xc5, 8) : code(UInt16(length) - 2, 7)
        code(0, 5)
    }

    private mutating func write(_ value: UInt16, _ count: Int) {
        for bit in 0..<count {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value >> UInt16(bit) & 1) << UInt8(used)
            used += 1
        }
    }

    /// Codes are written from their highest bit on (RFC 1951 §3.1.1).
    private mutating func code(_ value: UInt16, _ count: Int) {
        for bit in stride(from: count - 1, through: 0, by: -1) {
            write(value >> UInt16(bit) & 1, 1)
        }
    }
}
