package import COSE
import LicenseRegistry
import LicenseVerifier

/// What comes next while a key is being replaced by another one.
package enum RotationStep: Equatable, Sendable {
    /// A new key is made, which signs nothing yet.
    case make
    /// The new key was made at another node, and has to be brought here.
    case bring(KeyID)
    /// The served bundle has to name the new key, so that devices know it before it signs.
    case vouch(VerificationKey)
    /// These nodes have to hand out that bundle too, or devices that ask them would not have it.
    case serve([String])
    /// The new key takes the place of the present one.
    case exchange
    /// These nodes still sign with the former key, and have to be started again with the new one.
    case restart([String])
    /// The served bundle has to end the former key's time; what it signed until then stays good.
    case retire(VerificationKey)
    /// The former key's private half goes.
    case discard
}

/// How far a node is with a key that is being replaced: what lies in its directory, what the registry
/// has heard of, and what the bundle says.
///
/// Nothing else is remembered, so a node that was killed, or that comes late, goes on from what is
/// there.
struct RotationState: Equatable {
    let role: KeyRole
    /// The key that signs.
    var present: VerificationKey
    /// The key that will.
    var next: VerificationKey?
    /// The key that did.
    var former: VerificationKey?
    /// The key of this role that the registry heard of last, of whatever node.
    var newest: VerificationKey?
    /// What is served to devices; nil for nothing.
    var bundle: TrustBundle?
    /// The nodes that serve an older bundle.
    var lateNodes: [String] = []
    /// The nodes that sign with the former key.
    var formerSigners: [String] = []
    /// What is served to devices of further organizations.
    var others: [TrustBundle] = []

    /// What comes next.
    ///
    /// - Parameter isKnown: whether devices know the next key by other means than a bundle.
    func step(isKnown: Bool, at now: Timestamp) -> RotationStep {
        if let next {
            if let newest, newest != next { return .bring(newest.keyID) }
            if isKnown { return .exchange }
            guard names(next, at: now) else { return .vouch(next) }
            return lateNodes.isEmpty ? .exchange : .serve(lateNodes)
        }
        if let former {
            // Whatever devices know: what a node signs with the former key now, they refuse soon.
            guard formerSigners.isEmpty else { return .restart(formerSigners) }
            return hasEnded(former, at: now) ? .discard : .retire(former)
        }
        if let newest, newest != present { return .bring(newest.keyID) }
        return .make
    }

    /// Whether devices that have their bundles take what the key signs now.
    ///
    /// A service's keys sign for all organizations, an issuing key for its own.
    private func names(_ key: VerificationKey, at now: Timestamp) -> Bool {
        guard let bundle else { return false }
        func isNamed(in bundle: TrustBundle) -> Bool {
            guard let named = bundle.keys.first(where: { $0.key == key }) else { return false }
            return named.role == role && named.compromisedAt == nil && named.covers(now)
        }
        let bundles = [bundle] + others
        return role == .issue
            ? bundles.contains(where: isNamed) : bundles.allSatisfy(isNamed)
    }

    private func hasEnded(_ key: VerificationKey, at now: Timestamp) -> Bool {
        ([bundle].compactMap(\.self) + others).allSatisfy { bundle in
            guard let named = bundle.keys.first(where: { $0.key == key }) else { return true }
            return named.notAfter <= now || named.compromisedAt != nil
        }
    }
}

extension RotationState {
    /// What was found at a site.
    init(
        role: KeyRole, present: VerificationKey, next: VerificationKey?,
        former: VerificationKey?, newest: VerificationKey?, at site: RotationSite
    ) {
        self.init(
            role: role, present: present, next: next, former: former, newest: newest,
            bundle: site.bundle, lateNodes: site.lateNodes)
        formerSigners = site.nodes.filter { node in
            former.map { node.key(for: role) == $0.keyID } ?? false
        }.map(\.name)
        others = site.others
    }
}
