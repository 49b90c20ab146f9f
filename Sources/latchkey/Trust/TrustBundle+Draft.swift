import COSE
import LicenseVerifier

extension TrustBundle {
    /// Says which rule a draft breaks, in the person's words.
    ///
    /// The ceremony refuses an unsound draft anyway; it does not know what was typed.
    func checkDraft() throws(CeremonyError) {
        guard issuedAt < expiresAt else { throw .expiry }
        guard keys.count <= Self.maxKeys else { throw .tooManyKeys }
        var known: Set<KeyID> = []
        for entry in keys {
            let id = entry.key.keyID
            guard !roots.contains(where: { $0.keyID == id }) else { throw .rootWithRole(id) }
            guard known.insert(id).inserted else { throw .knownKey(id) }
            guard entry.notBefore < entry.notAfter else { throw .window(id) }
            guard entry.role == .issue || !entry.isConstrained else {
                throw .constraints(entry.role)
            }
            guard (entry.benefits ?? []).count <= Self.maxKeys else { throw .tooManyKeys }
        }
        let addresses = serviceURLs + [statusBase].compactMap(\.self)
        guard serviceURLs.count <= Self.maxURLs,
            addresses.allSatisfy({ (1...Self.maxURLBytes).contains($0.utf8.count) })
        else { throw .addresses }
    }
}

extension BundleKey {
    fileprivate var isConstrained: Bool {
        benefits != nil || longestLifetime != nil || requiresStatusIndex
    }
}
