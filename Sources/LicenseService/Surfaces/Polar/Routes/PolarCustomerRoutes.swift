import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Customers, as far as license keys need them.
struct PolarCustomerRoutes: Sendable {
    private static let prefix = "/v1/customers"

    let polar: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        addCollection(to: &table)
        addSingles(to: &table)
    }

    // MARK: - All of them

    private func addCollection(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .get, "\(Self.prefix)/", "polarListCustomers", "Customers, the newest first.",
                scope: .customersRead,
                query: [
                    PolarSchema.organization,
                    QueryParameter("email", .text, "With this e-mail address."),
                    QueryParameter("query", .text, "With this in name, address or external id."),
                ] + PolarSchema.page, answer: .json(PolarSchema.list(of: PolarSchema.customer)))
        ) { request, _, _ in try await list(request) }
        table.add(
            Operation(
                .post, "\(Self.prefix)/", "polarCreateCustomer", "Add a customer.",
                scope: .customersWrite, request: .json(PolarSchema.newCustomer),
                answer: .json(PolarSchema.customer), status: 201)
        ) { request, _, _ in try await create(request) }
    }

    private func list(_ request: Request) async throws -> WrittenJSON {
        let merchant = try await polar.admit(request, .readCustomers)
        var form = PolarForm()
        let organizations: [OrganizationID] = form.queries(
            "organization_id", of: request, PolarValue.id)
        let email = form.query("email", of: request, PolarValue.text)
        let text = form.query("query", of: request, PolarValue.text)
        let page = PolarPage(request, &form)
        try form.check()
        let organization = try await polar.organization(among: organizations, merchant)
        guard let organization else {
            return page.response([CustomerRecord](), total: 0) { _, _ in }
        }
        var filter = CustomerFilter(organization: organization)
        filter.email = email
        filter.search = text
        let (customers, total) = try await polar.work(merchant.name, \.customers) { [filter] in
            try $0.page(matching: filter, page: page.range)
        }
        return page.response(customers, total: total) { customer, writer in
            writer.object { PolarCustomerWire.write(customer, to: &$0) }
        }
    }

    private func create(_ request: Request) async throws -> WrittenJSON {
        let (merchant, body) = try await polar.admitWithBody(request, .writeCustomers)
        var form = body
        let change = PolarCustomerChange(&form)
        // Only a team may be without an address.
        if change.isTeam != true, !form.has("email") {
            _ = form.required("email", PolarValue.text)
        }
        let organization = try await polar.organization(of: &form, merchant)
        let now = polar.clock.now()
        let customer = change.applied(
            to: CustomerRecord(
                id: .random(), organization: organization, name: "",
                createdAt: now))
        let made = try await polar.work(merchant.name, \.customers) { customers in
            try PolarRefusal.namingCustomers {
                try customers.add(customer, email: .single, now: now)
            }
            return try customers.find(customer.id)
        }
        return WrittenJSON { PolarCustomerWire.write(made ?? customer, to: &$0) }
    }

    // MARK: - One of them

    private func addSingles(to table: inout PolarRouteTable) {
        for (part, name) in [("{id}", "Customer"), ("external/{external}", "ExternalCustomer")] {
            let path = "\(Self.prefix)/\(part)"
            table.add(
                Operation(
                    .get, path, "polarGet\(name)", "One customer.", scope: .customersRead,
                    answer: .json(PolarSchema.customer))
            ) { request, context, _ in
                let merchant = try await polar.admit(request, .readCustomers)
                let customer = try await found(context, merchant)
                return WrittenJSON { PolarCustomerWire.write(customer, to: &$0) }
            }
            table.add(
                Operation(
                    .get, "\(path)/state", "polarGet\(name)State",
                    "One customer with what is granted.", scope: .customersRead,
                    answer: .json(PolarSchema.customerState))
            ) { request, context, _ in
                let merchant = try await polar.admit(request, .readCustomers)
                return try await state(of: found(context, merchant), merchant)
            }
            table.add(
                Operation(
                    .patch, path, "polarUpdate\(name)", "Change what is known of a customer.",
                    scope: .customersWrite, request: .json(PolarSchema.customerChange),
                    answer: .json(PolarSchema.customer))
            ) { request, context, _ in try await update(request, context) }
            table.add(
                Operation(
                    .delete, path, "polarDelete\(name)",
                    "Delete a customer, and revoke what was granted.", scope: .customersWrite,
                    status: 204)
            ) { request, context, _ in
                let merchant = try await polar.admit(request, .writeCustomers)
                let customer = try await found(context, merchant)
                let now = polar.clock.now()
                try await polar.work(merchant.name) { registry in
                    var filter = GrantFilter(organization: customer.organization)
                    filter.customer = customer.id
                    try registry.sales.grants.revokeAll(
                        matching: filter, deleting: .customer, reason: "customer deleted",
                        now: now)
                    try registry.customers.delete(customer.id, now: now)
                }
                return NoContent()
            }
        }
    }

    private func state(
        of customer: CustomerRecord, _ merchant: PolarMerchant
    ) async throws -> WrittenJSON {
        let now = polar.clock.now()
        let grants = try await polar.work(merchant.name) { registry in
            try registry.withLicenses(
                registry.sales.grants.all(grantedTo: customer.id, of: customer.organization),
                now: now)
        }
        return WrittenJSON { PolarCustomerStateWire.write(customer, grants, to: &$0) }
    }

    private func update(
        _ request: Request, _ context: ServiceContext
    ) async throws -> WrittenJSON {
        let (merchant, body) = try await polar.admitWithBody(request, .writeCustomers)
        var form = body
        let change = PolarCustomerChange(&form)
        try form.check()
        let old = try await found(context, merchant)
        let now = polar.clock.now()
        let changed = try await polar.work(merchant.name, \.customers) { customers in
            try PolarRefusal.namingCustomers {
                try customers.replace(change.applied(to: old), email: .single, now: now)
            }
            return try customers.find(old.id)
        }
        return WrittenJSON { PolarCustomerWire.write(changed ?? old, to: &$0) }
    }

    private func found(
        _ context: ServiceContext, _ merchant: PolarMerchant
    ) async throws -> CustomerRecord {
        let customer: CustomerRecord?
        if context.coreContext.parameters.get("external") != nil {
            guard let external = context.pathPart("external"), !external.utf8.contains(0),
                let organization = try await polar.organization(
                    named: nil, merchant, in: .name("query"))
            else { throw PolarRefusal.notFound }
            customer = try await polar.work(merchant.name, \.customers) {
                try $0.find(external: external, of: organization)
            }
        } else {
            var form = PolarForm()
            let id = form.path("id", of: context, as: CustomerID.self)
            try form.check()
            guard let id else { throw PolarRefusal.notFound }
            customer = try await polar.work(merchant.name, \.customers) { try $0.find(id) }
        }
        guard let customer, customer.deletedAt == nil, merchant.reaches(customer.organization)
        else { throw PolarRefusal.notFound }
        return customer
    }
}

extension PolarRefusal {
    /// Says which member of a customer another one has already.
    fileprivate static func namingCustomers(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch RegistryError.exists(let kind, _) {
            let member = kind == .email ? "email" : "external_id"
            throw PolarRefusal.impossible(
                PolarProblem(
                    .valueError, [.name("body"), .name(member)],
                    "A customer with this \(kind == .email ? "email address" : "external ID") "
                        + "already exists."))
        }
    }
}
