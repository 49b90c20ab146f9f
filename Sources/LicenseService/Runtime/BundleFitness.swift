import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Whether a service may hand a trust bundle out: what honest devices would lose by it.
///
/// `BundleSuccession` says whether devices take the bundle. Those that have taken it never go back, so a
/// bundle with a mistake is not handed out: one of an organization that is not here, one by which they
/// refuse what this service signs, and one by which they refuse licenses that are in use. A key that
/// is marked as stolen is no mistake: devices are to hear of it, and where it is an issuing key, its
/// honest licenses are affirmed.
struct BundleFitness: Sendable {
    private let organizations: Organizations
    private let licenses: Licenses
    private let keys: ServiceKeys
    private let accepted: UInt64?

    /// - Parameter accepted: the version of a bundle that is handed out whatever it takes away; nil for
    ///   none.
    init(_ registry: Registry, keys: ServiceKeys, accepting accepted: UInt64?) {
        organizations = registry.organizations
        licenses = registry.licenses
        self.keys = keys
        self.accepted = accepted
    }

    /// Throws what is wrong first.
    func check(_ served: ServedBundle, at now: Timestamp) throws {
        if let first = try findings(served, at: now).first { throw first }
    }

    /// Throws where the bundle is handed out already, but would be with fewer affirmation lists.
    func checkAffirmations(_ served: ServedBundle, at now: Timestamp) throws {
        guard served.bundle.version != accepted else { return }
        if let first = try lostLicenses(served, at: now).first { throw first }
    }

    /// All that is wrong.
    func findings(_ served: ServedBundle, at now: Timestamp) throws -> [BundleRefusal] {
        let bundle = served.bundle
        guard try organizations.find(bundle.organization) != nil else {
            return [.trust(.otherOrganization)]
        }
        guard bundle.version != accepted else { return [] }
        return lostKeys(bundle, at: now) + (try lostLicenses(served, at: now))
    }

    /// The service's own keys that devices would know no more.
    private func lostKeys(_ bundle: TrustBundle, at now: Timestamp) -> [BundleRefusal] {
        var lost: [BundleRefusal] = ServiceKeyRole.allCases.compactMap {
            role -> BundleRefusal? in
            let key = keys.key(of: role).keyID
            guard let named = bundle.keys.first(where: { $0.key.keyID == key }) else {
                return .withoutOwnKey(key, role.keyRole, .role)
            }
            switch named.fault(as: role.keyRole, at: now) {
            case nil, .compromised?: return nil
            // It is handed out once the key may sign the lists by it.
            case .window? where role == .lists && now < named.notBefore: return nil
            case let fault?: return .withoutOwnKey(key, role.keyRole, fault)
            }
        }
        if let minting = keys.minting?.issuer, minting.organization == bundle.organization {
            let key = minting.verificationKey.keyID
            let isNamed = bundle.keys.contains { $0.key.keyID == key && $0.role == .issue }
            if !isNamed { lost.append(.withoutOwnKey(key, .issue, .role)) }
        }
        return lost
    }

    /// The issuing keys whose licenses devices would refuse.
    private func lostLicenses(
        _ served: ServedBundle, at now: Timestamp
    ) throws -> [BundleRefusal] {
        let bundle = served.bundle
        return try organizations.signingKeys().filter {
            $0.organization == bundle.organization
        }.compactMap { record -> BundleRefusal? in
            let key = record.publicKey.keyID
            func isInUse(outside window: (Timestamp, Timestamp)? = nil) throws -> Bool {
                try licenses.isAnyInUse(
                    signedBy: key, of: bundle.organization, outside: window, now: now)
            }
            guard let named = bundle.keys.first(where: { $0.key.keyID == key }),
                named.role == .issue
            else { return try isInUse() ? .withoutLicenses(of: key, .role) : nil }
            guard named.compromisedAt == nil else {
                let isLost = try !served.affirmsLicenses(of: key) && isInUse()
                return isLost ? .withoutLicenses(of: key, .compromised) : nil
            }
            return try isInUse(outside: (named.notBefore, named.notAfter))
                ? .withoutLicenses(of: key, .window) : nil
        }
    }
}
