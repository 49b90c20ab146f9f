import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// One request of an operator who is signed in.
struct AdminVisit: Sendable {
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

    /// The members of the query, as a form of questions sends them.
    var query: SubmittedForm { SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8)) }

    /// Works on the registry in the operator's name.
    func work<Result: Sendable>(
        _ body: @escaping @Sendable (Registry) throws -> Result
    ) async throws -> Result {
        try await admin.registry.work(as: caller.name, body)
    }

    /// The license of the path, with all that is counted of it.
    func license() async throws -> LicenseDetails {
        let id = try context.id(.license, LicenseID.self)
        let now = now
        guard let found = try await work({ try $0.licenses.details(id, now: now) }) else {
            throw Problem.missing(.license)
        }
        try caller.check(found.claims.organization, .license)
        return found
    }

    /// A part of the path that is an id.
    func id<Kind>(
        _ name: String, _ kind: RecordKind, _: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws(Problem) -> Identifier<Kind> {
        guard let id = context.parameters.get(name).flatMap({ Identifier<Kind>($0) }) else {
            throw .missing(kind)
        }
        return id
    }

    /// Leads on, with a word about what was done.
    func done(_ notice: DoneNotice, at path: String) -> PageAnswer {
        let mark = path.contains("?") ? "&" : "?"
        return .response(PageRenderer.redirect(to: "\(path)\(mark)done=\(notice.rawValue)"))
    }
}
