package import COSE
import LicenseVerifier
import Synchronization

extension Ledger {
    /// The trust bundles and the lists of affirmed licenses that it keeps, for a ledger that takes
    /// its place.
    package var trustObjects: [SignedMessage] {
        view.withLock { view in
            (view.trust.bundles + [view.trust.affirmations]).flatMap { octets in
                (try? SignedMessage.sequence(
                    octets,
                    maxPayload: max(
                        TrustBundle.maxPayload, VerifiedAffirmationList.maxPayload))) ?? []
            }
        }
    }
}
