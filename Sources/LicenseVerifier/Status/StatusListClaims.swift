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
        let organization: OrganizationID
        let shard: ShardNumber
        let sequence: Ordinal
        let root: ArraySlice<UInt8>
    }

    /// Reads a signed payload; gives the claims and the compressed statuses.
    static func read(
        _ payload: ArraySlice<UInt8>
    ) throws(StatusError) -> (claims: StatusListClaims, compressed: ArraySlice<UInt8>) {
        let claims = try reader(of: payload)
        let list: CBORMap = try claims.required(Label.statusList)
        guard claims.map.entries.count == 6, list.entries.count == 2,
            list["bits"] == .integer(2), let compressed = list["lst"]?.bytes
        else { throw .claims }
        let own = try claims.claims(Label.shard)
        guard own.map.entries.count == 4 else { throw .claims }
        let members = Members(
            organization: try own.required(1), shard: try own.required(2),
            sequence: try own.required(3), root: try own.required(4))
        return (try StatusListClaims(claims, members), compressed)
    }

    /// The claims of a signed payload (Status-List, limits).
    static func reader(
        of payload: ArraySlice<UInt8>
    ) throws(StatusError) -> ClaimsReader<StatusError> {
        let item: CBORItem
        do throws(CBORError) {
            item = try CBORDecoder.decode(payload, limits: CBORLimits(depth: 2, entries: 8))
        } catch {
            throw .payload(error)
        }
        guard let map = item.map else { throw .claims }
        return ClaimsReader(map)
    }

    /// Takes the claims that a list and a delta have in common.
    init(
        _ claims: ClaimsReader<StatusError>, _ own: Members
    ) throws(StatusError) {
        self.init(
            organization: own.organization, shard: own.shard.number,
            sequence: own.sequence.number, uri: try claims.required(Label.subject),
            issuedAt: try claims.required(Label.issuedAt),
            expiresAt: try claims.required(Label.expiresAt),
            timeToLive: try claims.required(Label.timeToLive), root: Array(own.root))
        guard uri.utf8.count <= Self.maxURIBytes, timeToLive > .zero, root.count == 32,
            issuedAt < expiresAt, Int64(sequence) <= issuedAt.secondsSinceEpoch,
            Self.isURI(uri, of: shard)
        else { throw .claims }
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
    private static func isURI(_ uri: String, of shard: UInt32) -> Bool {
        let ending = "/\(shard)".utf8
        return uri.utf8.suffix(ending.count).elementsEqual(ending)
    }
}

extension CBORMap {
    fileprivate subscript(name: String) -> CBORItem? {
        entries.first { $0.key == .text(name) }?.value
    }
}
