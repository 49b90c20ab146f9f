import Hummingbird
import LicenseIssuer
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

    /// Lets a thing be worked on: one of an organization that is out of reach is as good as none, and
    /// with one of another than the chosen organization, the whole page is about that one.
    func check(_ owner: OrganizationID, _ kind: RecordKind) throws {
        try caller.check(owner, kind)
        guard owner == organization.id else { throw OtherOrganization(id: owner) }
    }

    /// The benefits of which this service may mint licenses.
    func mintableBenefits() async throws -> [Benefit] {
        let owner = organization.id
        return try await work(\.benefits) { try $0.offered(by: owner) }
            .filter { admin.minting.issuer(covering: $0.id, of: owner) != nil }
    }

    /// Leads on to a page that says what was done.
    func done(_ notice: DoneNotice, at path: String) -> PageAnswer {
        let mark = path.contains("?") ? "&" : "?"
        return .redirect(Redirect(to: "\(path)\(mark)done=\(notice.rawValue)"))
    }
}

/// What a page is about belongs to another organization than the one that is worked on, which is
/// chosen then.
struct OtherOrganization: Error {
    let id: OrganizationID
}
