import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Benefits that give license keys.
struct PolarBenefitRoutes: Sendable {
    private static let prefix = "/v1/benefits"
    private static let type = PolarBenefitQuery.type
    private static let pageSize: Int64 = 50

    let polar: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        addCollection(to: &table)
        addSingles(to: &table)
    }

    // MARK: - All of them

    private func addCollection(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .get, "\(Self.prefix)/", "polarListBenefits", "Benefits, the newest first.",
                scope: .benefitsRead,
                query: [
                    PolarSchema.organization,
                    QueryParameter("id", .uuid, "Only this; may be repeated."),
                    QueryParameter("exclude_id", .uuid, "Not this; may be repeated."),
                    QueryParameter("type", .oneOf([Self.type]), "Of this type."),
                    QueryParameter("query", .text, "With this in the description."),
                    QueryParameter(
                        "metadata[name]", .text, "With this value of this name; may be repeated."),
                    QueryParameter("sorting", .oneOf(PolarBenefitQuery.sortings), "In this order."),
                ] + PolarSchema.page, answer: .json(PolarSchema.list(of: PolarSchema.benefit)))
        ) { request, _, _ in try await list(request) }
        table.add(
            Operation(
                .post, "\(Self.prefix)/", "polarCreateBenefit", "Add a benefit.",
                scope: .benefitsWrite, request: .json(PolarSchema.newBenefit),
                answer: .json(PolarSchema.benefit), status: 201)
        ) { request, _, _ in try await create(request) }
    }

    private func list(_ request: Request) async throws -> WrittenJSON {
        let merchant = try await polar.admit(request, .readBenefits)
        let query = try PolarBenefitQuery(request)
        let organization = try await polar.organization(among: query.organizations, merchant)
        guard let filter = query.filter(of: organization) else {
            return query.page.response([BenefitListing](), total: 0) { _, _ in }
        }
        let (listings, total) = try await polar.work(merchant.name, \.benefits) {
            [page = query.page] in
            try $0.listings(matching: filter, page: page.range)
        }
        return query.page.response(listings, total: total) { listing, writer in
            writer.object { PolarBenefitWire.write(listing, to: &$0) }
        }
    }

    private func create(_ request: Request) async throws -> WrittenJSON {
        let (merchant, body) = try await polar.admitWithBody(request, .writeBenefits)
        var form = body
        guard form.required("type", PolarValue.oneOf([Self.type: Self.type])) != nil else {
            try form.check()
            throw PolarRefusal.notFound
        }
        form.enter(Self.type)
        let change = PolarBenefitChange(&form, isNew: true)
        let organization = try await polar.organization(of: &form, merchant)
        let now = polar.clock.now()
        let listing = try Self.listing(change, of: organization, now)
        let made = try await polar.work(merchant.name, \.benefits) { benefits in
            try benefits.add(listing, now: now)
            return try benefits.listing(listing.benefit.id)
        }
        return WrittenJSON { PolarBenefitWire.write(made ?? listing, to: &$0) }
    }

    private static func listing(
        _ change: PolarBenefitChange, of organization: OrganizationID, _ now: Timestamp
    ) throws(PolarRefusal) -> BenefitListing {
        let id = BenefitID.random()
        let description = change.description ?? ""
        guard let prefix = BenefitListing.prefix(for: change.properties?.brand),
            let name = BenefitName(name(description, id))
        else { throw .notFound }
        return change.applied(
            to: BenefitListing(
                Benefit(id: id, name: name, terms: LicenseTerms(prefix: prefix)),
                of: organization, description: description, now: now))
    }

    /// A short name for the command line: letters and digits of the description, and enough of the id
    /// to be unique.
    private static func name(_ description: String, _ id: BenefitID) -> String {
        let words = description.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "-").prefix(48)
        return (slug.isEmpty ? "benefit" : slug) + "-" + "\(id)".prefix(8)
    }

    // MARK: - One of them

    private func addSingles(to table: inout PolarRouteTable) {
        let path = "\(Self.prefix)/{id}"
        table.add(
            Operation(
                .get, path, "polarGetBenefit", "One benefit.", scope: .benefitsRead,
                answer: .json(PolarSchema.benefit))
        ) { request, context, _ in
            let merchant = try await polar.admit(request, .readBenefits)
            let listing = try await found(context, merchant)
            return WrittenJSON { PolarBenefitWire.write(listing, to: &$0) }
        }
        table.add(
            Operation(
                .patch, path, "polarUpdateBenefit",
                "Change a benefit, and with its terms all licenses that are granted.",
                scope: .benefitsWrite, request: .json(PolarSchema.benefitChange),
                answer: .json(PolarSchema.benefit))
        ) { request, context, _ in try await update(request, context) }
        table.add(
            Operation(
                .delete, path, "polarDeleteBenefit",
                "Delete a benefit, and revoke what was granted.", scope: .benefitsWrite,
                status: 204)
        ) { request, context, _ in
            let merchant = try await polar.admit(request, .writeBenefits)
            let listing = try await found(context, merchant)
            let now = polar.clock.now()
            try await polar.work(merchant.name) { registry in
                var filter = GrantFilter(organization: listing.organization)
                filter.benefit = listing.benefit.id
                try registry.sales.grants.revokeAll(
                    matching: filter, deleting: .benefit, reason: "benefit deleted", now: now)
                try registry.benefits.delete(listing.benefit.id, now: now)
            }
            return NoContent()
        }
    }

    private func update(
        _ request: Request, _ context: ServiceContext
    ) async throws -> WrittenJSON {
        let (merchant, body) = try await polar.admitWithBody(request, .writeBenefits)
        var form = body
        _ = form.required("type", PolarValue.oneOf([Self.type: Self.type]))
        form.enter(Self.type)
        let change = PolarBenefitChange(&form, isNew: false)
        try form.check()
        let old = try await found(context, merchant)
        let new = change.applied(to: old)
        let now = polar.clock.now()
        let changed = try await polar.work(merchant.name, \.benefits) { benefits in
            try benefits.replace(new, now: now)
            return try benefits.listing(new.benefit.id)
        }
        if PolarBenefitChange.reachesLicenses(old.benefit.terms, new.benefit.terms) {
            try await renewLicenses(of: new, merchant)
        }
        return WrittenJSON { PolarBenefitWire.write(changed ?? new, to: &$0) }
    }

    /// Gives all licenses whose grants are granted the new terms, page by page, so that others get
    /// their turn in between.
    ///
    /// When it is interrupted, the change is to be sent again. Where this service may not mint,
    /// licenses keep their terms.
    private func renewLicenses(
        of listing: BenefitListing, _ merchant: PolarMerchant
    ) async throws {
        let (minting, now) = (polar.minting, polar.clock.now())
        guard
            let issuer = minting.issuer(covering: listing.benefit.id, of: listing.organization)
        else { return }
        var filter = GrantFilter(organization: listing.organization)
        filter.benefit = listing.benefit.id
        filter.isGranted = true
        var number: Int64 = 0
        while try await renewLicenses(on: number, of: filter, merchant, issuer, now) { number += 1 }
    }

    /// Whether there may be another page.
    private func renewLicenses(
        on number: Int64, of filter: GrantFilter, _ merchant: PolarMerchant, _ issuer: Issuer,
        _ now: Timestamp
    ) async throws -> Bool {
        let page = PageRange(number: number, size: Self.pageSize)
        return try await polar.work(merchant.name) { registry in
            let grants = try registry.sales.grants.page(
                matching: filter, order: .oldestFirst, page: page
            )
            .grants
            for grant in grants {
                try registry.issuance.renewTerms(
                    of: grant.license, through: grant.sale, by: issuer, now: now)
            }
            return grants.count == Self.pageSize
        }
    }

    private func found(
        _ context: ServiceContext, _ merchant: PolarMerchant
    ) async throws -> BenefitListing {
        try await polar.benefit(context, merchant)
    }
}

extension PolarContext {
    /// The benefit of the path, if it is the merchant's and was not deleted.
    func benefit(
        _ context: ServiceContext, _ merchant: PolarMerchant
    ) async throws -> BenefitListing {
        var form = PolarForm()
        let id = form.path("id", of: context, as: BenefitID.self)
        try form.check()
        guard let id, let listing = try await work(merchant.name, { try $0.benefits.listing(id) }),
            listing.deletedAt == nil, merchant.reaches(listing.organization)
        else { throw PolarRefusal.notFound }
        return listing
    }
}
