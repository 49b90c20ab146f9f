import COSE
import LicenseVerifier

/// A key with which a service signs, and what that means for the keys before it.
struct ServiceKeyUse {
    let key: VerificationKey
    let role: KeyRole

    init(of key: VerificationKey, as role: KeyRole) {
        self.key = key
        self.role = role
    }

    /// The key among those that are known; nil for a new one.
    func own(_ known: [ServiceKeyRecord]) -> ServiceKeyRecord? {
        known.first { $0.publicKey == key }
    }

    /// The keys that have signed their last, and are not known to.
    func replaced(_ known: [ServiceKeyRecord], since moment: Timestamp) -> [ServiceKeyRecord] {
        known.filter {
            $0.role == role && $0.publicKey != key && $0.createdAt < moment && $0.retiredAt == nil
        }
    }

    func changesAnything(_ known: [ServiceKeyRecord]) -> Bool {
        guard let own = own(known) else { return true }
        return own.retiredAt != nil || !replaced(known, since: own.createdAt).isEmpty
    }
}
