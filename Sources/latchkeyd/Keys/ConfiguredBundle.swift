import COSE
import CommandSupport
import LicenseRegistry
import LicenseService
import LicenseVerifier

/// The trust bundles that the service hands out, one for each organization that has one.
///
/// An issuing key that it leaves out signs what no program takes that trusts the bundle.
struct ConfiguredBundle {
    private let bundles: [ServedBundle]
    private let paths: [String]
    private let now: Timestamp

    /// Reads the bundles of the settings; nil where none is set.
    init?(_ configuration: ServiceConfiguration) throws {
        (bundles, paths) = (try configuration.servedBundles(), configuration.bundlePaths)
        guard !bundles.isEmpty else { return nil }
        now = try Clock.now()
    }

    /// The file of an organization's bundle; the first where it has none.
    func path(of organization: OrganizationID) -> String {
        let own = bundles.firstIndex { $0.bundle.organization == organization }
        return paths[own ?? 0]
    }

    /// `yes`, or why the bundle does not let a key issue.
    func standing(of key: SigningKeyRecord) -> String {
        let own = bundles.first { $0.bundle.organization == key.organization }
        guard let served = own else { return "other organization" }
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
