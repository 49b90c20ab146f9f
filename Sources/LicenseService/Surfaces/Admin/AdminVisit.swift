import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// One request of an operator who is signed in.
struct AdminVisit: PageVisit {
    let admin: AdminContext
    let request: Request
    let context: ServiceContext
    let caller: AdminCaller
    /// What was sent; empty for a page that is only looked at.
    let form: SubmittedForm
    /// The organizations within reach.
    let organizations: [Organization]
    /// The one that is worked on.
    let organization: Organization

    var now: Timestamp { admin.clock.now() }

    var registry: RegistryAccess { admin.registry }

    /// Leads on to a page that says what was done.
    func done(_ notice: DoneNotice, at path: String) -> PageAnswer {
        let mark = path.contains("?") ? "&" : "?"
        return .redirect(Redirect(to: "\(path)\(mark)done=\(notice.rawValue)"))
    }
}
