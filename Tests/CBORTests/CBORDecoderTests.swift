import CBOR
import LicenseTestSupport
import Testing

/// Limits that no vector meets.
private let wide = CBORLimits(depth: 16, entries: 1000)

private func decode(_ bytes: [UInt8], limits: CBORLimits = wide) throws(CBORError) -> CBORItem {
    try CBORDecoder.decode(bytes[...], limits: limits)
}

@Suite struct `The CBOR decoder` {
    @Test(arguments: [
        ("", CBORError.truncated(offset: 0, missing: 1)),
        ("18", .truncated(offset: 0, missing: 1)), ("1900", .truncated(offset: 0, missing: 1)),
        ("42 00", .truncated(offset: 0, missing: 1)), ("82 01", .truncated(offset: 0, missing: 1)),
        ("a1 01", .truncated(offset: 0, missing: 1)),
        ("5b 7fffffffffffffff 00", .truncated(offset: 0, missing: 0x7fff_ffff_ffff_fffe)),
        ("01 01", .trailingBytes(offset: 1)), ("1817", .notShortest(offset: 0)),
        ("82 01 190018", .notShortest(offset: 2)), ("1a 0000ffff", .notShortest(offset: 0)),
        ("1b 00000000ffffffff", .notShortest(offset: 0)), ("38 17", .notShortest(offset: 0)),
        ("58 01 00", .notShortest(offset: 0)), ("9f 01 ff", .indefiniteLength(offset: 0)),
        ("5f ff", .indefiniteLength(offset: 0)), ("81 bf ff", .indefiniteLength(offset: 1)),
        ("f6", .unsupported(offset: 0, initialByte: 0xf6)),
        ("f7", .unsupported(offset: 0, initialByte: 0xf7)),
        ("f9 3c00", .unsupported(offset: 0, initialByte: 0xf9)),
        ("fb 3ff0000000000000", .unsupported(offset: 0, initialByte: 0xfb)),
        ("e0", .unsupported(offset: 0, initialByte: 0xe0)),
        ("f8 18", .unsupported(offset: 0, initialByte: 0xf8)),
        ("c1 00", .unsupported(offset: 0, initialByte: 0xc1)),
        ("81 d2 80", .unsupported(offset: 1, initialByte: 0xd2)),
        ("1c", .reserved(offset: 0, initialByte: 0x1c)),
        ("5e", .reserved(offset: 0, initialByte: 0x5e)),
        ("1b 8000000000000000", .integerOutOfRange(offset: 0)),
        ("3b 8000000000000000", .integerOutOfRange(offset: 0)),
        ("61 ff", .invalidUTF8(offset: 0)), ("63 eda080", .invalidUTF8(offset: 0)),
        ("62 c080", .invalidUTF8(offset: 0)), ("a1 40 00", .keyType(offset: 1)),
        ("a1 80 00", .keyType(offset: 1)), ("a1 f5 00", .keyType(offset: 1)),
        ("a2 01 00 01 00", .duplicateKey(offset: 3)),
        ("a2 6161 00 6161 01", .duplicateKey(offset: 4)),
        ("a2 02 00 01 00", .unsortedKey(offset: 3)), ("a2 20 00 01 00", .unsortedKey(offset: 3)),
        ("a2 6161 00 01 00", .unsortedKey(offset: 4)),
        ("a2 626161 00 6162 00", .unsortedKey(offset: 5)),
    ])
    func `refuses by fault and place`(text: String, error: CBORError) {
        #expect(throws: error) { try decode(hex(text)) }
    }

    @Test func `counts levels from the outermost array`() throws {
        let limits = CBORLimits(depth: 3, entries: 8)
        #expect(try decode(hex("8181 80"), limits: limits).depth == 3)
        #expect(throws: CBORError.tooDeep(offset: 3, limit: 3)) {
            try decode(hex("818181 80"), limits: limits)
        }
        #expect(throws: CBORError.tooDeep(offset: 4, limit: 3)) {
            try decode(hex("a101 8181 80"), limits: CBORLimits(depth: 3, entries: 8))
        }
        #expect(throws: CBORError.tooDeep(offset: 0, limit: 0)) {
            try decode(hex("80"), limits: CBORLimits(depth: 0, entries: 8))
        }
    }

    @Test func `counts entries before it takes memory for them`() throws {
        let limits = CBORLimits(depth: 2, entries: 3)
        #expect(
            try decode(hex("83 01 02 03"), limits: limits)
                == .array([1, 2, 3].map { .integer($0) }))
        for text in ["84 01 02 03 04", "9b 7fffffffffffffff", "a4 01 00", "bb 7fffffffffffffff"] {
            #expect(throws: CBORError.tooMany(offset: 0, limit: 3)) {
                try decode(hex(text), limits: limits)
            }
        }
    }

    @Test(arguments: 0..<UInt64(500))
    func `gives back what was encoded`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let item = CBORItem.random(depth: 4, using: &generator)
        #expect(try decode(item.encoded) == item)
    }

    @Test(arguments: 0..<UInt64(300))
    func `accepts changed bytes only where they are the one encoding of something`(
        seed: UInt64
    ) throws {
        var generator = SplitMix64(seed: seed)
        let bytes = CBORItem.random(depth: 3, using: &generator).encoded
        for _ in 0..<50 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &generator)] =
                UInt8(truncatingIfNeeded: generator.next())
            // Refusal is the common outcome; what is accepted must encode to these very bytes.
            if let item = try? decode(changed) { #expect(item.encoded == changed) }
        }
    }

    @Test(arguments: 0..<UInt64(300))
    func `accepts noise only where it is the one encoding of something`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let noise = generator.bytes(Int.random(in: 0..<64, using: &generator))
        if let item = try? decode(noise) { #expect(item.encoded == noise) }
    }

    @Test(arguments: 0..<UInt64(100))
    func `refuses every beginning of an item`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = CBORItem.random(depth: 3, using: &generator).encoded
        for count in 0..<bytes.count {
            #expect(throws: CBORError.self) { try decode(Array(bytes[..<count])) }
        }
    }
}

@Suite struct `CBOR keys` {
    @Test(arguments: 0..<UInt64(300))
    func `are ordered as their encodings are`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        func key() -> CBORKey {
            while true {
                switch CBORItem.random(depth: 0, using: &generator) {
                case .integer(let value): return .integer(value)
                case .text(let value): return .text(value)
                default: continue
                }
            }
        }
        func encoded(_ key: CBORKey) -> [UInt8] {
            var encoder = CBOREncoder()
            encoder.key(key)
            return encoder.bytes
        }
        let (left, right) = (key(), key())
        #expect((left < right) == encoded(left).lexicographicallyPrecedes(encoded(right)))
        #expect((left == right) == (encoded(left) == encoded(right)))
    }

    @Test func `are one text only when their bytes are the same`() {
        let composed = CBORKey.text("\u{e9}")
        let decomposed = CBORKey.text("e\u{301}")
        #expect(composed != decomposed)
        #expect(CBORMap([.init(composed, .bool(true)), .init(decomposed, .bool(true))]) != nil)
        #expect(CBORMap([.init(composed, .bool(true)), .init(composed, .bool(false))]) == nil)
        #expect(CBORItem.text("\u{e9}") != .text("e\u{301}"))
    }
}
