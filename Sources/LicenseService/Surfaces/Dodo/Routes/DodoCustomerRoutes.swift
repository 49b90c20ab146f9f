import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// `/customers`: who has license keys, listed and read.
struct DodoCustomerRoutes {
    let dodo: DodoContext

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, "/customers", "dodoListCustomers", "Customers, the newest first.",
                scope: .customersRead,
                query: [
                    QueryParameter("email", .text, "With this e-mail address."),
                    QueryParameter("name", .text, "With this in the name, in whatever case."),
                    QueryParameter("created_at_gte", .time, "Made at this moment or later."),
                    QueryParameter("created_at_lte", .time, "Made at this moment or earlier."),
                ] + DodoPage.parameters, answer: .items(DodoCustomerWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "/customers/{id}", "dodoGetCustomer", "One customer.",
                scope: .customersRead, answer: .json(DodoCustomerWire.schema))
        ) { _, context, caller in
            let text = try context.dodoText("id", "customer")
            let business = try await dodo.business(caller)
            let customer = try await dodo.work(caller, \.customers) { customers in
                try customers.named(dodo: text, of: business)
            }
            return WrittenJSON { DodoCustomerWire(customer: customer).writeWhole(&$0) }
        }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let page = try DodoPage.range(query)
        var filter = CustomerFilter(organization: try await dodo.business(caller))
        filter.email = query.text("email")
        filter.name = query.text("name")
        filter.createdFrom = try query.value("created_at_gte") { DodoTime($0)?.ceiling }
        filter.createdUntil = try query.value("created_at_lte") { DodoTime($0)?.exact }
        // The databases keep no text with a zero in it, so that nobody has such a name.
        guard ![filter.email, filter.name].contains(where: { $0?.utf8.contains(0) ?? false })
        else { return WrittenJSON.items([CustomerRecord]()) { _, _ in } }
        let customers = try await dodo.work(caller, \.customers) { [filter] customers in
            try customers.page(matching: filter, page: page).customers
        }
        return WrittenJSON.items(customers) { DodoCustomerWire(customer: $0).writeWhole(&$1) }
    }
}

extension Customers {
    /// A customer of a business, by our id or by the one that Dodo gave it.
    ///
    /// One that was deleted is still the customer of its license keys.
    func named(
        dodo text: String, of business: OrganizationID
    ) throws -> CustomerRecord {
        guard let customer = try find(dodo: text, of: business) else {
            throw DodoRefusal.missing("customer")
        }
        return customer
    }

    /// The same; nil where the business has no such customer.
    func find(
        dodo text: String, of business: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        if let id = CustomerID(dodo: text), let customer = try find(id),
            customer.organization == business
        {
            return customer
        }
        // The databases keep no text with a zero in it.
        return text.utf8.contains(0) ? nil : try find(external: text, of: business)
    }
}
