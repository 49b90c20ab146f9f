public import COSE

/// The public keys whose status lists a program accepts.
///
/// A type of its own: a key that issues licenses says nothing about them until it is named here
/// too.
public struct StatusKeys: Sendable {
    private let keys: KeySet

    /// Pins one key.
    public init(pinning key: VerificationKey) {
        keys = KeySet(pinning: key)
    }

    /// Pins keys; nil when two of them have one key id.
    public init?(pinning keys: [VerificationKey]) {
        guard let keys = KeySet(pinning: keys) else { return nil }
        self.keys = keys
    }

    /// Takes the status keys of a trust bundle, each within its window.
    public init(_ bundle: VerifiedTrustBundle) {
        keys = KeySet(bundle)
    }

    /// Checks who signed a list and decompresses it (Status-List, verification).
    ///
    /// The signature is checked before anything is decompressed. Costs one Ed25519 verification and
    /// one decompression. Whether the list may replace another is checked by
    /// `VerifiedStatusList.check`.
    public func verify(_ message: SignedMessage) throws(StatusError) -> VerifiedStatusList {
        let (claims, compressed) = try verifiedClaims(
            message, type: .statusList, StatusListClaims.read)
        guard let statuses = Inflate.inflate(compressed, toExactly: StatusPages.byteCount) else {
            throw .compression
        }
        return VerifiedStatusList(claims, statuses: statuses)
    }

    /// Checks who signed the claims of a list or a delta (Status-List, verification steps 1 to 4).
    ///
    /// - Parameter read: gives the claims and what else the payload of this type holds.
    func verifiedClaims<Content>(
        _ message: SignedMessage, type: MessageType,
        _ read: (ArraySlice<UInt8>) throws(StatusError) -> (StatusListClaims, Content)
    ) throws(StatusError) -> (claims: VerifiedStatusClaims, content: Content) {
        let (key, verified) = try signedMessage(message, type: type)
        let (claims, content) = try read(verified.payload)
        try checkWindow(of: key, at: claims.issuedAt)
        // A bundle is one organization's.
        if let bundle = keys.bundle, claims.organization != bundle.organization {
            throw .otherOrganization
        }
        try checkFloor(of: claims.shard, at: claims.sequence)
        return (VerifiedStatusClaims(claims: claims, message: message), content)
    }

    /// Checks the type and the signature of a message (Status-List, verification steps 1 to 3).
    func signedMessage(
        _ message: SignedMessage, type: MessageType
    ) throws(StatusError) -> (key: KeySet.Entry, verified: VerifiedMessage) {
        guard message.header.type == type else { throw .type(message.header.type) }
        guard let key = keys.key(message.header.keyID, as: .status) else {
            throw .unknownKey(message.header.keyID)
        }
        do throws(COSEError) {
            return (key, try message.verified(by: key.key))
        } catch {
            throw .message(error)
        }
    }

    /// A stolen key gets no further than the end of the window that a bundle gives it.
    func checkWindow(of key: KeySet.Entry, at moment: Timestamp) throws(StatusError) {
        guard key.covers(moment) else { throw .outsideWindow }
    }

    /// A bundle lifts the floor above whatever a thief signed.
    func checkFloor(of shard: UInt32, at sequence: UInt64) throws(StatusError) {
        if let floor = keys.bundle?.listFloors[shard], sequence < floor {
            throw .rollback(sequence: sequence, held: floor)
        }
    }
}

extension MessageType {
    /// A list of statuses (Token Status List).
    public static let statusList = MessageType.mediaType("application/statuslist+cwt")
}

/// What a trusted key says of a list's state, in a list or in a delta that leads to it.
///
/// Only `StatusKeys.verifiedClaims` makes one.
struct VerifiedStatusClaims: Sendable {
    let claims: StatusListClaims
    let message: SignedMessage

    fileprivate init(claims: StatusListClaims, message: SignedMessage) {
        self.claims = claims
        self.message = message
    }
}

/// The statuses of one list, for which a trusted key has signed.
///
/// It comes out of a signed list, or out of one and the deltas that were applied to it since. Only
/// `StatusKeys.verify` makes one, and what proves the statuses by the root that was signed.
public struct VerifiedStatusList: Sendable {
    /// What it says of itself.
    public let claims: StatusListClaims
    /// The signed object that says so: the list itself, or the delta that was applied last.
    public let message: SignedMessage
    /// Two bits for each position.
    package let statuses: [UInt8]
    /// Whether the statuses were hashed into the root that the claims name.
    let isRootChecked: Bool

    /// Takes the statuses that were signed themselves.
    fileprivate init(_ verified: VerifiedStatusClaims, statuses: [UInt8]) {
        claims = verified.claims
        message = verified.message
        self.statuses = statuses
        isRootChecked = false
    }

    /// Takes statuses from anywhere if their root is the one that was signed; else throws `root`.
    ///
    /// Costs 256 KiB of hashing.
    init(
        _ verified: VerifiedStatusClaims, provedBy statuses: [UInt8]
    ) throws(StatusError) {
        claims = verified.claims
        message = verified.message
        self.statuses = statuses
        isRootChecked = true
        guard computedRoot == claims.root else { throw .root }
    }

    /// The root of the statuses, whatever the claims name.
    var computedRoot: [UInt8] {
        StatusPages.root(of: statuses, organization: claims.organization, shard: claims.shard)
    }

    /// The status of a license of the same organization, answered without copying.
    ///
    /// Throws `otherShard` for an index that is not in this list.
    public func status(of index: StatusIndex) throws(StatusError) -> LicenseStatus {
        guard index.shard == claims.shard else { throw .otherShard(claims.shard) }
        // Two bits have no other value than the four cases.
        return LicenseStatus(rawValue: StatusPages.status(statuses, at: index.position))
            ?? .applicationSpecific
    }

    /// The positions whose licenses are not valid, in ascending order.
    public var exceptions: [(index: StatusIndex, status: LicenseStatus)] {
        var found: [(index: StatusIndex, status: LicenseStatus)] = []
        for (offset, byte) in statuses.enumerated() where byte != 0 {
            for position in 0..<4 {
                let index = StatusIndex(claims.shard << 20 | UInt32(offset * 4 + position))
                // Of this shard.
                guard let status = try? status(of: index), status != .valid else { continue }
                found.append((index, status))
            }
        }
        return found
    }

    /// How many positions have each status.
    public var counts: [LicenseStatus: Int] {
        var bytes = [Int](repeating: 0, count: 256)
        for byte in statuses { bytes[Int(byte)] += 1 }
        var counts: [LicenseStatus: Int] = [:]
        for (byte, count) in bytes.enumerated() where count > 0 {
            for shift in [0, 2, 4, 6] {
                if let status = LicenseStatus(rawValue: UInt8(byte >> shift & 0b11)) {
                    counts[status, default: 0] += count
                }
            }
        }
        return counts
    }
}
