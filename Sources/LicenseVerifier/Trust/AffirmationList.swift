import CBOR
public import COSE

extension MessageType {
    /// A list of licenses that stay good although their key was stolen.
    public static let affirmation = MessageType.mediaType(
        "application/vnd.latchkey.affirmation+cwt")
}

/// The licenses of a stolen key that the vendor itself made (Trust-Bundle §5).
///
/// With it a stolen key is cut off at once, and honest customers need no new key. Only
/// `TrustRoot.verifyAffirmation` makes one.
public struct VerifiedAffirmationList: Equatable, Sendable {
    /// Whose licenses.
    public var organization: OrganizationID { claims.organization }
    /// The stolen key.
    public var key: KeyID { claims.key }
    /// The signed object.
    public let message: SignedMessage

    private let claims: AffirmationClaims

    /// The most bytes of a payload: a million licenses.
    public static let maxPayload = 1 << 24

    /// Whether a license is on the list, by its digest.
    func contains(_ digest: [UInt8]) -> Bool { claims.contains(digest) }

    /// Whether a license stays good by this list.
    package func affirms(_ license: VerifiedLicense) -> Bool {
        license.issuer == key && contains(license.digest)
    }

    fileprivate init(_ claims: AffirmationClaims, message: SignedMessage) {
        self.claims = claims
        self.message = message
    }
}

/// What an affirmation list says, before anybody vouches for it.
package struct AffirmationClaims: Equatable, Sendable {
    /// Whose licenses.
    package let organization: OrganizationID
    /// The stolen key.
    package let key: KeyID

    /// Digests end to end, ascending.
    private let digests: ArraySlice<UInt8>

    private static let digestBytes = 16
    fileprivate static let label: Int64 = -65546

    /// How many licenses stay good.
    package var count: Int { digests.count / Self.digestBytes }

    /// Whether a license is on the list, by its digest; found by halving.
    func contains(_ digest: [UInt8]) -> Bool {
        var lower = 0
        var upper = count
        while lower < upper {
            let middle = (lower + upper) / 2
            let candidate = self.digest(at: middle)
            if candidate.elementsEqual(digest) { return true }
            if candidate.lexicographicallyPrecedes(digest) {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        return false
    }

    private func digest(at index: Int) -> ArraySlice<UInt8> {
        let start = digests.startIndex + index * Self.digestBytes
        return digests[start..<start + Self.digestBytes]
    }

    /// Reads a payload; nil for anything but a sound list.
    package init?(payload: ArraySlice<UInt8>) {
        guard
            let item = try? CBORDecoder.decode(
                payload, limits: CBORLimits(depth: 2, entries: 3)), let map = item.map
        else { return nil }
        do throws(TrustError) {
            try self.init(ClaimsReader(map))
        } catch {
            return nil
        }
    }

    private init(_ claims: ClaimsReader<TrustError>) throws(TrustError) {
        let own = try claims.claims(Self.label)
        organization = try own.required(1)
        key = try own.required(2)
        digests = try own.required(3)
        guard claims.map.entries.count == 1, own.map.entries.count == 3, !digests.isEmpty,
            digests.count.isMultiple(of: Self.digestBytes)
        else { throw .bundle }
        for index in 1..<max(1, count)
        where !digest(at: index - 1).lexicographicallyPrecedes(digest(at: index)) {
            throw .bundle
        }
    }
}

extension VerifiedAffirmationList {
    /// The payload that affirms licenses by their digests.
    package static func payload(
        organization: OrganizationID, key: KeyID, digests: [[UInt8]]
    ) -> [UInt8] {
        let sorted = digests.sorted { $0.lexicographicallyPrecedes($1) }
        var own = ClaimsWriter(capacity: sorted.reduce(64) { $0 + $1.count })
        own.write(1, organization)
        own.write(2, key)
        own.write(3, sorted.flatMap { $0 }[...])
        var claims = ClaimsWriter()
        claims.write(AffirmationClaims.label, own)
        return claims.encoded
    }
}

extension TrustRoot {
    /// Checks that enough root keys have signed one and the same affirmation list.
    public func verifyAffirmation(
        _ messages: [SignedMessage]
    ) throws(TrustError) -> VerifiedAffirmationList {
        let first = try checkSignatures(messages, type: .affirmation)
        guard let claims = AffirmationClaims(payload: first.unverifiedPayload) else {
            throw .bundle
        }
        return VerifiedAffirmationList(claims, message: first)
    }
}
