import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What customers have through sales: granted, found, revoked, restored.
struct GrantRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/grants", "createGrant",
                "Grant a benefit to a customer, with a new license; 200 where it is granted already.",
                scope: .licensesWrite, request: .json(NewGrantWire.schema),
                answer: .json(GrantWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        for (verb, status, summary) in [
            (
                "revoke", SaleStatus.revoked,
                "Revoke a grant with its license; later events of its sale do not undo this."
            ),
            ("restore", .granted, "Restore a grant with its license, unless that is disabled."),
        ] {
            table.add(
                Operation(
                    .post, "\(ManagementSurface.prefix)/grants/{id}/\(verb)", "\(verb)Grant",
                    summary,
                    scope: .licensesWrite, answer: .json(GrantWire.schema))
            ) { _, context, caller in try await change(context, caller, to: status) }
        }
    }

    // MARK: - Reading

    private func addReading(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/grants", "listGrants",
                "Grants, the newest first.",
                scope: .licensesRead,
                query: [
                    Query.organization,
                    QueryParameter("benefit_id", .id, "Of this benefit."),
                    QueryParameter("customer_id", .id, "Of this customer."),
                    QueryParameter("granted", .flag, "Whether they are granted."),
                ] + Query.page, answer: .list(GrantWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/grants/{id}", "getGrant", "One grant.",
                scope: .licensesRead, answer: .json(GrantWire.schema))
        ) { _, context, caller in
            let grant = try await found(context, caller)
            return try await shown(grant.id, caller)
        }
    }

    private func list(
        _ request: Request, _ caller: Caller
    ) async throws -> PageWire<GrantWire> {
        let query = Query(request)
        var filter = GrantFilter(organization: try await management.organization(query, caller))
        filter.benefit = try query.value("benefit_id") { BenefitID(inAnyForm: $0) }
        filter.customer = try query.value("customer_id") { CustomerID(inAnyForm: $0) }
        filter.isGranted = try query.value("granted") { Bool($0) }
        filter.before = try query.value("cursor") { GrantID($0) }
        let limit = try query.limit()
        let page = PageRange(number: 0, size: Int64(limit))
        let grants = try await management.work(caller) { [filter] registry in
            try registry.sales.grants.page(matching: filter, page: page).grants
                .map { GrantWire($0, try registry.licenses.find($0.license)) }
        }
        return PageWire(grants, limit: limit) { $0.id }
    }

    // MARK: - Changing

    private func create(
        _ request: Request, _ caller: Caller
    ) async throws -> StatusContent<GrantWire> {
        let wire = try await management.body(
            of: request, as: NewGrantWire.self, NewGrantWire.schema)
        let now = management.clock.now()
        let (sale, buyer) = (try wire.sale(at: now), try wire.buyer)
        let sendsEmails = management.sendsEmails && wire.notify != false
        let (grant, isNew) = try await management.work(caller) {
            [minting = management.minting] registry in
            guard let (benefit, organization) = try registry.benefits.find(wire.benefitID.id) else {
                throw Problem.missing(.benefit)
            }
            try caller.check(organization, .benefit)
            let issuer = try minting.issuer(for: benefit.id, of: organization)
            let order = GrantOrder(
                benefit.id, of: organization, through: sale, to: buyer,
                until: wire.expiresAt?.time)
            let granted = try registry.sales.grant(
                order, policy: SalePolicy(issuer: issuer, sendsEmails: sendsEmails), now: now)
            guard let granted else {
                throw Problem(
                    .conflict, "grant.sale-ended", "the sale has ended and grants nothing",
                    nextStep: "name another sale")
            }
            return granted
        }
        return StatusContent(try await shown(grant.id, caller), isNew ? .created : .ok)
    }

    private func change(
        _ context: ServiceContext, _ caller: Caller, to status: SaleStatus
    ) async throws -> GrantWire {
        let grant = try await found(context, caller)
        let now = management.clock.now()
        try await management.work(caller, \.sales) { sales in
            try sales.setGrant(grant, to: status, now: now)
        }
        return try await shown(grant.id, caller)
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> GrantRecord {
        let id = try context.id(.grant, GrantID.self)
        guard let grant = try await management.work(caller, { try $0.sales.grants.find(id) }) else {
            throw Problem.missing(.grant)
        }
        try caller.check(grant.organization, .grant)
        return grant
    }

    private func shown(_ id: GrantID, _ caller: Caller) async throws -> GrantWire {
        try await management.work(caller) { registry -> GrantWire in
            guard let grant = try registry.sales.grants.find(id) else {
                throw Problem.missing(.grant)
            }
            return GrantWire(grant, try registry.licenses.find(grant.license))
        }
    }
}
