import COSESigning

/// Where the registry takes ids and the order of status indexes from.
///
/// The system's own, unless somebody who opens a registry gives another: a test that must see the
/// same ids twice.
public struct RandomSource: RandomNumberGenerator, Sendable {
    /// The system's generator, which is cryptographically secure.
    public static let system = RandomSource { SystemRandom.next() }

    private let draw: @Sendable () -> UInt64

    /// Draws by a function, which several threads may call at once.
    public init(_ draw: @escaping @Sendable () -> UInt64) {
        self.draw = draw
    }

    /// The next 64 bits.
    public func next() -> UInt64 { draw() }
}
