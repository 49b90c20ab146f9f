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

    func check(_ owner: OrganizationID, _ kind: RecordKind) throws {
        guard owner == organization.id else { throw Problem.missing(kind) }
    }

    /// Leads on after something was done.
    func done(_ notice: PortalNotice, at path: String) -> PageAnswer {
        .redirect(Redirect(to: "\(path)?done=\(notice.rawValue)"))
    }
}

/// What a customer has just done.
enum PortalNotice: String {
    case freed, kept, rotated
    case alreadyFree = "already-free"

    /// What the page of the license says.
    func notice(of license: LicenseDetails) -> Notice {
        switch self {
        case .freed: Self.freed(license)
        case .alreadyFree: Notice("This seat is free already.", nil, .neutral)
        case .kept:
            Notice(
                "The seat was given up.",
                "It stays taken until its device cannot go on without the vendor.")
        case .rotated: Notice("Your license has a new key.", "The former key no longer works.")
        }
    }

    /// A seat that is free helps another device only where the license has one left.
    private static func freed(_ license: LicenseDetails) -> Notice {
        guard case .seats(let limit) = license.claims.activationLimit,
            license.seatsTaken >= limit
        else { return Notice("The seat is free.", "You can use the key on another device now.") }
        let taken = license.seatsTaken
        return Notice(
            "The seat was given up.",
            "\(counted(taken, "device")) still \(taken == 1 ? "has" : "have") a seat, and your license has \(limit.grouped): for another device, free more.",
            .warning)
    }
}
