import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Benefits that give license keys.
struct PolarBenefitRoutes: Sendable {
    private static let prefix = "/v1/benefits"
    private static let type = "license_keys"

    let desk: PolarContext

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
                    QueryParameter("type", .words([Self.type]), "Of this type."),
                    QueryParameter("query", .text, "With this in the description."),
                    QueryParameter(
                        "metadata[name]", .text, "With this value of this name; may be repeated."),
                    QueryParameter("sorting", .words(Self.sortings), "In this order."),
                ] + PolarSchema.page, answer: .json(PolarSchema.list(of: PolarSchema.benefit)))
        ) { request, _, _ in try await list(request) }
        table.add(
            Operation(
                .post, "\(Self.prefix)/", "polarCreateBenefit", "Add a benefit.",
                scope: .benefitsWrite, request: .json(PolarSchema.newBenefit),
                answer: .json(PolarSchema.benefit), status: 201)
        ) { request, _, _ in try await create(request) }
    }

    private static let sortings = [
        "created_at", "-created_at", "description", "-description", "type", "-type", "user_order",
        "-user_order",
    ]

    private func list(_ request: Request) async throws -> Response {
        let merchant = try await desk.admit(request, .readBenefits)
        var form = PolarForm()
        let organizations: [OrganizationID] = form.queries(
            "organization_id", of: request, PolarValue.id)
        let types = form.queries("type", of: request, Self.anyType)
        let ids: [BenefitID] = form.queries("id", of: request, PolarValue.id)
        let excluded: [BenefitID] = form.queries("exclude_id", of: request, PolarValue.id)
        let words = form.query("query", of: request, PolarValue.text)
        let sortings = form.queries(
            "sorting", of: request,
            PolarValue.word(Dictionary(uniqueKeysWithValues: Self.sortings.map { ($0, $0) })))
        let metadata = form.map("metadata", of: request)
        let page = PolarPage(request, &form)
        try form.check()
        let organization = try await desk.organization(among: organizations, merchant)
        guard let organization, types.isEmpty || types.contains(Self.type) else {
            return page.response([BenefitListing](), total: 0) { _, _ in }
        }
        var filter = BenefitListingFilter(organization: organization)
        filter.ids = ids
        filter.excluded = excluded
        filter.words = words
        filter.metadata = metadata
        filter.order = sortings.compactMap { Self.order($0) }
        let (listings, total) = try await desk.work(merchant.name) { [filter] in
            try $0.benefitListings(matching: filter, page: page.range)
        }
        return page.response(listings, total: total) { listing, writer in
            writer.object { PolarBenefitWire.write(listing, to: &$0) }
        }
    }

    /// All are of one type here, and in no other order of the organization's own.
    private static func order(
        _ sorting: String
    ) -> (by: BenefitListingFilter.Order, PageOrder)? {
        let direction: PageOrder = sorting.hasPrefix("-") ? .newestFirst : .oldestFirst
        return switch sorting.drop(while: { $0 == "-" }) {
        case "created_at": (.created, direction)
        case "description": (.description, direction)
        default: nil
        }
    }

    private static var anyType: PolarForm.Reader<String> {
        let all = [
            type, "custom", "discord", "github_repository", "downloadables", "meter_credit",
            "feature_flag", "slack_shared_channel",
        ]
        return PolarValue.word(Dictionary(uniqueKeysWithValues: all.map { ($0, $0) }))
    }

    private func create(_ request: Request) async throws -> Response {
        let (merchant, body) = try await desk.admitWithBody(request, .writeBenefits)
        var form = body
        guard form.required("type", PolarValue.word([Self.type: Self.type])) != nil else {
            try form.check()
            throw PolarRefusal.notFound
        }
        form.enter(Self.type)
        let change = PolarBenefitChange(&form, isNew: true)
        let organization = try await desk.organization(of: &form, merchant)
        let now = desk.clock.now()
        let id = BenefitID.random()
        let description = change.description ?? ""
        guard let prefix = BenefitListing.prefix(for: change.properties?.brand),
            let name = BenefitName(Self.name(description, id))
        else { throw PolarRefusal.notFound }
        let listing = change.applied(
            to: BenefitListing(
                Benefit(id: id, name: name, terms: LicenseTerms(prefix: prefix)),
                of: organization, description: description, now: now))
        try await desk.work(merchant.name) { try $0.addBenefit(listing, now: now) }
        return PolarResponse.json(.created) { PolarBenefitWire.write(listing, to: &$0) }
    }

    /// A short name for the command line: letters and digits of the description, and of the id so
    /// many that it is nobody else's.
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
            let merchant = try await desk.admit(request, .readBenefits)
            let listing = try await found(context, merchant)
            return PolarResponse.json { PolarBenefitWire.write(listing, to: &$0) }
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
            let merchant = try await desk.admit(request, .writeBenefits)
            let listing = try await found(context, merchant)
            let now = desk.clock.now()
            try await desk.work(merchant.name) { registry in
                var filter = GrantFilter(organization: listing.organization)
                filter.benefit = listing.benefit.id
                try registry.revokeGrants(filter, reason: "benefit deleted", now: now)
                try registry.deleteBenefit(listing.benefit.id, now: now)
            }
            return PolarResponse.nothing
        }
    }

    private func update(
        _ request: Request, _ context: ServiceContext
    ) async throws -> Response {
        let (merchant, body) = try await desk.admitWithBody(request, .writeBenefits)
        var form = body
        _ = form.required("type", PolarValue.word([Self.type: Self.type]))
        form.enter(Self.type)
        let change = PolarBenefitChange(&form, isNew: false)
        try form.check()
        let old = try await found(context, merchant)
        let new = change.applied(to: old)
        let now = desk.clock.now()
        let changed = try await desk.work(merchant.name) { registry in
            try registry.replaceBenefit(new, now: now)
            return try registry.benefitListing(new.benefit.id)
        }
        if PolarBenefitChange.reachesLicenses(old.benefit.terms, new.benefit.terms) {
            try await renewLicenses(of: new, merchant)
        }
        return PolarResponse.json { PolarBenefitWire.write(changed ?? new, to: &$0) }
    }

    /// Gives all licenses whose grants are granted the new terms, page by page, so that others get
    /// their turn in between.
    ///
    /// When it is interrupted, the change is to be sent again.
    private func renewLicenses(
        of listing: BenefitListing, _ merchant: PolarMerchant
    ) async throws {
        let now = desk.clock.now()
        let regrant = PolarRegrant(minting: desk.minting, now: now)
        var filter = GrantFilter(organization: listing.organization)
        filter.benefit = listing.benefit.id
        filter.isGranted = true
        var number: Int64 = 0
        while true {
            let page = PageRange(number: number, size: 50)
            let count = try await desk.work(merchant.name) { [filter] registry in
                let grants = try registry.grants(matching: filter, order: .oldestFirst, page: page)
                    .grants
                let licenses = try registry.licenseDetails(grants.map(\.license), now: now)
                for grant in grants {
                    guard let license = licenses[grant.license] else { continue }
                    try regrant.renewTerms(of: license, in: registry)
                }
                return grants.count
            }
            if count < 50 { return }
            number += 1
        }
    }

    private func found(
        _ context: ServiceContext, _ merchant: PolarMerchant
    ) async throws -> BenefitListing {
        try await desk.benefit(context, merchant)
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
        guard let id, let listing = try await work(merchant.name, { try $0.benefitListing(id) }),
            listing.deletedAt == nil, merchant.reaches(listing.organization)
        else { throw PolarRefusal.notFound }
        return listing
    }
}
