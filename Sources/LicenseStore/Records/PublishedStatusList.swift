public import LicenseVerifier

/// What is remembered of the newest list that was signed for a shard.
public struct PublishedStatusList: Equatable, Sendable {
    /// Its number.
    public let sequence: UInt64
    /// How many licenses it said something about.
    public let exceptions: Int
    /// The hash of what it said.
    public let root: [UInt8]
    /// When it was signed.
    public let issuedAt: Timestamp
    /// Until when it vouches.
    public let expiresAt: Timestamp
}
