import CBOR
import LicenseTestSupport

/// Chooses and changes, and all of it follows from a seed and a number.
struct Mutator {
    private var generator: SplitMix64

    /// - Parameter index: the number of the input, so that each can be made without those before it.
    init(seed: UInt64, index: UInt64) {
        var first = SplitMix64(seed: seed)
        generator = SplitMix64(seed: first.next() ^ (index &* 0x9e37_79b9_7f4a_7c15))
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    /// True in this percentage of cases.
    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }

    mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }

    mutating func byte() -> UInt8 { UInt8(below(256)) }
}

// MARK: - Bytes

extension Mutator {
    /// Bytes with up to three changes.
    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(3) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes.append(byte()) }
        let at = below(bytes.count)
        let end = min(bytes.count, at + 1 + below(16))
        switch below(8) {
        case 0, 1: bytes[at] ^= 1 << UInt8(below(8))
        case 2: bytes[at] = one(of: [0, 1, 0x17, 0x18, 0x1f, 0x40, 0x7f, 0x80, 0xa0, 0xf5, 0xff])
        case 3: bytes.remove(at: at)
        case 4: bytes.insert(byte(), at: at)
        case 5: bytes.removeSubrange(at..<end)
        case 6: bytes.insert(contentsOf: bytes[at..<end], at: below(bytes.count))
        default: bytes.removeSubrange(at...)
        }
    }
}

// MARK: - Texts

extension Mutator {
    private static let scalars = Array(
        " \t\n\r\u{b}\u{c}\u{a0}\u{85}\u{feff}\u{2028}_-+/=:.~AaZz0189éſK\0\u{7f}\u{80}\u{1F600}"
            .unicodeScalars)

    /// A text with up to three changes.
    mutating func changed(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0...below(3) { change(&scalars) }
        return Self.text(scalars)
    }

    /// A text in white space, which is sometimes too much.
    mutating func surrounded(_ text: String) -> String {
        let space: [Unicode.Scalar] = [" ", "\t", "\n", "\u{b}", "\u{c}", "\r"]
        func run(_ mutator: inout Mutator) -> String {
            let count = mutator.happens(3) ? 1000 + mutator.below(3500) : mutator.below(4)
            return Self.text((0..<count).map { _ in mutator.one(of: space) })
        }
        return run(&self) + text + run(&self)
    }

    private mutating func change(_ scalars: inout [Unicode.Scalar]) {
        guard !scalars.isEmpty else { return scalars.append(one(of: Self.scalars)) }
        let at = below(scalars.count)
        let end = min(scalars.count, at + 1 + below(12))
        switch below(7) {
        case 0: scalars[at] = one(of: Self.scalars)
        case 1: scalars.insert(one(of: Self.scalars), at: at)
        case 2: scalars.remove(at: at)
        case 3: scalars.removeSubrange(at..<end)
        case 4: scalars.swapAt(at, below(scalars.count))
        case 5: scalars.insert(contentsOf: scalars[at..<end], at: below(scalars.count))
        default: scalars.removeSubrange(at...)
        }
    }

    private static func text(_ scalars: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
