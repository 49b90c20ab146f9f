import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Who bought licenses.
struct CustomerRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/customers", "createCustomer",
                "Add a customer, by a name or an e-mail address that no other customer has.",
                scope: .customersWrite, query: [Query.organization],
                request: .json(NewCustomerWire.schema), answer: .json(CustomerWire.schema),
                status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .patch, "\(ManagementSurface.prefix)/customers/{id}", "changeCustomer",
                "Change what is known of a customer; null removes it.",
                scope: .customersWrite, request: .json(CustomerChangeWire.schema),
                answer: .json(CustomerWire.schema))
        ) { request, context, caller in try await change(request, context, caller) }
    }

    // MARK: - Writing

    private func create(_ request: Request, _ caller: Caller) async throws -> CustomerWire {
        let organization = try await management.organization(Query(request), caller)
        let wire = try await management.body(
            of: request, as: NewCustomerWire.self, NewCustomerWire.schema)
        let now = management.clock.now()
        let customer = try wire.customer(of: organization, at: now)
        return try await management.work(caller, \.customers) { customers in
            try Self.telling { try customers.add(customer, email: .single, now: now) }
            return CustomerWire(try customers.find(customer.id) ?? customer)
        }
    }

    private func change(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> CustomerWire {
        let id = try context.id(.customer, CustomerID.self)
        let wire = try await management.body(
            of: request, as: CustomerChangeWire.self, CustomerChangeWire.schema)
        let now = management.clock.now()
        return try await management.work(caller) { registry in
            try registry.together { registry in
                guard var customer = try registry.customers.find(id), customer.deletedAt == nil
                else { throw Problem.missing(.customer) }
                try caller.check(customer.organization, .customer)
                try wire.apply(to: &customer)
                try Self.telling {
                    try registry.customers.replace(customer, email: .single, now: now)
                }
                return CustomerWire(customer)
            }
        }
    }

    /// Says which member another customer has.
    private static func telling(_ body: () throws -> Void) throws {
        do { try body() } catch RegistryError.exists(let kind, _) {
            let member = kind == .email ? "email" : "external_id"
            throw Problem(
                .conflict, "store.exists", "another customer has this \(member)",
                nextStep: "use that customer, or another \(member)")
        }
    }

    // MARK: - Reading

    private func addReading(to table: inout RouteTable) {
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
