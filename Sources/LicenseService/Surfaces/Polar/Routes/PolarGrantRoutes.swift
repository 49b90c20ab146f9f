import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Grants: who has which benefit, through which sale, with which key.
struct PolarGrantRoutes: Sendable {
    let polar: PolarContext

    private static let sortings: [String: GrantFilter.Order] = [
        "created_at": .created, "granted_at": .granted, "revoked_at": .revoked,
    ]

    func addRoutes(to table: inout PolarRouteTable) {
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
            let merchant = try await polar.admit(request, .readBenefits)
            let listing = try await polar.benefit(context, merchant)
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
                        .oneOf(Self.sortings.keys.sorted().flatMap { [$0, "-\($0)"] }),
                        "In this order."),
                ] + PolarSchema.page,
                answer: .json(PolarSchema.list(of: PolarSchema.grant)))
        ) { request, _, version in
            let merchant = try await polar.admit(request, .readBenefits)
            var form = PolarForm()
            let named: [OrganizationID] = form.queries(
                "organization_id", of: request, PolarValue.id)
            try form.check()
            guard let organization = try await polar.organization(among: named, merchant) else {
                return PolarPage(request, &form).response([PolarGrant](), total: 0) { _, _ in }
            }
            return try await list(
                request, GrantFilter(organization: organization), merchant, version)
        }
    }

    private func list(
        _ request: Request, _ base: GrantFilter, _ merchant: PolarMerchant,
        _ version: PolarVersion
    ) async throws -> WrittenJSON {
        var form = PolarForm()
        let (filter, external, order) = Self.filter(request, base, &form)
        let page = PolarPage(request, &form)
        try form.check()
        let now = polar.clock.now()
        let (grants, total) = try await polar.work(merchant.name) {
            registry -> ([PolarGrant], Int64) in
            guard let filter = try Self.filter(filter, external: external, registry.customers)
            else {
                return ([], 0)
            }
            let (grants, total) = try registry.sales.grants.page(
                matching: filter, order: order, page: page.range)
            return (try registry.withLicenses(grants, now: now), total)
        }
        return page.response(grants, total: total) { grant, writer in
            writer.object { PolarGrantWire.write(grant, version, to: &$0) }
        }
    }

    /// What the query adds to a filter, the merchant's id of the customer, and the order.
    private static func filter(
        _ request: Request, _ base: GrantFilter, _ form: inout PolarForm
    ) -> (GrantFilter, external: String?, PageOrder) {
        var filter = base
        filter.isGranted = form.query("is_granted", of: request, PolarValue.flag)
        filter.customer = form.query("customer_id", of: request, PolarValue.id)
        let external = form.query("external_customer_id", of: request, PolarValue.text)
        let names = sortings.flatMap { name, order in
            [(name, (order, PageOrder.oldestFirst)), ("-\(name)", (order, .newestFirst))]
        }
        let sorting = form.query(
            "sorting", of: request,
            PolarValue.oneOf(Dictionary(uniqueKeysWithValues: names)))
        filter.order = sorting?.0 ?? .created
        return (filter, external, sorting?.1 ?? .newestFirst)
    }

    /// A filter for the customer whom the merchant names so; nil where nobody can be meant.
    private static func filter(
        _ filter: GrantFilter, external: String?, _ customers: Customers
    ) throws -> GrantFilter? {
        guard let external else { return filter }
        let customer = try customers.find(external: external, of: filter.organization)
        guard let customer, filter.customer.map({ $0 == customer.id }) ?? true else { return nil }
        var filter = filter
        filter.customer = customer.id
        return filter
    }
}

extension Registry {
    /// Grants with their licenses and benefits.
    func withLicenses(
        _ grants: [GrantRecord], now: Timestamp
    ) throws(RegistryError) -> [PolarGrant] {
        let licenses = try licenses.details(grants.map(\.license), now: now)
        // A page is of few benefits.
        var listings: [BenefitID: BenefitListing] = [:]
        for id in Set(grants.map(\.benefit)) { listings[id] = try benefits.listing(id) }
        return grants.compactMap { grant in
            guard let license = licenses[grant.license], let listing = listings[grant.benefit]
            else { return nil }
            return PolarGrant(
                grant: grant, customer: license.customer, key: license.text, listing: listing)
        }
    }
}

extension Organizations {
    func shown(_ id: OrganizationID) throws(RegistryError) -> PolarOrganization {
        guard let found = try find(id) else { throw .missing(kind: .organization) }
        return PolarOrganization(organization: found.organization, createdAt: found.createdAt)
    }
}
