import COSE
import Foundation
import HTTPTypes
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
    /// The file that `trust.bundle` names; nil where it names none.
    let path: String?
    private let licenses: LicenseCache
    private let keys: ServiceKeys
    private let runtime: ServiceRuntime

    /// - Parameter path: the file that `trust.bundle` names; nil where it names none.
    init(
        honoredBy licenses: LicenseCache, keys: ServiceKeys, runtime: ServiceRuntime,
        path: String? = nil
    ) {
        self.path = path
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

    /// Writes a bundle into the file of `trust.bundle`, from which it is read at the next start, and
    /// hands it out from now on.
    func publish(_ succession: BundleSuccession) throws {
        guard let path else { throw Self.noFile }
        let affirmations = current?.affirmations ?? []
        // Nothing is written that could not be read again.
        _ = try ServedBundle(succession.octets, affirmations: affirmations)
        do {
            try Data(succession.octets).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Problem(
                .serviceUnavailable, "trust.file", "the file of trust.bundle cannot be written",
                nextStep:
                    "let the service write it, or replace it yourself and send the service SIGHUP")
        }
        try replace(succession.octets, affirmations: affirmations)
    }

    static let noFile = Problem(
        .conflict, "trust.no-file", "this service hands out no trust bundle",
        nextStep: "name a file in the setting trust.bundle, and restart the service")

    /// Which of the service's own keys a bundle would let sign nothing more.
    func withdrawals(by bundle: TrustBundle) -> [ServiceKeyRole] {
        let now = runtime.clock.now()
        return ServiceKeyRole.allCases.filter { role in
            guard let named = bundle.keys.first(where: { $0.key == keys.key(of: role) }) else {
                return false
            }
            return named.fault(as: role.keyRole, at: now) != nil
        }
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
