import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// One benefit's letter: how a customer reads it, and its words with names for what differs.
struct LetterPage {
    /// How long words may be that are written here: a page shows them twice.
    private static let longest = 10_000

    private let listing: BenefitListing
    private let known: EmailTemplate?
    private let organization: Organization
    private let mayChange: Bool

    init(_ listing: BenefitListing, _ known: EmailTemplate?, _ visit: AdminVisit) {
        self.listing = listing
        self.known = known
        organization = visit.organization
        mayChange = visit.caller.allows(.benefitsWrite)
    }

    /// Which words a form was filled from.
    static func version(_ template: EmailTemplate?) -> String {
        guard let template else { return "usual" }
        return FormVersion.of([template.subject, template.plain, template.html])
    }

    func faults(of template: EmailTemplate) -> [FieldFault] {
        var faults: [FieldFault] = []
        let parts = [
            ("subject", template.subject, 200), ("text", template.plain, Self.longest),
            ("html", template.html ?? "", Self.longest),
        ]
        for (field, part, limit) in parts {
            if part.utf8.count > limit {
                faults.append(
                    FieldFault(field: field, detail: "Use at most \(limit.grouped) bytes."))
            }
            do throws(TextTemplate.Fault) {
                _ = try TextTemplate(part)
            } catch {
                faults.append(FieldFault(field: field, detail: "\(error)".asSentence))
            }
        }
        if template.subject.isEmpty {
            faults.append(FieldFault(field: "subject", detail: "Write a subject."))
        }
        return faults
    }

    func body(_ template: EmailTemplate, _ faults: [FieldFault]) -> PageBody {
        var page = PageBody("Letter for \(listing.benefit.name)")
        page.state = known == nil ? Badge("usual words", .neutral) : Badge("your own words", .good)
        page.intro = "What a customer gets with the key, filled in for one who is not real."
        page.trail = AdminNavigation.trail(
            ("/admin/benefits", "Benefits"), (LetterPageRoutes.path, "Letters to customers"))
        page.sections = faults.isEmpty ? [sample(template)] : []
        if mayChange {
            page.sections.append(words(template, faults))
            if known != nil { page.sections.append(usual) }
        }
        page.show(faults)
        return page
    }

    private func sample(_ template: EmailTemplate) -> PageSection {
        var section = PageSection("As a customer reads it")
        let key = "\(listing.benefit.terms.prefix)_…the customer’s key…"
        let values: [TextTemplate.Name: String] = [
            .key: key,
            .customer: "Ann Example", .organization: organization.name,
            .benefit: listing.description.isEmpty
                ? "\(listing.benefit.name)" : listing.description,
            .expires: listing.benefit.terms.lifetime == .perpetual ? "never" : "2027-12-31",
            .instructions: listing.benefit.instructions(with: key) ?? "",
        ]
        guard let email = try? LicenseEmail(template, values) else {
            section.sectionNotice = Notice("These words cannot be filled in.", nil, .danger)
            return section
        }
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Subject", .text(email.subject)),
            PageSection.DetailList.Detail("Attached", .text("the license as a .lic file")),
            PageSection.DetailList.Detail(
                "Formatted",
                .text(
                    email.html == nil
                        ? "no, text alone" : "yes; programs that show no HTML show this text")),
        ])
        section.copyable = PageSection.CopyText(
            copyID: "letter", copyLabel: "Text", copied: email.plain,
            copyRows: min(24, 2 + email.plain.count { $0 == "\n" } + email.plain.count / 90))
        return section
    }

    private func words(_ template: EmailTemplate, _ faults: [FieldFault]) -> PageSection {
        let path = LetterPageRoutes.path(listing.benefit.id)
        let names = TextTemplate.Name.allCases.map { "{{\($0.rawValue)}}" }
        var form = PageForm(
            path,
            [
                FormField.input(
                    "subject", "Subject", template.subject, isRequired: true),
                .area(
                    "text", "Text", template.plain, rows: 14,
                    hint:
                        "Names in braces are filled in: \(names.joined(separator: ", "))."),
                .area(
                    "html", "The same as HTML", template.html ?? "", rows: 10,
                    hint: "Empty for a letter of text alone."),
            ].map { $0.completed(faults) }, submit: "Save")
        form.previewAction = "\(path)/preview"
        form.cancel = LetterPageRoutes.path
        form.hiddenFields = [
            PageForm.HiddenField(hiddenName: "version", hiddenValue: Self.version(known))
        ]
        var section = PageSection("Its words")
        section.form = form
        return section
    }

    private var usual: PageSection {
        var section = PageSection(
            "Back to the usual words",
            "Yours are forgotten. Letters that were sent stay as they are.")
        section.form = .button(
            "\(LetterPageRoutes.path(listing.benefit.id))/usual", "Use the usual words")
        return section
    }
}
