import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Where a key is replaced: a node's directory, its registry, and what is served to devices.
struct RotationSite {
    let home: ServiceHome
    let organizations: Organizations
    /// Nil where nothing is served.
    let bundle: TrustBundle?

    /// - Parameter bundle: the trust bundle that is served, as its file holds it.
    init(
        _ home: ServiceHome, _ organizations: Organizations, bundle: [UInt8]?
    ) throws(TrustError) {
        self.home = home
        self.organizations = organizations
        self.bundle = try bundle.map { bytes throws(TrustError) in try ServedBundle(bytes).bundle }
    }

    /// Whether the private half of a key lies here.
    func has(_ name: KeyName) -> Bool { access(home.layout.privateKeyPath(name), F_OK) == 0 }
}
