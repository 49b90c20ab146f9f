import COSE
import LicenseLedger
import LicenseVerifier

extension PinnedTrust {
    /// Whether keys of single roles that a machine trusts are led over to root keys by a trust bundle
    /// that these have signed: each of the keys has a role in it, and none was stolen.
    ///
    /// Who named the root keys is the machine's owner; the bundle shows that they are the same
    /// vendor's.
    func isVouchedFor(by named: PinnedTrust, in objects: [SignedMessage]) -> Bool {
        guard case .keys(let keys) = self, case .root(let root) = named else { return false }
        return objects.signatures(of: .trustBundle).contains { signatures in
            guard let bundle = (try? root.verify(signatures))?.bundle else { return false }
            let sound = bundle.keys.filter { $0.compromisedAt == nil }.map(\.key)
            return keys.allSatisfy(sound.contains)
        }
    }
}
