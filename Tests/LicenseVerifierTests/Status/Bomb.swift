/// Streams of zlib made by hand, so that their length and what they give are known.
enum Bomb {
    /// A number of zeros in as few bits as the format allows: two for each 258 of them (RFC 1951).
    static func zlib(of count: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.header()
        bits.literalZero()
        for _ in 0..<(count - 1) / 258 { bits.match258() }
        for _ in 0..<(count - 1) % 258 { bits.literalZero() }
        bits.endOfBlock()
        // Adler-32 of zeros: the first half stays 1, the second counts the bytes.
        let checksum = UInt32(count % 65_521) << 16 | 1
        return [0x78, 0xda] + bits.bytes
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> UInt32($0)) }
    }
}

private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    /// One last block with codes of its own (RFC 1951 §3.2.7): a match of length 258 has the code
    /// 0, the literal zero 10, the end 11; the only distance has the code 0.
    mutating func header() {
        write(1, 1)  // the last block
        write(2, 2)  // its own codes
        write(29, 5)  // 286 literals and lengths
        write(0, 5)  // 1 distance
        write(14, 4)  // 18 lengths of codes for lengths
        // In the order 16, 17, 18, 0, 8, … 2, 14, 1: the symbol 18 has one bit, 1 and 2 have two.
        for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] {
            write(UInt16(length), 3)
        }
        code(0b11, 2)  // the literal zero: two bits
        zeros(138)
        zeros(117)
        code(0b11, 2)  // the end of the block: two bits
        zeros(28)
        code(0b10, 2)  // length 258: one bit
        code(0b10, 2)  // distance 1: one bit
    }

    mutating func literalZero() { code(0b10, 2) }
    mutating func match258() { code(0b00, 2) }
    mutating func endOfBlock() { code(0b11, 2) }

    /// The symbol 18: a run of lengths of zero.
    private mutating func zeros(_ count: Int) {
        code(0, 1)
        write(UInt16(count - 11), 7)
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
