import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// One request of somebody who is signed in to the portal.
struct PortalVisit: Sendable {
    let portal: PortalContext
    let request: Request
    let context: ServiceContext
    let caller: PortalCaller
    let organization: Organization
    /// What was sent; empty for a page that is only looked at.
    let form: SubmittedForm

    var now: Timestamp { portal.clock.now() }

    var query: SubmittedForm { SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8)) }

    /// Works on the registry in the customer's name.
    func work<Result: Sendable>(
        _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await portal.registry.work(as: caller.name, body)
    }

    /// The license of the path; one of somebody else is as good as none.
    func license() async throws -> LicenseDetails {
        let id = try context.id(.license, LicenseID.self)
        let now = now
        guard let found = try await work({ try $0.licenses.details(id, now: now) }),
            caller.owns(found)
        else { throw Problem.missing(.license) }
        return found
    }

    /// Leads on after something was done.
    func done(_ notice: PortalNotice, at path: String) -> PageAnswer {
        .response(PageRenderer.redirect(to: "\(path)?done=\(notice.rawValue)"))
    }
}

/// What a customer has just done.
enum PortalNotice: String {
    case freed, rotated

    var notice: Notice {
        switch self {
        case .freed: Notice("The seat is free.", "You can use the key on another device now.")
        case .rotated: Notice("Your license has a new key.", "The former key no longer works.")
        }
    }
}
