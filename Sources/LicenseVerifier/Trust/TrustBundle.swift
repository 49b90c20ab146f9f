public import COSE

/// An organization's public keys, as its root keys vouch for them (Trust-Bundle §2).
///
/// A value like any other: to hold one proves nothing. One that may be believed comes out of a
/// `VerifiedTrustBundle`.
public struct TrustBundle: Equatable, Sendable {
    /// Whose keys.
    public var organization: OrganizationID
    /// Grows with each bundle.
    public var version: UInt64
    /// The keys; no two with one key id.
    public var keys: [BundleKey]
    /// Who signs the next bundle, in any order.
    public var roots: [VerificationKey]
    /// How many of them must.
    public var threshold: Int
    /// Where status lists are published.
    public var statusBase: String?
    /// Where the sync service answers.
    public var serviceURLs: [String]
    /// Lists of these shards with a lower sequence are refused, whatever a device holds.
    public var listFloors: [UInt32: UInt64]
    /// When it was made.
    public var issuedAt: Timestamp
    /// When a newer one should be here.
    public var expiresAt: Timestamp

    /// A first bundle without keys.
    public init(
        organization: OrganizationID, roots: [VerificationKey], threshold: Int,
        issuedAt: Timestamp, expiresAt: Timestamp
    ) {
        self.organization = organization
        version = 1
        keys = []
        self.roots = roots
        self.threshold = threshold
        serviceURLs = []
        listFloors = [:]
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

extension TrustBundle {
    /// The most keys of a bundle.
    public static let maxKeys = 256
    /// The most root keys.
    public static let maxRoots = 16
    /// The most bytes of a bundle's payload.
    public static let maxPayload = 65_536
    /// The most addresses of a service.
    package static let maxURLs = 8
    /// The most bytes of each of them, and of the address of the lists.
    package static let maxURLBytes = 1024

    /// Whether the bundle keeps the rules that its form cannot express.
    package var isSound: Bool {
        version >= 1 && version <= UInt64(Limits.maxCount) && issuedAt < expiresAt
            && keys.count <= Self.maxKeys && (1...Self.maxRoots).contains(roots.count)
            && (1...roots.count).contains(threshold)
            && Set(roots.map { $0.keyID }).count == roots.count
            && Set(keys.map { $0.key.keyID }).count == keys.count
            // A root signs bundles and nothing else.
            && Set(keys.map { $0.key.keyID }).isDisjoint(with: roots.map { $0.keyID })
            && keys.allSatisfy { $0.isSound } && serviceURLs.count <= Self.maxURLs
            && (serviceURLs + [statusBase].compactMap { $0 }).allSatisfy {
                (1...Self.maxURLBytes).contains($0.utf8.count)
            }
    }
}

extension BundleKey {
    fileprivate var isSound: Bool {
        let constrains = benefits != nil || longestLifetime != nil || requiresStatusIndex
        return notBefore < notAfter && (role == .issue || !constrains)
            && (benefits ?? []).count <= TrustBundle.maxKeys && benefits?.isEmpty != true
    }
}
