import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Who sells licenses.
struct OrganizationRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/organizations", "listOrganizations",
                "All organizations, by name.",
                scope: .organizationsRead, answer: .list(OrganizationWire.schema))
        ) { _, _, caller in
            let all = try await management.work(caller, \.organizations) { try $0.all() }
            let own = caller.token.organization
            let seen = all.filter { own == nil || own == $0.id }
            return PageWire(all: seen.map(OrganizationWire.init))
        }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/organizations", "createOrganization",
                "Add an organization.",
                scope: .organizationsWrite, request: .json(OrganizationWire.newSchema),
                answer: .json(OrganizationWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
    }

    private func create(
        _ request: Request, _ caller: Caller
    ) async throws -> OrganizationWire {
        guard caller.token.organization == nil else {
            throw Problem(
                .forbidden, "token-of-organization",
                "a token of one organization cannot add another",
                nextStep: "use a token that belongs to no organization")
        }
        let new = try await management.body(
            of: request, as: NewOrganizationWire.self, OrganizationWire.newSchema)
        guard (1...200).contains(new.name.utf8.count) else {
            throw Problem.invalid("name", "must have 1 to 200 bytes")
        }
        let organization = Organization(id: new.id?.id ?? .random(), name: new.name)
        let now = management.clock.now()
        try await management.work(caller, \.organizations) { try $0.add(organization, now: now) }
        return OrganizationWire(organization)
    }
}

/// An organization that is to be added.
private struct NewOrganizationWire: Decodable {
    /// Where programs have it compiled in; a new one by default.
    let id: IDWire<Named.Organization>?
    let name: String
}

/// An organization in JSON.
struct OrganizationWire: JSONContent {
    let id: String
    let name: String

    init(_ organization: Organization) {
        id = "\(organization.id)"
        name = organization.name
    }

    static let schema = Schema(
        "Organization", .shape(["id": .uuid, "name": .text], required: ["id", "name"]))
    static let newSchema = Schema(
        "NewOrganization", .shape(["id": .uuid, "name": .text], required: ["name"]))
}
