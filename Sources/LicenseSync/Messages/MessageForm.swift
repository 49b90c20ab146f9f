import CBOR
import COSE
import LicenseVerifier

/// The labels of claims that several device messages share (RFC 8392 §3, RFC 8747 §3).
enum SharedLabel {
    static let expiresAt: Int64 = 4
    static let issuedAt: Int64 = 6
    static let id: Int64 = 7
    static let confirmation: Int64 = 8
}

/// What one kind of device message may hold (Device-Messages §2).
struct MessageForm {
    let type: MessageType
    /// The private claim that holds the message's own map.
    let label: Int64
    /// The shared claims that may be beside it.
    let shared: [Int64]
    /// The own map has labels from 1 to this one; those from 32 on are ignored.
    let lastLabel: Int64

    static let firstExtension: Int64 = 32
}

extension MessageForm {
    /// Refuses any other kind (step 3).
    func check(_ message: SignedMessage) throws(SyncError) {
        guard message.bytes.count <= SyncLimits.maxMessage else {
            throw .tooLong(count: message.bytes.count, limit: SyncLimits.maxMessage)
        }
        guard message.header.type == type else { throw .type(message.header.type) }
    }

    /// Checks the kind and a key's signature, and reads the payload (steps 3 to 6).
    func claims(of message: SignedMessage, by key: VerificationKey) throws(SyncError)
        -> MessageClaims
    {
        try check(message)
        let verified: VerifiedMessage
        do throws(COSEError) {
            verified = try message.verified(by: key)
        } catch {
            throw .message(error)
        }
        return try claims(in: verified.payload)
    }

    /// Reads a payload: which claims there are, not yet what they say.
    func claims(in payload: ArraySlice<UInt8>) throws(SyncError) -> MessageClaims {
        let item: CBORItem
        do throws(CBORError) {
            item = try CBORDecoder.decode(
                payload, limits: CBORLimits(depth: Limits.maxDepth, entries: Limits.maxEntries))
        } catch {
            throw .payload(error)
        }
        do throws(SyncClaimFault) {
            guard let map = item.map else { throw .outOfRange(.claims) }
            let shared = ClaimsReader<SyncClaimFault>(map)
            try shared.refuseUnknown { $0 == label || self.shared.contains($0) }
            let own = ClaimsReader<SyncClaimFault>(try shared.required(label, .claims))
            try own.refuseUnknown { (1...lastLabel).contains($0) || $0 >= Self.firstExtension }
            return MessageClaims(shared: shared, own: own)
        } catch {
            throw .claims(error)
        }
    }

    /// The payload of some claims, labels ascending; nil is left out.
    func payload(
        shared: [(Int64, (any ClaimValue)?)], own: [(Int64, (any ClaimValue)?)]
    ) -> [UInt8] {
        var claims = ClaimsWriter()
        claims.write(shared)
        var ownClaims = ClaimsWriter()
        ownClaims.write(own)
        claims.write(label, ownClaims)
        return claims.encoded
    }
}

/// The claims of a message, before they are read one by one.
struct MessageClaims {
    let shared: ClaimsReader<SyncClaimFault>
    let own: ClaimsReader<SyncClaimFault>
}

extension SyncClaimFault: ClaimFault {}

extension ClaimsReader<SyncClaimFault> {
    /// Conditions under a label; none where it is absent.
    func conditions(
        _ label: Int64, _ claim: SyncClaim
    ) throws(SyncClaimFault) -> [Condition] {
        try value(label, claim) { [Condition](claim: $0) } ?? []
    }
}

extension ClaimsWriter {
    /// Appends the claims that have a value.
    mutating func write(_ claims: [(Int64, (any ClaimValue)?)]) {
        for (label, value) in claims {
            if let value { write(label, value) }
        }
    }
}
