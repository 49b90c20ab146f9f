import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Who bought licenses.
struct CustomerRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/customers", "listCustomers",
                "An organization's customers.",
                scope: .customersRead,
                query: [
                    Query.organization,
                    QueryParameter("email", .text, "With this mailbox, however it is spelled."),
                ] + Query.page,
                answer: .list(CustomerWire.schema))
        ) { request, _, caller in
            let query = Query(request)
            let organization = try await management.organization(query, caller)
            let limit = try query.limit()
            let after: CustomerID? = try query.value("cursor") { CustomerID($0) }
            let email = try query.value("email") { $0 }
            let page = try await management.work(caller, \.customers) {
                try $0.all(
                    of: organization, email: email, after: after, limit: limit)
            }
            return PageWire(page.map(CustomerWire.init), limit: limit) { $0.id }
        }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/customers/{id}", "getCustomer", "One customer.",
                scope: .customersRead,
                answer: .json(CustomerWire.schema))
        ) { _, context, caller in
            let id = try context.id(.customer, CustomerID.self)
            guard let found = try await management.work(caller, { try $0.customers.find(id) })
            else {
                throw Problem.missing(.customer)
            }
            try caller.check(found.organization, .customer)
            return CustomerWire(found)
        }
    }
}

/// A customer in JSON.
struct CustomerWire: JSONContent {
    let id: String
    let organizationID: String
    let name: String
    let email: String?
    let externalID: String?
    let createdAt: TimeWire

    enum CodingKeys: String, CodingKey {
        case id, name, email
        case externalID = "external_id"
        case organizationID = "organization_id"
        case createdAt = "created_at"
    }

    init(_ customer: CustomerRecord) {
        id = "\(customer.id)"
        organizationID = "\(customer.organization)"
        name = customer.name
        email = customer.email
        externalID = customer.externalID
        createdAt = TimeWire(customer.createdAt)
    }

    static let schema = Schema(
        "Customer",
        .shape(
            [
                "id": .uuid, "organization_id": .uuid, "name": .text, "email": .text,
                "external_id": .text, "created_at": .time,
            ],
            required: ["id", "organization_id", "name", "created_at"]))
}
