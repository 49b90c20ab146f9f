import CBOR
public import COSE

extension MessageType {
    /// The status of one license.
    public static let statusStaple = MessageType.mediaType("application/vnd.latchkey.staple+cwt")
}

/// What a status staple says (Status-List, staple).
public struct StatusStapleClaims: Equatable, Sendable {
    /// The license, by the first 16 bytes of SHA-256 over its signed object.
    public var digest: [UInt8]
    /// What becomes of it.
    public var status: LicenseStatus
    /// The list that says so.
    public var shard: UInt32
    /// The list's number when the staple was signed.
    public var sequence: UInt64
    /// When it was signed.
    public var issuedAt: Timestamp
    /// From when on it may still deny, but no longer allow.
    public var expiresAt: Timestamp

    /// Claims with everything that is required, which is all.
    public init(
        digest: [UInt8], status: LicenseStatus, shard: UInt32, sequence: UInt64,
        issuedAt: Timestamp, expiresAt: Timestamp
    ) {
        self.digest = digest
        self.status = status
        self.shard = shard
        self.sequence = sequence
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

/// The status of one license, small enough for a QR code.
///
/// For its license it counts as a list of its age. Only `StatusKeys.verifyStaple` makes one.
public struct VerifiedStatusStaple: Equatable, Sendable {
    /// What it says.
    public let claims: StatusStapleClaims
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(claims: StatusStapleClaims, message: SignedMessage) {
        self.claims = claims
        self.message = message
    }

    /// The staple in the form for QR codes and for reading aloud.
    public var carrierText: String { Carrier.encode(message.bytes) }

    /// Throws `otherLicense` unless it is about the license, and `fromTheFuture` where it was signed
    /// more than a day ahead of the clock: it is as old as its list, and a list may be a day ahead.
    package func check(
        about license: VerifiedLicense, at now: Timestamp
    ) throws(StatusError) {
        guard claims.digest == license.digest else { throw .otherLicense }
        guard claims.issuedAt <= now + Limits.clockTolerance else {
            throw .fromTheFuture(issuedAt: claims.issuedAt)
        }
    }
}

extension StatusKeys {
    /// Checks who signed a staple and that it is one.
    public func verifyStaple(
        _ message: SignedMessage
    ) throws(StatusError) -> VerifiedStatusStaple {
        let (key, verified) = try signedMessage(message, type: .statusStaple)
        let claims = try StatusStapleClaims(StatusListClaims.reader(of: verified.payload))
        try checkWindow(of: key, at: claims.issuedAt)
        try checkFloor(of: claims.shard, at: claims.sequence)
        return VerifiedStatusStaple(claims: claims, message: message)
    }
}

extension StatusStapleClaims {
    private enum Label {
        static let expiresAt: Int64 = 4
        static let issuedAt: Int64 = 6
        static let staple: Int64 = -65544
    }

    fileprivate init(_ claims: ClaimsReader<StatusError>) throws(StatusError) {
        let own = try claims.claims(Label.staple)
        let digest: ArraySlice<UInt8> = try own.required(1)
        let shard: ShardNumber = try own.required(3)
        let sequence: Ordinal = try own.required(4)
        self.init(
            digest: Array(digest), status: try own.required(2), shard: shard.number,
            sequence: sequence.number, issuedAt: try claims.required(Label.issuedAt),
            expiresAt: try claims.required(Label.expiresAt))
        guard claims.map.entries.count == 3, own.map.entries.count == 4, digest.count == 16,
            issuedAt < expiresAt, Int64(sequence.number) <= issuedAt.secondsSinceEpoch
        else { throw .claims }
    }

    /// The payload that says these claims.
    package var payload: [UInt8] {
        var own = ClaimsWriter(capacity: 40)
        own.write(1, digest[...])
        own.write(2, status)
        own.write(3, Int64(shard))
        own.write(4, Int64(clamping: sequence))
        var claims = ClaimsWriter(capacity: 64)
        claims.write(Label.expiresAt, expiresAt)
        claims.write(Label.issuedAt, issuedAt)
        claims.write(Label.staple, own)
        return claims.encoded
    }
}
