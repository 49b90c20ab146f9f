import COSE
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import QREncoding

/// One license key, minted by a form.
struct MintRoutes: Sendable {
    private static let path = "/admin/keys/mint"

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .licensesWrite) { visit in
            .page(try await page(visit, visit.query, []))
        }
        table.act("\(Self.path)/preview", .licensesWrite) { visit in
            .page(try await page(visit, visit.form, []))
        }
        table.act(Self.path, .licensesWrite) { visit in try await mint(visit) }
    }

    private func page(
        _ visit: AdminVisit, _ form: SubmittedForm, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let benefits = try await visit.mintableBenefits()
        var page = PageBody("Mint a license key")
        page.trail = AdminNavigation.trail(("/admin/keys", "License keys"))
        guard !benefits.isEmpty else {
            page.pageNotice = Notice(
                "This service cannot mint license keys of this organization.",
                "Give it an issuing key with the setting keys.minting, and add a benefit; or mint with latchkey issue and import the keys.",
                .warning)
            page.sections = [typed(form)].compactMap(\.self)
            return page
        }
        page.show(faults)
        var asked = PageForm(
            Self.path, fields(form, benefits).map { $0.completed(faults) }, submit: "Mint the key")
        asked.previewAction = "\(Self.path)/preview"
        asked.cancel = "/admin/keys"
        var section = PageSection()
        section.form = asked
        page.sections = [section, try await preview(visit, form, benefits)]
        return page
    }

    /// What was typed before nothing could be minted any more; nil for nothing.
    private func typed(_ form: SubmittedForm) -> PageSection? {
        let fields = ["name", "email", "end", "seats", "units"].filter { form[$0] != nil }
        guard !fields.isEmpty else { return nil }
        var section = PageSection("What you typed", "Nothing of it is lost: copy it from here.")
        section.details = PageSection.DetailList(
            fields.map {
                PageSection.DetailList.Detail(
                    Self.label(of: $0), .text(ShownText.inTable(form.raw($0))))
            })
        return section
    }

    private func fields(_ form: SubmittedForm, _ benefits: [Benefit]) -> [FormField] {
        [
            .select(
                "benefit", "Benefit", benefits.map { ("\($0.id)", "\($0.name)") },
                chosen: form["benefit"], hint: "Sets what the fields below do not say."),
            .input("name", "Customer's name", form.raw("name"), hint: "At most 200 bytes."),
            .input(
                "email", "Customer's e-mail address", form.raw("email"), type: "email",
                hint: "A customer of yours with this address gets the key; else a new one is added."
            ),
            .input(
                "end", "Ends", form.raw("end"),
                hint:
                    "A date such as 2027-12-31, good to the end of that day in UTC; empty for what the benefit says."
            ),
            .input(
                "seats", "Devices", form.raw("seats"),
                hint: "A number or “unlimited”; empty for what the benefit says."),
            .input(
                "units", "Units", form.raw("units"),
                hint: "A number; empty for what the benefit says."),
        ]
    }

    // MARK: - Preview

    private func preview(
        _ visit: AdminVisit, _ form: SubmittedForm, _ benefits: [Benefit]
    ) async throws -> PageSection {
        var section = PageSection("Preview")
        section.anchor = "preview"
        let chosen = form["benefit"].flatMap { BenefitID($0) }
        guard let benefit = benefits.first(where: { $0.id == chosen }) ?? benefits.first else {
            return section
        }
        let draft = MintDraft(form, benefit, now: visit.now)
        guard draft.faults.isEmpty else {
            section.consequences = PageSection.Lines(
                lines: draft.faults.map { "\(Self.label(of: $0.field)): \($0.detail)" })
            return section
        }
        guard
            let issuer = visit.admin.minting.issuer(
                covering: benefit.id, of: visit.organization.id)
        else {
            section.text = "This service cannot mint licenses of this benefit."
            return section
        }
        let keyForm = try await visit.work { try $0.benefits.keyForm(of: benefit.id) }
        do {
            // Signed to see how long it gets, never shown, and recorded nowhere.
            var grant = Grant(benefit.id)
            grant.statusIndex = StatusIndex(1_000_000)
            grant.customer = draft.order.namesCustomer ? .random() : nil
            let minted = try issuer.mint(draft.terms, for: grant, issuedAt: visit.now)
            section.details = PageSection.DetailList(details(of: minted, keyForm))
        } catch {
            section.sectionNotice = Notice(Problem(error).detail, nil, .danger)
        }
        return section
    }

    /// What the form calls a field.
    private static func label(of field: String) -> String {
        switch field {
        case "name": "Customer's name"
        case "email": "Customer's e-mail address"
        case "end": "Ends"
        case "seats": "Devices"
        case "units": "Units"
        default: field
        }
    }

    private func details(
        of minted: MintedLicense, _ form: KeyForm
    ) -> [PageSection.DetailList.Detail?] {
        let claims = minted.claims
        let code = try? QRSymbol(alphanumeric: Carrier.encode(minted.message.bytes))
        // What the customer gets of a short one is drawn when it is minted.
        let isShort = form == .short
        return [
            PageSection.DetailList.Detail(
                "Begins with", .code("\(claims.prefix)\(isShort ? "-" : "_")")),
            PageSection.DetailList.Detail("Ends", .time(claims.expiresAt)),
            PageSection.DetailList.Detail("Devices", .text(claims.activationLimit.plainText)),
            PageSection.DetailList.Detail(
                "Units", .text(claims.usageLimit.map(\.grouped) ?? "any number")),
            PageSection.DetailList.Detail(
                "Length",
                .text(
                    isShort
                        ? counted("\(claims.prefix)".utf8.count + 37, "character")
                        : counted(minted.text.utf8.count, "character"))),
            isShort
                ? PageSection.DetailList.Detail(
                    "Form", .text("short: works online, and is exchanged for a signed one"))
                : nil,
            PageSection.DetailList.Detail(
                isShort ? "QR code of the signed one" : "QR code",
                .text(code.map { "version \($0.version)" } ?? "too long for one")),
        ] + claims.scopeDetails
    }

    // MARK: - Minting

    private func mint(_ visit: AdminVisit) async throws -> PageAnswer {
        let form = visit.form
        let organization = visit.organization.id
        let asked = form["benefit"].flatMap { BenefitID($0) }
        let offered = try await visit.work(\.benefits) { try $0.offered(by: organization) }
        guard let benefit = offered.first(where: { $0.id == asked }) else {
            return .refused(
                try await page(
                    visit, form,
                    [FieldFault(field: "benefit", detail: "This benefit is gone. Choose another.")])
            )
        }
        let now = visit.now
        let draft = MintDraft(form, benefit, now: now)
        guard draft.faults.isEmpty else {
            return .refused(try await page(visit, form, draft.faults))
        }
        let issuer = try visit.admin.minting.issuer(for: benefit.id, of: organization)
        do {
            let minted = try await visit.work(\.issuance) { issuance in
                try issuance.mint(draft.order, of: benefit, by: issuer, now: now)
            }
            return visit.done(.minted, at: "/admin/keys/\(minted.claims.license)")
        } catch RegistryError.minting(let error) {
            return .refused(
                try await page(
                    visit, form, [FieldFault(field: "end", detail: "\(error)".asSentence)]))
        }
    }
}
