/// The encoding of a point of edwards25519 (RFC 8032 §5.1.2): y in 255 bits, the sign of x above.
///
/// libcrypto reduces any encoding and accepts points of small order. Under a public key of small
/// order anyone can sign, and a point with two encodings has two key ids, so both are refused here,
/// byte by byte (Token-Format, security considerations).
struct CurvePoint {
    /// y without the sign bit, as four little-endian words.
    private let y: (UInt64, UInt64, UInt64, UInt64)

    /// Reads 32 bytes; nil for another count.
    init?(_ encoding: ArraySlice<UInt8>) {
        guard encoding.count == 32 else { return nil }
        func word(_ index: Int) -> UInt64 {
            let start = encoding.startIndex + index * 8
            return encoding[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        y = (word(0), word(1), word(2), word(3) & 0x7fff_ffff_ffff_ffff)
    }

    /// Whether y is less than the field's prime 2^255 - 19.
    var isCanonical: Bool {
        y.3 != 0x7fff_ffff_ffff_ffff || y.2 != .max || y.1 != .max || y.0 < 0xffff_ffff_ffff_ffed
    }

    /// Whether y is one of the five values that the points of order 1, 2, 4 and 8 have.
    var isSmallOrder: Bool {
        switch y {
        case (0, 0, 0, 0), (1, 0, 0, 0): true
        case (0xffff_ffff_ffff_ffec, .max, .max, 0x7fff_ffff_ffff_ffff): true
        case (
            0x4fd8_4d3d_706a_17c7, 0x0f67_100d_760b_3cba,
            0xc6cc_392c_fa53_202a, 0x7a03_ac92_77fd_c74e
        ): true
        case (
            0xb027_b2c2_8f95_e826, 0xf098_eff2_89f4_c345,
            0x3933_c6d3_05ac_dfd5, 0x05fc_536d_8802_38b1
        ): true
        default: false
        }
    }
}
