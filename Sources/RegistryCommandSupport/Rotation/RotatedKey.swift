import ArgumentParser
package import LicenseVerifier

/// A key that `keys rotate` replaces, as people name it, in both programs.
package enum RotatedKey: String, ExpressibleByArgument, CaseIterable {
    case service, status, issuing

    /// What it signs, as the trust bundle has it.
    package var role: KeyRole {
        switch self {
        case .service: .activate
        case .status: .status
        case .issuing: .issue
        }
    }
}
