import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Grants: who has which benefit, through which sale, with which key.
struct PolarGrantRoutes: Sendable {
    let desk: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        addMerchants(to: &table)
        addCustomers(to: &table)
    }

    // MARK: - For merchants

    private static let sortings: [String: GrantFilter.Order] = [
        "created_at": .created, "granted_at": .granted, "revoked_at": .revoked,
    ]

    private func addMerchants(to table: inout PolarRouteTable) {
        let filters = [
            QueryParameter("is_granted", .flag, "Whether they are granted."),
            QueryParameter("customer_id", .uuid, "Of this customer."),
        ]
        table.add(
            Operation(
                .get, "/v1/benefits/{id}/grants", "polarListBenefitGrants",
                "Grants of a benefit, the newest first.", scope: .benefitsRead,
                query: filters + PolarSchema.page,
                answer: .json(PolarSchema.list(of: PolarSchema.grant)))
        ) { request, context, version in
            let merchant = try await desk.admit(request, .readBenefits)
            let listing = try await desk.benefit(context, merchant)
            var filter = GrantFilter(organization: listing.organization)
            filter.benefit = listing.benefit.id
            return try await list(request, filter, merchant, version)
        }
        table.add(
            Operation(
                .get, "/v1/benefit-grants/", "polarListGrants", "Grants, the newest first.",
                scope: .benefitsRead,
                query: filters + [
                    PolarSchema.organization,
                    QueryParameter("external_customer_id", .text, "Of this customer."),
                    QueryParameter(
                        "sorting",
                        .words(Self.sortings.keys.sorted().flatMap { [$0, "-\($0)"] }),
                        "In this order."),
                ] + PolarSchema.page,
                answer: .json(PolarSchema.list(of: PolarSchema.grant)))
        ) { request, _, version in
            let merchant = try await desk.admit(request, .readBenefits)
            var form = PolarForm()
            let named: [OrganizationID] = form.queries(
                "organization_id", of: request, PolarValue.id)
            try form.check()
            guard let organization = try await desk.organization(among: named, merchant) else {
                return PolarPage(request, &form).response([PolarGrant](), total: 0) { _, _ in }
            }
            return try await list(
                request, GrantFilter(organization: organization), merchant, version)
        }
    }

    private func list(
        _ request: Request, _ base: GrantFilter, _ merchant: PolarMerchant,
        _ version: PolarVersion
    ) async throws -> Response {
        var form = PolarForm()
        var filter = base
        filter.isGranted = form.query("is_granted", of: request, PolarValue.flag)
        filter.customer = form.query("customer_id", of: request, PolarValue.id)
        let external = form.query("external_customer_id", of: request, PolarValue.text)
        let words = Self.sortings.flatMap { word, order in
            [(word, (order, PageOrder.oldestFirst)), ("-\(word)", (order, .newestFirst))]
        }
        let sorting = form.query(
            "sorting", of: request,
            PolarValue.word(Dictionary(uniqueKeysWithValues: words)))
        let page = PolarPage(request, &form)
        try form.check()
        filter.order = sorting?.0 ?? .created
        let order = sorting?.1 ?? .newestFirst
        let now = desk.clock.now()
        let (grants, total) = try await desk.work(merchant.name) {
            [filter] registry -> ([PolarGrant], Int64) in
            var filter = filter
            if let external {
                let customer = try registry.customer(external: external, of: filter.organization)
                guard let customer, filter.customer.map({ $0 == customer.id }) ?? true else {
                    return ([], 0)
                }
                filter.customer = customer.id
            }
            let (grants, total) = try registry.grants(
                matching: filter, order: order, page: page.range)
            return (try registry.withLicenses(grants, now: now), total)
        }
        return page.response(grants, total: total) { grant, writer in
            writer.object { PolarGrantWire.write(grant, version, to: &$0) }
        }
    }

    // MARK: - For customers

    private func addCustomers(to table: inout PolarRouteTable) {
        let path = "/v1/customer-portal/benefit-grants"
        table.add(
            Operation(
                .get, "\(path)/", "polarListOwnGrants",
                "What the customer has, as far as it is public.",
                query: [QueryParameter("benefit_id", .uuid, "Of this benefit.")]
                    + PolarSchema.page,
                answer: .json(PolarSchema.list(of: PolarSchema.grant)))
        ) { request, _, version in
            let session = try await desk.admitCustomer(request)
            var form = PolarForm()
            var filter = Self.visible(to: session)
            filter.benefit = form.query("benefit_id", of: request, PolarValue.id)
            let page = PolarPage(request, &form)
            try form.check()
            let now = desk.clock.now()
            let (grants, total, owner) = try await desk.work(session.actor) { [filter] registry in
                let (grants, total) = try registry.grants(matching: filter, page: page.range)
                return (
                    try registry.withLicenses(grants, now: now), total,
                    try registry.shown(session.organization)
                )
            }
            return page.response(grants, total: total) { grant, writer in
                writer.object {
                    PolarGrantWire.writeForCustomers(grant, of: owner, version, to: &$0)
                }
            }
        }
        table.add(
            Operation(
                .get, "\(path)/{id}", "polarGetOwnGrant", "One of the customer's grants.",
                answer: .json(PolarSchema.grant))
        ) { request, context, version in try await own(request, context, version) }
    }

    private func own(
        _ request: Request, _ context: ServiceContext, _ version: PolarVersion
    ) async throws -> Response {
        let session = try await desk.admitCustomer(request)
        var form = PolarForm()
        let id = form.path("id", of: context, as: GrantID.self)
        try form.check()
        let now = desk.clock.now()
        let (grant, owner) = try await desk.work(session.actor) { registry in
            guard let grant = try id.flatMap({ try registry.grant($0) }),
                grant.customer == session.customer, grant.revokedAt == nil,
                let shown = try registry.withLicenses([grant], now: now).first,
                shown.listing.visibility == .everybody, shown.listing.deletedAt == nil
            else { throw PolarRefusal.notFound }
            return (shown, try registry.shown(session.organization))
        }
        return PolarResponse.json {
            PolarGrantWire.writeForCustomers(grant, of: owner, version, to: &$0)
        }
    }

    private static func visible(to session: CustomerSession) -> GrantFilter {
        var filter = GrantFilter(organization: session.organization)
        filter.customer = session.customer
        filter.isGranted = true
        filter.visibility = .everybody
        return filter
    }
}

extension Registry {
    /// Grants with their licenses and benefits.
    fileprivate func withLicenses(
        _ grants: [GrantRecord], now: Timestamp
    ) throws(RegistryError) -> [PolarGrant] {
        let licenses = try licenseDetails(grants.map(\.license), now: now)
        // A page is of few benefits.
        var listings: [BenefitID: BenefitListing] = [:]
        for id in Set(grants.map(\.benefit)) { listings[id] = try benefitListing(id) }
        return grants.compactMap { grant in
            guard let license = licenses[grant.license], let listing = listings[grant.benefit]
            else { return nil }
            return PolarGrant(grant: grant, license: license, listing: listing)
        }
    }

    fileprivate func shown(_ id: OrganizationID) throws(RegistryError) -> PolarOrganization {
        guard let found = try organization(id) else { throw .missing(kind: .organization) }
        return PolarOrganization(organization: found.organization, createdAt: found.createdAt)
    }
}
