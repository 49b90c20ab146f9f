package import COSE
public import LicenseVerifier

/// A trust bundle that a service hands out, and the affirmation lists that go with it.
///
/// Devices check the bundle by the root keys that they pin. The service does not check it, since
/// it only ever takes trust away; affirmation lists give some back, so they are signed by the
/// bundle's own root keys.
public struct ServedBundle: Equatable, Sendable {
    /// What it says.
    public let bundle: TrustBundle
    private let affirmations: [VerifiedAffirmationList]

    /// Reads the bundle and affirmation lists, each as its file holds it; throws `bundle` for
    /// anything else.
    public init(_ bytes: [UInt8], affirmations lists: [[UInt8]] = []) throws(TrustError) {
        let messages = try Self.messages(bytes, maxPayload: TrustBundle.maxPayload)
        guard let first = messages.first, first.header.type == .trustBundle,
            let bundle = TrustBundle(payload: first.unverifiedPayload),
            let root = TrustRoot(bundle.roots, threshold: bundle.threshold)
        else { throw .bundle }
        var affirmations: [VerifiedAffirmationList] = []
        for list in lists {
            let messages = try Self.messages(list, maxPayload: VerifiedAffirmationList.maxPayload)
            affirmations.append(try root.verifyAffirmation(messages))
        }
        self.bundle = bundle
        self.affirmations = affirmations.filter { $0.organization == bundle.organization }
    }

    private static func messages(
        _ bytes: [UInt8], maxPayload: Int
    ) throws(TrustError) -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(bytes, maxPayload: maxPayload)
        } catch {
            throw .message(error)
        }
    }

    /// Whether there is an affirmation list of a stolen key.
    package func affirmsLicenses(of key: KeyID) -> Bool {
        affirmations.contains { $0.key == key }
    }

    /// What speaks against a license whose signature is good; nil for nothing.
    ///
    /// A bundle speaks of all issuing keys of its organization: one that it leaves out is withdrawn.
    /// Of other organizations' keys it says nothing, unless it names them.
    func fault(of license: VerifiedLicense) -> IssuerFault? {
        let claims = license.claims
        guard let key = bundle.keys.first(where: { $0.key.keyID == license.issuer }) else {
            return claims.organization == bundle.organization ? .role : nil
        }
        guard key.role == .issue else { return .role }
        return key.fault(
            of: claims, of: bundle.organization,
            isAffirmed: affirmations.contains { $0.affirms(license) })
    }

    /// Whether a device that takes this bundle takes a status list (Trust-Bundle §5).
    ///
    /// Of other organizations' lists it says nothing; where it names no status key at all, programs pin
    /// theirs.
    package func takes(_ list: StatusListClaims, signedBy key: KeyID) -> Bool {
        guard list.organization == bundle.organization,
            bundle.keys.contains(where: { $0.role == .status })
        else { return true }
        guard let named = bundle.keys.first(where: { $0.key.keyID == key }) else { return false }
        return named.role == .status && named.compromisedAt == nil && named.covers(list.issuedAt)
            && list.sequence >= bundle.listFloors[list.shard] ?? 0
    }

    /// The window in which a key may sign status lists; nil for a key that may not at any time.
    package func listWindow(of key: KeyID) -> (start: Timestamp, end: Timestamp)? {
        guard let named = bundle.keys.first(where: { $0.key.keyID == key }),
            named.role == .status, named.compromisedAt == nil
        else { return nil }
        return (named.notBefore, named.notAfter)
    }

    /// What the bundle says of a key that a service signs with; nil where nothing speaks against it.
    package func fault(of key: KeyID, as role: KeyRole, at now: Timestamp) -> IssuerFault? {
        bundle.fault(of: key, as: role, at: now)
    }
}

extension TrustBundle {
    /// Why a key must not sign in a role; nil where nothing speaks against it.
    ///
    /// Devices that take the bundle know no other keys of a role than those that it names. Where it
    /// names none at all, programs pin theirs.
    package func fault(of key: KeyID, as role: KeyRole, at now: Timestamp) -> IssuerFault? {
        guard let named = keys.first(where: { $0.key.keyID == key }) else {
            return keys.contains { $0.role == role } ? .role : nil
        }
        return named.fault(as: role, at: now)
    }
}

extension BundleKey {
    /// Why a service must not sign with the key in a role; nil where nothing speaks against it.
    package func fault(as role: KeyRole, at now: Timestamp) -> IssuerFault? {
        if self.role != role { return .role }
        if compromisedAt != nil { return .compromised }
        return covers(now) ? nil : .window
    }
}
