import LicenseRegistry
import LicenseVerifier

/// A customer who is signed in, or somebody who showed a license's key.
struct PortalCaller: PageCaller {
    let session: PageSession
    let credential: PageCredential<PageSessionKind>
    let organization: OrganizationID

    /// Whether all that the customer has is shown, and may be changed.
    var isCustomer: Bool {
        if case .customer = session.holder { true } else { false }
    }

    /// Whether a license is theirs.
    func reaches(_ license: LicenseDetails) -> Bool {
        switch session.holder {
        case .customer(let id, let organization):
            license.claims.customer == id && license.claims.organization == organization
        case .license(let id, let organization):
            license.claims.license == id && license.claims.organization == organization
        case .owner, .token: false
        }
    }
}
