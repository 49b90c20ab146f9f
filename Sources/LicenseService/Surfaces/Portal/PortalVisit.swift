import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// One request of somebody who is signed in to the portal.
struct PortalVisit: PageVisit {
    let portal: PortalContext
    let request: Request
    let context: ServiceContext
    let caller: PortalCaller
    let organization: Organization
    /// What was sent; empty for a page that is only looked at.
    let form: SubmittedForm

    var now: Timestamp { portal.clock.now() }

    var registry: RegistryAccess { portal.registry }

    /// Leads on after something was done.
    func done(_ notice: PortalNotice, at path: String) -> PageAnswer {
        .redirect(Redirect(to: "\(path)?done=\(notice.rawValue)"))
    }
}

/// What a customer has just done.
enum PortalNotice: String {
    case freed, kept, rotated

    var notice: Notice {
        switch self {
        case .freed: Notice("The seat is free.", "You can use the key on another device now.")
        case .kept:
            Notice(
                "The seat was given up.",
                "It stays taken until its device cannot go on without the vendor.")
        case .rotated: Notice("Your license has a new key.", "The former key no longer works.")
        }
    }
}
