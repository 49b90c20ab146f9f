/// Bytes from the system's generator, for keys and secrets.
///
/// The system seeds it, and a program ends where it fails: no caller can continue with bytes that
/// somebody could predict.
package enum SystemRandom {
    /// 64 bits that nobody can predict.
    package static func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// A number of bytes that nobody can predict.
    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return generator.bytes(count)
    }
}

extension RandomNumberGenerator {
    /// A number of bytes of this generator.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in next() }
    }
}
