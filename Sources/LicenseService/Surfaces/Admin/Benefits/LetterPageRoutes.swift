import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The e-mails that customers get with their keys: each benefit's words, and how they look filled in.
struct LetterPageRoutes: Sendable {
    static let path = "/admin/letters"

    static func path(_ benefit: BenefitID) -> String { "\(path)/\(benefit)" }

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .benefitsRead) { visit in .page(try await list(visit)) }
        table.look("\(Self.path)/{id}", .benefitsRead) { visit in
            let (listing, template) = try await letter(visit)
            return .page(
                LetterPage(listing, template, visit).body(template ?? LicenseEmail.usual, []))
        }
        table.act("\(Self.path)/{id}", .benefitsWrite) { visit in try await save(visit) }
        table.act("\(Self.path)/{id}/preview", .benefitsWrite) { visit in
            try await preview(visit)
        }
        table.act("\(Self.path)/{id}/usual", .benefitsWrite) { visit in
            let (listing, _) = try await letter(visit)
            return try await set(nil, of: listing, visit)
        }
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let (benefits, templates) = try await visit.work { registry in
            (
                try registry.benefits.all(of: organization),
                try registry.customers.emails.templates(of: organization)
            )
        }
        let pager = Pager(of: visit.query)
        var section = PageSection()
        var table = PageTable(
            "Letters", ["Benefit", "Subject", "Words"],
            pager.rows(of: benefits).map { benefit in
                let own = templates[benefit.id]
                return [
                    .link("\(benefit.name)", Self.path(benefit.id)),
                    .text((own ?? LicenseEmail.usual).subject),
                    .badge(own == nil ? Badge("usual", .neutral) : Badge("your own", .good)),
                ]
            }, empty: "There is no benefit yet, and so no letter.")
        pager.lead(&table, of: Int64(benefits.count), at: Self.path)
        section.table = table
        var page = PageBody("Letters to customers", [section])
        page.intro =
            visit.admin.sendsEmails
            ? "Who buys one of these gets its letter with the key."
            : "This service sends no e-mail until mail.program and mail.from are set."
        page.trail = AdminNavigation.trail(("/admin/benefits", "Benefits"))
        return page
    }

    private func letter(_ visit: AdminVisit) async throws -> (BenefitListing, EmailTemplate?) {
        let id = try visit.context.id(.benefit, BenefitID.self)
        let (listing, template) = try await visit.work {
            (try $0.benefits.listing(id), try $0.customers.emails.template(of: id))
        }
        guard let listing, listing.deletedAt == nil else { throw Problem.missing(.benefit) }
        try visit.check(listing.organization, .benefit)
        return (listing, template)
    }

    private func preview(_ visit: AdminVisit) async throws -> PageAnswer {
        let (listing, known) = try await letter(visit)
        let typed = Self.typed(visit.form)
        let page = LetterPage(listing, known, visit)
        let faults = page.faults(of: typed)
        return faults.isEmpty
            ? .page(page.body(typed, [])) : .refused(page.body(typed, faults))
    }

    private func save(_ visit: AdminVisit) async throws -> PageAnswer {
        let (listing, known) = try await letter(visit)
        let typed = Self.typed(visit.form)
        let page = LetterPage(listing, known, visit)
        let faults = page.faults(of: typed)
        guard faults.isEmpty else { return .refused(page.body(typed, faults)) }
        guard LetterPage.version(known) == visit.form["version"] else {
            throw PageProblem.outdated(visit.form)
        }
        return try await set(typed, of: listing, visit)
    }

    private func set(
        _ template: EmailTemplate?, of listing: BenefitListing, _ visit: AdminVisit
    ) async throws -> PageAnswer {
        let (id, now) = (listing.benefit.id, visit.now)
        try await visit.work { try $0.customers.emails.setTemplate(template, of: id, now: now) }
        return visit.done(.changed, at: Self.path(id))
    }

    private static func typed(_ form: SubmittedForm) -> EmailTemplate {
        // Browsers send lines as mail has them; templates keep them as programs do.
        let texts = ["subject", "text", "html"].map {
            form.raw($0).split(separator: "\r\n", omittingEmptySubsequences: false)
                .joined(separator: "\n")
        }
        return EmailTemplate(
            subject: texts[0], plain: texts[1], html: texts[2].isEmpty ? nil : texts[2])
    }
}
