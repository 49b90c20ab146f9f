import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What customers have through sales: granted, found, taken back, given again.
struct GrantRoutes {
    let management: Management
    let sendsEmails: Bool

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        table.add(
            Operation(
                .post, "\(Management.prefix)/grants", "createGrant",
                "Grant a benefit to a customer, with a new license; 200 where it is granted already.",
                scope: .licensesWrite, request: .json(NewGrantWire.schema),
                answer: .json(GrantWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        for (verb, standing, summary) in [
            (
                "revoke", SaleStatus.revoked,
                "Take a grant back with its license; what its sale does later does not undo it."
            ),
            ("restore", .granted, "Give a grant again with its license, unless that is disabled."),
        ] {
            table.add(
                Operation(
                    .post, "\(Management.prefix)/grants/{id}/\(verb)", "\(verb)Grant", summary,
                    scope: .licensesWrite, answer: .json(GrantWire.schema))
            ) { _, context, caller in try await change(context, caller, to: standing) }
        }
    }

    // MARK: - Reading

    private func addReading(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(Management.prefix)/grants", "listGrants", "Grants, the newest first.",
                scope: .licensesRead,
                query: [
                    Query.organization,
                    QueryParameter("benefit_id", .uuid, "Of this benefit."),
                    QueryParameter("customer_id", .uuid, "Of this customer."),
                    QueryParameter("granted", .flag, "Whether they are granted."),
                    QueryParameter("page", .integer, "Which page, from 0 on."),
                    Query.page[0],
                ], answer: .json(GrantWire.page))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "\(Management.prefix)/grants/{id}", "getGrant", "One grant.",
                scope: .licensesRead, answer: .json(GrantWire.schema))
        ) { _, context, caller in
            let grant = try await found(context, caller)
            return try await response(of: grant.id, caller)
        }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> Response {
        let query = Query(request)
        var filter = GrantFilter(organization: try await management.organization(query, caller))
        filter.benefit = try query.value("benefit_id") { BenefitID($0) }
        filter.customer = try query.value("customer_id") { CustomerID($0) }
        filter.isGranted = try query.value("granted") { Bool($0) }
        let number = try query.value("page") { text in Int64(text).flatMap { $0 < 0 ? nil : $0 } }
        let page = PageRange(number: number ?? 0, size: Int64(try query.limit()))
        let (grants, total) = try await management.work(caller) { [filter] registry in
            let page = try registry.grants(matching: filter, page: page)
            return (
                try page.grants.map { GrantWire($0, try registry.license($0.license)) }, page.total
            )
        }
        return try JSONText.response(GrantWire.Page(items: grants, totalCount: total))
    }

    // MARK: - Changing

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        let wire = try await management.body(of: request, as: NewGrantWire.self)
        let now = management.clock.now()
        let minting = management.minting
        let sales = SalePolicy(
            issuer: minting?.issuer, sendsEmails: sendsEmails && wire.notify != false)
        let sale = try wire.sale(at: now)
        let buyer = try wire.buyer
        let (id, isNew) = try await management.work(caller) { registry in
            guard let (benefit, organization) = try registry.benefit(wire.benefitID.id) else {
                throw Problem.missing(.benefit)
            }
            try caller.check(organization, .benefit)
            // Says so where the service may not mint this benefit.
            _ = try LicenseMinting(minting, for: benefit.id, of: organization, now: now)
            var notice = SaleNotice(
                of: sale, organization: organization, .benefit(benefit.id), .granted,
                at: EventTime(now))
            notice.buyer = buyer
            notice.licensesEnd = wire.expiresAt?.time
            let outcome = try registry.take([notice], at: sales, now: now)
            var filter = GrantFilter(organization: organization)
            filter.benefit = benefit.id
            filter.sale = sale
            let page = try registry.grants(matching: filter, page: PageRange(number: 0, size: 1))
            guard let grant = page.grants.first else {
                throw Problem(
                    .conflict, "grant.sale-ended", "the sale gives nothing any more",
                    nextStep: "name another sale")
            }
            return (grant.id, !outcome.minted.isEmpty)
        }
        return try await response(of: id, caller, status: isNew ? .created : .ok)
    }

    private func change(
        _ context: ServiceContext, _ caller: Caller, to standing: SaleStatus
    ) async throws -> Response {
        let grant = try await found(context, caller)
        let now = management.clock.now()
        try await management.work(caller) { registry in
            try registry.setGrant(grant, to: standing, now: now)
        }
        return try await response(of: grant.id, caller)
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> GrantRecord {
        let id = try context.id(.grant, GrantID.self)
        guard let grant = try await management.work(caller, { try $0.grant(id) }) else {
            throw Problem.missing(.grant)
        }
        try caller.check(grant.organization, .grant)
        return grant
    }

    private func response(
        of id: GrantID, _ caller: Caller, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let wire = try await management.work(caller) { registry -> GrantWire in
            guard let grant = try registry.grant(id) else { throw Problem.missing(.grant) }
            return GrantWire(grant, try registry.license(grant.license))
        }
        return try JSONText.response(wire, status: status)
    }
}
