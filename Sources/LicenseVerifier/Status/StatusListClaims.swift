import CBOR

/// What a status list says of itself (Status-List §2).
public struct StatusListClaims: Equatable, Sendable {
    /// Whose licenses it is about.
    public var organization: OrganizationID
    /// Which of the organization's lists it is.
    public var shard: UInt32
    /// Grows with each list of the shard that is signed; never larger than `issuedAt`.
    public var sequence: UInt64
    /// Where it is published: the URI of all lists, a slash, and the shard.
    public var uri: String
    /// When it was signed.
    public var issuedAt: Timestamp
    /// From when on it may still deny, but no longer allow.
    public var expiresAt: Timestamp
    /// After how long the next one is promised.
    public var timeToLive: Duration
    /// The hash of the statuses (Status-List, root).
    public var root: [UInt8]

    /// Claims with everything that is required, which is all.
    public init(
        organization: OrganizationID, shard: UInt32, sequence: UInt64, uri: String,
        issuedAt: Timestamp, expiresAt: Timestamp, timeToLive: Duration, root: [UInt8]
    ) {
        self.organization = organization
        self.shard = shard
        self.sequence = sequence
        self.uri = uri
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.timeToLive = timeToLive
        self.root = root
    }
}

extension StatusListClaims {
    /// The most bytes of the URI.
    static let maxURIBytes = 1024

    enum Label {
        static let subject: Int64 = 2
        static let expiresAt: Int64 = 4
        static let issuedAt: Int64 = 6
        static let statusList: Int64 = 65533
        static let timeToLive: Int64 = 65534
        static let shard: Int64 = -65538
        static let delta: Int64 = -65548
    }

    /// The four members of the private claim that a list and a delta have in common.
    struct Members {
        let organization: CBORItem?
        let shard: CBORItem?
        let sequence: CBORItem?
        let root: CBORItem?
    }

    /// Reads a signed payload; gives the claims and the compressed statuses.
    static func read(
        _ payload: ArraySlice<UInt8>
    ) throws(StatusError) -> (claims: StatusListClaims, compressed: ArraySlice<UInt8>) {
        let map = try map(payload)
        guard map.entries.count == 6, let list = map[Label.statusList]?.map,
            list.entries.count == 2, list["bits"] == .integer(2),
            let compressed = list["lst"]?.bytes,
            let own = map[Label.shard]?.map, own.entries.count == 4,
            let claims = StatusListClaims(
                map,
                Members(organization: own[1], shard: own[2], sequence: own[3], root: own[4]))
        else { throw .claims }
        return (claims, compressed)
    }

    /// The outer map of a signed payload (Status-List, limits).
    static func map(_ payload: ArraySlice<UInt8>) throws(StatusError) -> CBORMap {
        let item: CBORItem
        do throws(CBORError) {
            item = try CBORDecoder.decode(payload, limits: CBORLimits(depth: 2, entries: 8))
        } catch {
            throw .payload(error)
        }
        guard let map = item.map else { throw .claims }
        return map
    }

    /// Takes the claims that a list and a delta have in common; nil where one breaks a rule.
    init?(_ map: CBORMap, _ own: Members) {
        guard let uri: String = map.value(Label.subject), uri.utf8.count <= Self.maxURIBytes,
            let expiresAt: Timestamp = map.value(Label.expiresAt),
            let issuedAt: Timestamp = map.value(Label.issuedAt),
            let timeToLive: Duration = map.value(Label.timeToLive), timeToLive > .zero,
            let organization = own.organization.flatMap(OrganizationID.init(claim:)),
            let shard = own.shard?.integer, (0...4095).contains(shard),
            let sequence = own.sequence?.integer, sequence >= 1,
            let root = own.root?.bytes, root.count == 32,
            issuedAt < expiresAt, sequence <= issuedAt.secondsSinceEpoch,
            Self.isURI(uri, of: shard)
        else { return nil }
        self.init(
            organization: organization, shard: UInt32(shard), sequence: UInt64(sequence), uri: uri,
            issuedAt: issuedAt, expiresAt: expiresAt, timeToLive: timeToLive,
            root: Array(root))
    }

    /// The payload that says these claims.
    package func payload(compressed: [UInt8]) -> [UInt8] {
        var list = ClaimsWriter(capacity: compressed.count + 16)
        list.write(.text("lst"), compressed[...])
        list.write(.text("bits"), Int64(2))
        var own = ClaimsWriter(capacity: 80)
        own.write(1, organization)
        own.write(2, Int64(shard))
        own.write(3, Int64(clamping: sequence))
        own.write(4, root[...])
        var claims = ClaimsWriter(capacity: compressed.count + 192)
        writeTimes(&claims)
        claims.write(Label.statusList, list)
        claims.write(Label.timeToLive, timeToLive)
        claims.write(Label.shard, own)
        return claims.encoded
    }

    /// Writes the first three claims.
    func writeTimes(_ claims: inout ClaimsWriter) {
        claims.write(Label.subject, uri)
        claims.write(Label.expiresAt, expiresAt)
        claims.write(Label.issuedAt, issuedAt)
    }

    /// Whether a list's URI is that of all lists, a slash, and the shard.
    private static func isURI(_ uri: String, of shard: Int64) -> Bool {
        let ending = "/\(shard)".utf8
        return uri.utf8.suffix(ending.count).elementsEqual(ending)
    }
}

extension CBORMap {
    fileprivate subscript(name: String) -> CBORItem? {
        entries.first { $0.key == .text(name) }?.value
    }
}
