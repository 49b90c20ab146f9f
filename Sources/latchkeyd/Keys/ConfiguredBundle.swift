import COSE
import CommandSupport
import LicenseRegistry
import LicenseService
import LicenseVerifier

/// The trust bundle that the service hands out.
///
/// An issuing key that it leaves out signs what no program takes that trusts the bundle.
struct ConfiguredBundle {
    let path: String
    private let served: ServedBundle
    private let now: Timestamp

    /// Reads the bundle of the settings; nil where none is set.
    init?(_ configuration: ServiceConfiguration) throws {
        guard let path = configuration.trustBundlePath,
            let served = try configuration.servedBundle()
        else { return nil }
        (self.path, self.served) = (path, served)
        now = try Clock.now()
    }

    /// `yes`, or why the bundle does not let a key issue.
    func standing(of key: SigningKeyRecord) -> String {
        guard served.bundle.organization == key.organization else { return "other organization" }
        guard served.bundle.keys.contains(where: { $0.key == key.publicKey }) else {
            return "missing"
        }
        return switch served.fault(of: key.publicKey.keyID, as: .issue, at: now) {
        case nil: "yes"
        case .compromised?: "stolen"
        case .role?: "other role"
        case .window?: "out of its time"
        case .organization?, .benefit?, .lifetime?, .statusIndex?: "no"
        }
    }
}
