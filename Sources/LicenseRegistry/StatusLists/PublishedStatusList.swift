public import LicenseVerifier
package import SQLDatabase

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

    /// What is remembered of a list that was just signed.
    public init(_ claims: StatusListClaims, exceptions: Int) {
        sequence = claims.sequence
        self.exceptions = exceptions
        root = claims.root
        issuedAt = claims.issuedAt
        expiresAt = claims.expiresAt
    }

    /// Whether a next list may say something about this number of licenses only.
    ///
    /// A registry that was lost or emptied must not pass for a general pardon, so no list may fall
    /// by more than ten exceptions, or one in a hundred, at once.
    public func allows(exceptions next: Int) -> Bool {
        next >= exceptions - max(10, exceptions / 100)
    }
}

extension PublishedStatusList: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        sequence = UInt64(clamping: try row.integer("sequence"))
        exceptions = Int(try row.integer("exceptions"))
        root = try row["root"]
        issuedAt = try row["issued_at"]
        expiresAt = try row["expires_at"]
    }
}
