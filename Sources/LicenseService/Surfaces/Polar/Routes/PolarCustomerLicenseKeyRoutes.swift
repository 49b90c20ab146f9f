import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// License keys as the customer sees them who has them.
struct PolarCustomerLicenseKeyRoutes: Sendable {
    let polar: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .get, "\(PolarPublicRoutes.prefix)/", "polarListOwnKeys",
                "The customer's license keys, the oldest first.",
                query: [QueryParameter("benefit_id", .uuid, "Of this benefit.")]
                    + PolarSchema.page, answer: .json(PolarSchema.list(of: PolarSchema.key)))
        ) { request, _, version in try await list(request, version) }
        table.add(
            Operation(
                .get, "\(PolarPublicRoutes.prefix)/{id}", "polarGetOwnKey",
                "One of the customer's license keys.",
                answer: .json(PolarSchema.keyWithActivations))
        ) { request, context, version in
            let (license, session) = try await found(request, context)
            let seats = try await polar.work(session.actor) { registry in
                // Seats are shown where the benefit has them and lets customers see them.
                let listing = try registry.benefits.listing(license.claims.benefit)
                guard let listing, listing.showsSeats,
                    listing.benefit.terms.activationLimit != .notUsed
                else { return [Seat]() }
                return try registry.activations.seats(of: license.claims.license)
            }
            return PolarLicenseKeyWire.response(license, with: seats, version)
        }
        table.add(
            Operation(
                .post, "\(PolarPublicRoutes.prefix)/{id}/rotate", "polarRotateOwnKey",
                "Give one of the customer's licenses another key.",
                answer: .json(PolarSchema.key))
        ) { request, context, version in
            let (license, session) = try await found(request, context)
            return try await polar.rotate(
                license, version, actor: session.actor,
                limit: RotationLimit(perDay: polar.limits.rotationsPerDay))
        }
    }

    private func list(_ request: Request, _ version: PolarVersion) async throws -> WrittenJSON {
        let session = try await polar.admitCustomer(request)
        var form = PolarForm()
        let benefit: BenefitID? = form.query("benefit_id", of: request, PolarValue.id)
        let page = PolarPage(request, &form)
        try form.check()
        var filter = LicenseDetailsFilter(organization: session.organization)
        filter.customer = session.customer
        filter.benefits = benefit.map { [$0] } ?? []
        let now = polar.clock.now()
        let (licenses, total) = try await polar.work(session.actor, \.licenses) { [filter] in
            try $0.details(matching: filter, page: page.range, now: now)
        }
        return page.response(licenses, total: total) { license, writer in
            writer.object { PolarLicenseKeyWire.write(license, version, to: &$0) }
        }
    }

    private func found(
        _ request: Request, _ context: ServiceContext
    ) async throws -> (LicenseDetails, CustomerSession) {
        let session = try await polar.admitCustomer(request)
        var form = PolarForm()
        let id = form.path("id", of: context, as: LicenseID.self)
        try form.check()
        guard let id else { throw PolarRefusal.notFound }
        let now = polar.clock.now()
        let license = try await polar.work(session.actor, \.licenses) {
            try $0.details(id, now: now)
        }
        guard let license, license.claims.customer == session.customer else {
            throw PolarRefusal.notFound
        }
        return (license, session)
    }
}

extension CustomerSession {
    /// What the audit log says of the customer's changes.
    var actor: String { "customer:\(customer)" }
}
