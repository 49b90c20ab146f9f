public import COSE
public import COSESigning
public import LicenseVerifier

/// A list of licenses that stay good although their key was stolen, on its way to enough signatures
/// of root keys (Trust-Bundle, affirmation lists).
public struct AffirmationCeremony: Equatable, Sendable {
    /// Whose licenses stay good.
    public let organization: OrganizationID
    /// The stolen key.
    public let key: KeyID
    /// How many licenses stay good.
    public let count: Int
    private let payload: [UInt8]
    /// The signatures so far; none for a draft.
    public private(set) var messages: [SignedMessage] = []

    /// Affirms licenses by their signed objects.
    ///
    /// - Parameter key: the stolen key's id.
    public init(
        _ licenses: [SignedMessage], of organization: OrganizationID, signedBy key: KeyID
    ) {
        self.organization = organization
        self.key = key
        count = licenses.count
        payload = VerifiedAffirmationList.payload(
            organization: organization, key: key,
            digests: licenses.map { Array(SHA256.digest(of: $0.bytes).prefix(16)) })
    }

    /// Takes a list with signatures, for another one; throws for one that no verifier would take.
    public init(_ messages: [SignedMessage]) throws(IssuerError) {
        guard let first = messages.first,
            messages.allSatisfy({
                $0.header.type == .affirmation
                    && $0.unverifiedPayload.elementsEqual(first.unverifiedPayload)
            }), let claims = AffirmationClaims(payload: first.unverifiedPayload)
        else { throw .affirmation }
        organization = claims.organization
        self.key = claims.key
        count = claims.count
        payload = Array(first.unverifiedPayload)
        self.messages = messages
    }

    /// The bytes that travel.
    public var bytes: [UInt8] { messages.flatMap(\.bytes) }

    /// Adds a signature; a key that has signed already changes nothing.
    public mutating func sign(by key: borrowing SigningKey) throws(IssuerError) {
        let keyID = key.verificationKey.keyID
        guard !messages.contains(where: { $0.header.keyID == keyID }) else { return }
        do throws(SigningKeyError) {
            messages.append(try key.sign(payload: payload, type: .affirmation))
        } catch {
            throw .signing(error)
        }
    }
}
