/// A number modulo the order of the base point of edwards25519 (RFC 8032 §5.1).
///
/// Slow and not constant in time: it makes signatures that only the owner of a key can make and
/// that no signer would, under keys that are public.
struct Scalar {
    /// Little-endian 32-bit words, one more than 256 bits need.
    private var words: [UInt32]

    /// L = 2^252 + 27742317777372353535851937790883648493.
    static let order: [UInt32] = [
        0x5cf5_d3ed, 0x5812_631a, 0xa2f7_9cd6, 0x14de_f9de, 0, 0, 0, 0x1000_0000, 0,
    ]

    /// Reduces little-endian bytes of any count.
    init(littleEndian bytes: some BidirectionalCollection<UInt8>) {
        words = [UInt32](repeating: 0, count: 9)
        for byte in bytes.reversed() {
            for bit in (0..<8).reversed() {
                double(adding: UInt32(byte >> UInt8(bit) & 1))
            }
        }
    }

    /// 32 little-endian bytes.
    var bytes: [UInt8] {
        words.dropLast().flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
    }

    static func * (left: Scalar, right: Scalar) -> Scalar {
        var product = Scalar(littleEndian: EmptyCollection<UInt8>())
        for byte in right.bytes.reversed() {
            for bit in (0..<8).reversed() {
                product.double(adding: 0)
                if byte >> UInt8(bit) & 1 == 1 { product.add(left.words) }
            }
        }
        return product
    }

    private mutating func double(adding bit: UInt32) {
        var carry = bit
        for index in words.indices {
            let next = words[index] >> 31
            words[index] = words[index] << 1 | carry
            carry = next
        }
        reduce()
    }

    private mutating func add(_ other: [UInt32]) {
        words = Self.sum(words, other)
        reduce()
    }

    private mutating func reduce() {
        while !words.reversed().lexicographicallyPrecedes(Self.order.reversed()) {
            var borrow: Int64 = 0
            for index in words.indices {
                let difference = Int64(words[index]) - Int64(Self.order[index]) - borrow
                words[index] = UInt32(truncatingIfNeeded: difference)
                borrow = difference < 0 ? 1 : 0
            }
        }
    }

    /// Adds little-endian words without reducing; a carry beyond the last is dropped.
    static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var carry: UInt64 = 0
        return zip(left, right).map { left, right in
            let sum = UInt64(left) + UInt64(right) + carry
            carry = sum >> 32
            return UInt32(truncatingIfNeeded: sum)
        }
    }
}

/// Signatures that satisfy the equation of RFC 8032 and break another rule.
enum OddSignature {
    /// S + L in the place of S: the same signature, written a second way.
    static func withLargeS(_ signature: [UInt8]) -> [UInt8] {
        var words = (0..<8).map { index in
            signature[(32 + index * 4)..<(36 + index * 4)].reversed().reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
        }
        words = Scalar.sum(words, Array(Scalar.order.prefix(8)))
        let s = words.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        return signature.prefix(32) + s
    }

    /// R is the neutral point, so that S = k a (RFC 8032 §5.1.6 with r = 0).
    static func withNeutralR(seed: [UInt8], publicKey: [UInt8], message: [UInt8]) -> [UInt8] {
        var secret = Array(sha512(seed).prefix(32))
        secret[0] &= 248
        secret[31] = secret[31] & 127 | 64
        let neutral: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
        let k = Scalar(littleEndian: sha512(neutral + publicKey + message))
        return neutral + (k * Scalar(littleEndian: secret)).bytes
    }
}
