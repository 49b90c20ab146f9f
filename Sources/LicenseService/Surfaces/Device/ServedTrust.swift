import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging
import NIOCore
import Synchronization

/// The trust bundle that the service hands out, replaced when its file is read again.
///
/// Devices verify it by the root keys that they pin. The service believes what the bundle takes away:
/// a key that it calls stolen, or out of its time, opens nothing here either, mints nothing, and signs
/// no answers and no lists.
final class ServedTrust: Sendable {
    /// The bundle as it is served and what it says, with the affirmation lists beside it.
    struct Content: Sendable {
        let document: StaticDocument
        let bundle: TrustBundle
        let affirmations: [[UInt8]]
    }

    private let content = Mutex<Content?>(nil)
    private let licenses: LicenseCache
    private let keys: ServiceKeys
    private let runtime: ServiceRuntime

    init(honoredBy licenses: LicenseCache, keys: ServiceKeys, runtime: ServiceRuntime) {
        self.licenses = licenses
        self.keys = keys
        self.runtime = runtime
        keys.minting?.issuer.heed { licenses.fault(of: $0) }
    }

    var current: Content? { content.withLock { $0 } }

    /// Hands out another bundle; one that cannot be read is refused, and changes nothing.
    ///
    /// - Parameter affirmations: which licenses of stolen keys stay good.
    func replace(_ bundle: [UInt8], affirmations: [[UInt8]] = []) throws(TrustError) {
        let served = try ServedBundle(bundle, affirmations: affirmations)
        let new = Content(
            document: StaticDocument(
                bundle, mediaType: "application/cose", lifetime: .seconds(3600)),
            bundle: served.bundle, affirmations: affirmations)
        content.withLock { $0 = new }
        licenses.honor(served)
        keys.heed(served)
        warn()
    }

    /// Devices learn of it by this very bundle, so it is handed out all the same.
    private func warn() {
        for role in ServiceKeyRole.allCases {
            guard let fault = keys.fault(of: role, at: runtime.clock.now()) else { continue }
            runtime.logger.critical(
                "the trust bundle does not let the service's key sign",
                metadata: [
                    "signs": "\(role.rawValue)", "fault": "\(LicenseError.issuer(fault).code)",
                ])
        }
    }
}

extension ServedTrust {
    /// The bundle with its affirmation lists, to go along with a license; none for a license of an
    /// organization whose bundle is not served here.
    func objects(of organization: OrganizationID) -> [SignedMessage] {
        guard let content = current, content.bundle.organization == organization else { return [] }
        let octets = Array(content.document.body.readableBytesView) + content.affirmations.joined()
        // It was read when it was loaded.
        return (try? SignedMessage.sequence(octets, maxPayload: Limits.maxObjectBytes)) ?? []
    }
}
