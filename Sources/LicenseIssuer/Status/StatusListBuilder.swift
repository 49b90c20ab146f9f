public import COSESigning
public import LicenseVerifier

/// The statuses of one list before they are signed.
public struct StatusListBuilder: Sendable {
    /// Whose licenses it is about.
    public let organization: OrganizationID
    /// Which of the organization's lists it is.
    public let shard: UInt32

    private var statuses: [UInt8]

    /// A list in which every license is good.
    public init(organization: OrganizationID, shard: UInt32) {
        self.organization = organization
        self.shard = shard
        statuses = [UInt8](repeating: 0, count: StatusPages.byteCount)
    }

    /// The statuses of a list that was signed.
    public init(_ list: VerifiedStatusList) {
        organization = list.claims.organization
        shard = list.claims.shard
        statuses = list.statuses
    }

    /// Says what becomes of one license of this list.
    public mutating func set(_ status: LicenseStatus, of index: StatusIndex) {
        precondition(index.shard == shard, "the index belongs to another list")
        StatusPages.set(status.rawValue, at: index.position, in: &statuses)
    }

    /// How many licenses are not good.
    public var exceptionCount: Int {
        statuses.reduce(0) { count, byte in
            count + (byte & 0b11 == 0 ? 0 : 1) + (byte & 0b1100 == 0 ? 0 : 1)
                + (byte & 0b11_0000 == 0 ? 0 : 1) + (byte & 0b1100_0000 == 0 ? 0 : 1)
        }
    }

    /// Signs the list, and verifies it before it leaves.
    ///
    /// - Parameters:
    ///   - sequence: larger than that of every list of this shard before.
    ///   - base: where the lists are published; the list's own URI is this, a slash and the shard.
    public func signed(
        by key: borrowing SigningKey, sequence: UInt64, base: String, issuedAt: Timestamp,
        expiresAt: Timestamp, timeToLive: Duration
    ) throws(IssuerError) -> VerifiedStatusList {
        let claims = StatusListClaims(
            organization: organization, shard: shard, sequence: sequence,
            uri: "\(base)/\(shard)", issuedAt: issuedAt, expiresAt: expiresAt,
            timeToLive: timeToLive,
            root: StatusPages.root(of: statuses, organization: organization, shard: shard))
        return try key.signed(
            claims.payload(compressed: Deflate.shortest(statuses)), as: .statusList
        ) { (keys, message) throws(StatusError) in try keys.verify(message) }
    }
}
