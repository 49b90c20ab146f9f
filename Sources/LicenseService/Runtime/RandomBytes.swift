/// Bytes from the system's generator, for secrets and for what nobody may guess.
enum RandomBytes {
    static func draw(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return draw(count, using: &generator)
    }

    static func draw(_ count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
