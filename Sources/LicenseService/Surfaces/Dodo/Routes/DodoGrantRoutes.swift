import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Entitlement grants: what customers have through which sale, and revoked.
///
/// Only license keys are granted here, and a grant has its key from the first moment; so none is ever
/// pending or failed.
struct DodoGrantRoutes {
    let dodo: DodoContext

    private static let statuses = ["Pending", "Delivered", "Failed", "Revoked"]
    private static let query =
        [QueryParameter("status", .oneOf(statuses), "With this status.")] + DodoPage.parameters

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, "/customers/{id}/entitlement-grants", "dodoListGrantsOfCustomer",
                "A customer's grants, the newest first.", scope: .licensesRead,
                query: [QueryParameter("integration_type", .text, "Of this kind.")] + Self.query,
                answer: .items(DodoGrantWire.schema))
        ) { request, context, caller in try await listOfCustomer(request, context, caller) }
        table.add(
            Operation(
                .get, "/entitlements/{id}/grants", "dodoListGrants",
                "An entitlement's grants, the newest first.", scope: .licensesRead,
                query: [QueryParameter("customer_id", .text, "Of this customer.")] + Self.query,
                answer: .items(DodoGrantWire.schema))
        ) { request, context, caller in try await listOfEntitlement(request, context, caller) }
        table.add(
            Operation(
                .delete, "/entitlements/{id}/grants/{grant}", "dodoRevokeGrant",
                "Revoke a grant, and with it its license key.", scope: .licensesWrite,
                answer: .json(DodoGrantWire.schema))
        ) { _, context, caller in try await revoke(context, caller) }
        table.add(
            Operation(
                .post, "/grants/{id}/license-key", "dodoFulfillGrant",
                "Supply the license key of a pending grant; none is ever pending here.",
                scope: .licensesWrite, request: .json(Self.fulfillment),
                answer: .json(DodoGrantWire.schema))
        ) { request, context, caller in try await fulfill(request, context, caller) }
    }

    private static let fulfillment = Schema(
        "DodoFulfillment",
        .shape(
            [
                "key": .text, "activations_limit": .optional(DodoLicenseKeyImport.limit),
                "expires_at": .optional(.time),
            ], required: ["key"]))

    // MARK: - Lists

    private func listOfCustomer(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let text = try context.dodoText("id", "customer")
        let business = try await dodo.business(caller)
        var filter = GrantFilter(organization: business)
        filter.customer = try await dodo.work(caller, \.customers) { customers in
            try customers.named(dodo: text, of: business).id
        }
        let isOther = query.text("integration_type").map { $0 != "license_key" } ?? false
        return try await list(query, filter, isEmpty: isOther, caller)
    }

    private func listOfEntitlement(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let business = try await dodo.business(caller)
        var filter = GrantFilter(organization: business)
        filter.benefit = try await entitlement(context, of: business, caller)
        let customer = query.text("customer_id")
        if let customer {
            filter.customer = try await dodo.work(caller, \.customers) { customers in
                try customers.find(dodo: customer, of: business)?.id
            }
        }
        return try await list(
            query, filter, isEmpty: customer != nil && filter.customer == nil, caller)
    }

    /// - Parameter isEmpty: whether nothing can match.
    private func list(
        _ query: DodoQuery, _ filter: GrantFilter, isEmpty: Bool, _ caller: Caller
    ) async throws -> WrittenJSON {
        let page = try DodoPage.range(query)
        let status = try query.value("status") { Self.statuses.contains($0) ? $0 : nil }
        var filter = filter
        filter.isGranted = status.map { $0 == "Delivered" }
        guard !isEmpty, status != "Pending", status != "Failed" else {
            return WrittenJSON.items([DodoGrantWire]()) { _, _ in }
        }
        let now = dodo.now()
        let grants = try await dodo.work(caller) { [filter] registry in
            try registry.sales.grants.page(matching: filter, page: page).grants.map { grant in
                try DodoGrantWire(grant, registry.licenses, now)
            }
        }
        return WrittenJSON.items(grants) { $0.write(&$1) }
    }

    private func entitlement(
        _ context: ServiceContext, of business: OrganizationID, _ caller: Caller
    ) async throws -> BenefitID {
        let id = context.parameters.get("id").flatMap { BenefitID(dodoEntitlement: $0) }
        guard let id,
            try await dodo.work(caller, { try $0.benefits.find(id) })?.organization == business
        else { throw DodoRefusal.missing("entitlement") }
        return id
    }

    // MARK: - Revoking

    private func revoke(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WrittenJSON {
        let (business, now) = (try await dodo.business(caller), dodo.now())
        let entitlement = try await entitlement(context, of: business, caller)
        let id = try context.dodoID("grant", "grant", GrantID.self)
        let grant = try await dodo.work(caller) { registry in
            guard try registry.sales.grants.find(id)?.benefit == entitlement else {
                throw DodoRefusal.missing("grant")
            }
            try registry.sales.grants.revoke(id, reason: "manual", now: now)
            guard let grant = try registry.sales.grants.find(id) else {
                throw DodoRefusal.missing("grant")
            }
            return try DodoGrantWire(grant, registry.licenses, now)
        }
        return WrittenJSON { grant.write(&$0) }
    }

    // MARK: - Keys by hand

    /// A grant that has its key takes no other.
    private func fulfill(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WrittenJSON {
        let body = try await dodo.body(of: request)
        _ = try (body.text("key"), body.limit("activations_limit"), body.time("expires_at"))
        let id = try context.dodoID("id", "grant", GrantID.self)
        let business = try await dodo.business(caller)
        guard
            try await dodo.work(caller, { try $0.sales.grants.find(id) })?.organization == business
        else {
            throw DodoRefusal.missing("grant")
        }
        throw DodoRefusal.parameters("the grant is not pending: it already has its license key")
    }
}
