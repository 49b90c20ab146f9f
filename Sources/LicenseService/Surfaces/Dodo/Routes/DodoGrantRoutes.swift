import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Entitlement grants: what customers have through which sale, and taken back.
///
/// Only license keys are granted here, and a grant has its key from the first moment; so none is ever
/// pending or failed.
struct DodoGrantRoutes {
    let desk: DodoContext

    private static let statuses = ["Pending", "Delivered", "Failed", "Revoked"]
    private static let query =
        [QueryParameter("status", .words(statuses), "With this status.")] + DodoQuery.page

    func addRoutes(to table: inout RouteTable) {
        table.add(
            DodoContext.operation(
                .get, "/customers/{id}/entitlement-grants", "dodoListGrantsOfCustomer",
                "A customer's grants, the newest first.", scope: .licensesRead,
                query: [QueryParameter("integration_type", .text, "Of this kind.")] + Self.query,
                answer: .items(DodoGrantWire.schema))
        ) { request, context, caller in try await listOfCustomer(request, context, caller) }
        table.add(
            DodoContext.operation(
                .get, "/entitlements/{id}/grants", "dodoListGrants",
                "An entitlement's grants, the newest first.", scope: .licensesRead,
                query: [QueryParameter("customer_id", .text, "Of this customer.")] + Self.query,
                answer: .items(DodoGrantWire.schema))
        ) { request, context, caller in try await listOfEntitlement(request, context, caller) }
        table.add(
            DodoContext.operation(
                .delete, "/entitlements/{id}/grants/{grant}", "dodoRevokeGrant",
                "Take a grant back, and with it its license key.", scope: .licensesWrite,
                answer: .json(DodoGrantWire.schema))
        ) { _, context, caller in try await revoke(context, caller) }
        table.add(
            DodoContext.operation(
                .post, "/grants/{id}/license-key", "dodoFulfillGrant",
                "Supply the license key of a pending grant; none is ever pending here.",
                scope: .licensesWrite, request: Self.fulfillment,
                answer: .json(DodoGrantWire.schema))
        ) { request, context, caller in try await fulfill(request, context, caller) }
    }

    private static let fulfillment = Schema(
        "DodoFulfillment",
        .shape(
            [
                "key": .text, "activations_limit": .optional(DodoImport.limit),
                "expires_at": .optional(.time),
            ], required: ["key"]))

    // MARK: - Lists

    private func listOfCustomer(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> Response {
        let query = DodoQuery(request)
        let id = try context.dodoID("id", "customer", CustomerID.self)
        let business = try await desk.business(caller)
        let customer = try await desk.work(caller) { try $0.customer(id) }
        guard customer?.organization == business else { throw DodoError.missing("customer") }
        var filter = GrantFilter(organization: business)
        filter.customer = id
        let isOther = query.text("integration_type").map { $0 != "license_key" } ?? false
        return try await list(query, filter, isEmpty: isOther, caller)
    }

    private func listOfEntitlement(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> Response {
        let query = DodoQuery(request)
        let business = try await desk.business(caller)
        var filter = GrantFilter(organization: business)
        filter.benefit = try await entitlement(context, of: business, caller)
        let customer = query.text("customer_id")
        filter.customer = customer.flatMap { CustomerID(dodo: $0) }
        return try await list(
            query, filter, isEmpty: customer != nil && filter.customer == nil, caller)
    }

    /// - Parameter isEmpty: whether something is asked for that nothing can have.
    private func list(
        _ query: DodoQuery, _ filter: GrantFilter, isEmpty: Bool, _ caller: Caller
    ) async throws -> Response {
        let page = try query.page()
        let status = try query.value("status") { Self.statuses.contains($0) ? $0 : nil }
        var filter = filter
        filter.isGranted = status.map { $0 == "Delivered" }
        guard !isEmpty, status != "Pending", status != "Failed" else {
            return DodoContext.list([DodoGrantWire]()) { _, _ in }
        }
        let now = desk.now()
        let grants = try await desk.work(caller) { [filter] registry in
            try registry.grants(matching: filter, page: page).grants.map { grant in
                try DodoGrantWire(grant, registry, now)
            }
        }
        return DodoContext.list(grants) { $0.write(&$1) }
    }

    private func entitlement(
        _ context: ServiceContext, of business: OrganizationID, _ caller: Caller
    ) async throws -> BenefitID {
        let id = context.parameters.get("id").flatMap { BenefitID(dodoEntitlement: $0) }
        guard let id, try await desk.work(caller, { try $0.benefit(id) })?.organization == business
        else { throw DodoError.missing("entitlement") }
        return id
    }

    // MARK: - Revoking

    private func revoke(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> Response {
        let (business, now) = (try await desk.business(caller), desk.now())
        let entitlement = try await entitlement(context, of: business, caller)
        let id = try context.dodoID("grant", "grant", GrantID.self)
        let grant = try await desk.work(caller) { registry in
            guard try registry.grant(id)?.benefit == entitlement else {
                throw DodoError.missing("grant")
            }
            try registry.revokeGrant(id, reason: "manual", now: now)
            guard let grant = try registry.grant(id) else { throw DodoError.missing("grant") }
            return try DodoGrantWire(grant, registry, now)
        }
        return DodoContext.response { grant.write(&$0) }
    }

    // MARK: - Keys by hand

    /// A grant that has its key takes no other.
    private func fulfill(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> Response {
        let body = try await desk.body(of: request)
        _ = try (body.text("key"), body.limit("activations_limit"), body.time("expires_at"))
        let id = try context.dodoID("id", "grant", GrantID.self)
        let business = try await desk.business(caller)
        guard try await desk.work(caller, { try $0.grant(id) })?.organization == business else {
            throw DodoError.missing("grant")
        }
        throw DodoError.parameters("the grant is not pending: it has its license key")
    }
}
