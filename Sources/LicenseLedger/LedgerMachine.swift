public import COSESigning
public import LicenseSync

/// What a ledger needs of its machine and does not find in its directory, so that a test or a vendor
/// can give another.
public struct LedgerMachine: Sendable {
    /// The facts by which the machine is known again.
    public var facts: @Sendable () -> [MachineFact]
    /// Time since some fixed moment that nobody can set, sleep included.
    public var elapsed: @Sendable () -> Duration
    /// A number of unpredictable bytes.
    public var random: @Sendable (Int) -> [UInt8]
    /// Makes the device's key at a path.
    public var makeKey: @Sendable (String) throws(KeyFileError) -> SigningKey
    /// Reads the device's key; nil when it is not there.
    public var readKey: @Sendable (String) throws(KeyFileError) -> SigningKey?

    /// Takes all of them.
    public init(
        facts: @escaping @Sendable () -> [MachineFact],
        elapsed: @escaping @Sendable () -> Duration,
        random: @escaping @Sendable (Int) -> [UInt8],
        makeKey: @escaping @Sendable (String) throws(KeyFileError) -> SigningKey,
        readKey: @escaping @Sendable (String) throws(KeyFileError) -> SigningKey?
    ) {
        self.facts = facts
        self.elapsed = elapsed
        self.random = random
        self.makeKey = makeKey
        self.readKey = readKey
    }
}
