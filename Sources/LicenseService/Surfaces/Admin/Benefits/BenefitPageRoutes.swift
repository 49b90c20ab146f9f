import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What is sold: listed, added, edited.
struct BenefitPageRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/benefits", .benefitsRead) { visit in .page(try await list(visit)) }
        table.look("/admin/benefits/new", .benefitsWrite) { visit in
            .page(try BenefitForm(visit.query, now: visit.now).page(nil, []))
        }
        table.act("/admin/benefits/new", .benefitsWrite) { visit in try await add(visit) }
        table.act("/admin/benefits/new/preview", .benefitsWrite) { visit in
            let typed = try BenefitForm(visit.form, now: visit.now)
            return .page(typed.page(nil, []))
        }
        table.act("/admin/benefits/{id}/preview", .benefitsWrite) { visit in
            let (listing, _) = try await benefit(visit)
            let typed = try BenefitForm(visit.form, now: visit.now)
            return .page(typed.page(listing, [], visit.caller))
        }
        table.look("/admin/benefits/{id}", .benefitsRead) { visit in
            let (listing, form) = try await benefit(visit)
            return .page(BenefitForm(listing, form).page(listing, [], visit.caller))
        }
        table.act("/admin/benefits/{id}", .benefitsWrite) { visit in try await edit(visit) }
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let (benefits, all) = try await visit.work(\.benefits) {
            (try $0.offered(by: organization), try $0.all(of: organization))
        }
        let counts = try await visit.licenseCounts()
        var section = PageSection(nil, counts.note(at: visit.now))
        let pager = Pager(of: visit.query)
        var table = PageTable(
            "Benefits", ["Name", "Keys begin with", "Lasts", "Devices", "Units#", "Licenses#"],
            pager.rows(of: benefits).map { benefit in
                [
                    .link("\(benefit.name)", "/admin/benefits/\(benefit.id)"),
                    .code("\(benefit.terms.prefix)_"), .text("\(benefit.terms.lifetime)"),
                    .text(benefit.terms.activationLimit.plainText),
                    .text(benefit.terms.usageLimit.map(\.grouped) ?? "any"),
                    .link(
                        (counts.benefits[benefit.id] ?? 0).grouped,
                        "/admin/keys?benefit=\(benefit.id)"),
                ]
            },
            empty:
                "There is no benefit yet. Add the first one: it is what license keys are made from."
        )
        pager.lead(&table, of: Int64(benefits.count), at: "/admin/benefits")
        section.table = table
        var page = PageBody("Benefits", [section])
        let offered = Set(benefits.map(\.id))
        let deleted = all.filter { !offered.contains($0.id) && (counts.benefits[$0.id] ?? 0) > 0 }
        if !deleted.isEmpty { page.sections.append(Self.deleted(deleted, counts.benefits)) }
        page.intro = "What you sell: each is the template of the licenses that are made from it."
        var actions = [
            LinkList.Item(href: LetterPageRoutes.path, text: "Letters to customers")
        ]
        if visit.caller.allows(.benefitsWrite) {
            actions.insert(
                LinkList.Item(
                    href: "/admin/benefits/new", text: "Add a benefit",
                    linkClass: "button primary"), at: 0)
        }
        page.actions = LinkList(actions)
        return page
    }

    /// What is sold no longer, and of which there are still keys.
    private static func deleted(
        _ benefits: [Benefit], _ counts: [BenefitID: Int64]
    ) -> PageSection {
        var section = PageSection("Deleted", "Nothing is made from them any more; their keys stay.")
        section.table = PageTable(
            "Deleted benefits", ["Name", "Licenses#"],
            benefits.prefix(Int(Pager.size)).map { benefit in
                [
                    .text("\(benefit.name)"),
                    .link(
                        (counts[benefit.id] ?? 0).grouped, "/admin/keys?benefit=\(benefit.id)"),
                ]
            }, empty: "")
        return section
    }

    private func benefit(
        _ visit: AdminVisit
    ) async throws -> (BenefitListing, KeyForm) {
        let id = try visit.context.id(.benefit, BenefitID.self)
        let (listing, form) = try await visit.work(\.benefits) {
            (try $0.listing(id), try $0.keyForm(of: id))
        }
        guard let listing, listing.deletedAt == nil else { throw Problem.missing(.benefit) }
        try visit.check(listing.organization, .benefit)
        return (listing, form)
    }

    private func add(_ visit: AdminVisit) async throws -> PageAnswer {
        let form = try BenefitForm(visit.form, now: visit.now)
        guard let benefit = form.benefit(.random()) else {
            return .refused(form.page(nil, form.faults))
        }
        let (organization, now) = (visit.organization.id, visit.now)
        do {
            try await visit.work { registry in
                try registry.together { registry in
                    var listing = BenefitListing(
                        benefit, of: organization, description: "\(benefit.name)", now: now)
                    listing.showsSeats = form.showsSeats
                    listing.brand = "\(benefit.terms.prefix)"
                    try registry.benefits.add(listing, now: now)
                    if form.keyForm != .signed {
                        try registry.benefits.setKeyForm(
                            of: benefit.id, to: form.keyForm, now: now)
                    }
                }
            }
        } catch RegistryError.exists {
            return .refused(form.page(nil, [Self.nameTaken]))
        }
        return visit.done(.added, at: "/admin/benefits/\(benefit.id)")
    }

    private static let nameTaken = FieldFault(
        field: "name", detail: "There is a benefit of this name.")

    private func edit(_ visit: AdminVisit) async throws -> PageAnswer {
        let (held, heldForm) = try await benefit(visit)
        let form = try BenefitForm(visit.form, now: visit.now)
        guard let benefit = form.benefit(held.benefit.id) else {
            return .refused(form.page(held, form.faults, visit.caller))
        }
        let (submitted, now) = (visit.form, visit.now)
        do {
            try await visit.work { registry in
                try registry.together { registry in
                    guard var listing = try registry.benefits.listing(benefit.id) else {
                        throw Problem.missing(.benefit)
                    }
                    guard BenefitForm.version(listing) == submitted["version"] else {
                        throw PageProblem.outdated(submitted)
                    }
                    listing.benefit = benefit
                    listing.showsSeats = form.showsSeats
                    try registry.benefits.replace(listing, now: now)
                    if form.keyForm != heldForm {
                        try registry.benefits.setKeyForm(
                            of: benefit.id, to: form.keyForm, now: now)
                    }
                }
            }
        } catch RegistryError.exists {
            return .refused(form.page(held, [Self.nameTaken], visit.caller))
        }
        return visit.done(.changed, at: "/admin/benefits/\(benefit.id)")
    }
}
