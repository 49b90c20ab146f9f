import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// What customers have, as they see it themselves.
struct PolarOwnGrantRoutes: Sendable {
    let polar: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        let path = "/v1/customer-portal/benefit-grants"
        table.add(
            Operation(
                .get, "\(path)/", "polarListOwnGrants",
                "What the customer has, as far as it is public.",
                query: [QueryParameter("benefit_id", .uuid, "Of this benefit.")]
                    + PolarSchema.page,
                answer: .json(PolarSchema.list(of: PolarSchema.grant)))
        ) { request, _, version in try await list(request, version) }
        table.add(
            Operation(
                .get, "\(path)/{id}", "polarGetOwnGrant", "One of the customer's grants.",
                answer: .json(PolarSchema.grant))
        ) { request, context, version in try await own(request, context, version) }
    }

    private func list(
        _ request: Request, _ version: PolarVersion
    ) async throws -> WrittenJSON {
        let session = try await polar.admitCustomer(request)
        var form = PolarForm()
        var filter = Self.visible(to: session)
        filter.benefit = form.query("benefit_id", of: request, PolarValue.id)
        let page = PolarPage(request, &form)
        try form.check()
        let now = polar.clock.now()
        let (grants, total, owner) = try await polar.work(session.actor) { [filter] registry in
            let (grants, total) = try registry.sales.grants.page(matching: filter, page: page.range)
            return (
                try registry.withLicenses(grants, now: now), total,
                try registry.organizations.shown(session.organization)
            )
        }
        return page.response(grants, total: total) { grant, writer in
            writer.object {
                PolarGrantWire.writeForCustomers(grant, of: owner, version, to: &$0)
            }
        }
    }

    private func own(
        _ request: Request, _ context: ServiceContext, _ version: PolarVersion
    ) async throws -> WrittenJSON {
        let session = try await polar.admitCustomer(request)
        var form = PolarForm()
        let id = form.path("id", of: context, as: GrantID.self)
        try form.check()
        let now = polar.clock.now()
        let (grant, owner) = try await polar.work(session.actor) { registry in
            guard let grant = try id.flatMap({ try registry.sales.grants.find($0) }),
                grant.customer == session.customer, grant.revokedAt == nil,
                let shown = try registry.withLicenses([grant], now: now).first,
                shown.listing.visibility == .everybody, shown.listing.deletedAt == nil
            else { throw PolarRefusal.notFound }
            return (shown, try registry.organizations.shown(session.organization))
        }
        return WrittenJSON {
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
