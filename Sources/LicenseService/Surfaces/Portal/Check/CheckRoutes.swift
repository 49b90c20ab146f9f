import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Tells whether a license key is genuine and good, in plain words.
///
/// Where a script runs, the browser tells it by itself, and says what `latchkey verify` says; the
/// service tells it by its registry to all others, and to everybody who asks.
struct CheckRoutes: Sendable {
    let portal: PortalContext

    func addRoutes(to table: inout PortalRouteTable) {
        table.open(.get, "/portal/check") { _, _, organization, _ in
            .page(try await page(organization))
        }
        table.open(.post, "/portal/check") { _, context, organization, form in
            try await check(form, organization, from: context.network)
        }
    }

    private func page(
        _ organization: Organization, _ typed: String = "", _ faults: [FieldFault] = []
    ) async throws -> PageBody {
        var section = PageSection()
        var form = PageForm(
            "/portal/check?organization=\(organization.id)",
            [
                FormField.area("key", "License key", typed, rows: 4).completed(faults),
                FormField.file("file", "Or its file", accepts: ".lic,text/plain").completed(),
            ], submit: "Check it")
        form.enctype = "multipart/form-data"
        form.checkTrust = try await CheckTrust(of: organization, portal).text
        section.form = form
        var page = PageBody("Check a license key", [section])
        page.intro = "Whether \(organization.name) has signed it, and whether it is good now."
        page.pageModule = portal.renderer.assets.checkModule
        page.show(faults)
        return page
    }

    private func check(
        _ form: SubmittedForm, _ organization: Organization, from network: ClientNetwork
    ) async throws -> PageAnswer {
        let input = KeyInput(form)
        guard let text = input.text else {
            return .refused(try await page(organization, form.raw("key"), [input.fault]))
        }
        let caller = try portal.keys.admit(network)
        var page = try await page(organization, form.raw("key"))
        let known = try await portal.keys.license(text, of: organization.id, for: caller)
        do throws(LicenseError) {
            let verified = try portal.licenses.verify(LicenseKey(parsing: text))
            page.pageNotice = notice(
                verified.claims, known, organization, at: portal.clock.now())
            page.sections.insert(Self.facts(verified.claims), at: 0)
        } catch {
            page.pageNotice =
                known.map {
                    notice($0.claims, $0, organization, isSigned: false, at: portal.clock.now())
                }
                ?? Notice(
                    "Not a license of \(organization.name).",
                    "\(error); \(error.nextStep)".asSentence, .danger)
            if let known { page.sections.insert(Self.facts(known.claims), at: 0) }
        }
        return .page(page)
    }

    private func notice(
        _ claims: LicenseClaims, _ known: LicenseDetails?, _ organization: Organization,
        isSigned: Bool = true, at now: Timestamp
    ) -> Notice {
        guard claims.organization == organization.id else {
            return Notice("Not a license of \(organization.name).", nil, .danger)
        }
        let genuine =
            isSigned
            ? "The signature is that of \(organization.name)."
            : "It is a key that \(organization.name) has given out, which works online."
        if let known, let refusal = known.refusal(at: now) {
            guard refusal == .expired else {
                return Notice("Genuine, but it is \(known.record.state).", genuine, .danger)
            }
            if let end = known.end, let grace = known.graceEnd, now < grace {
                return Notice(
                    telling:
                        "Genuine, and in its grace: it expired on \(end) and can be used until \(grace).",
                    "\(genuine) Programs that ask the vendor online refuse it.", .warning)
            }
            return Notice("Genuine, but it has ended.", genuine, .warning)
        }
        if known == nil {
            return Notice(
                "Genuine, but not the newest key of its license.",
                "\(genuine) It was replaced, or was never recorded here.", .warning)
        }
        if let start = claims.notBefore, now < start {
            return Notice(
                telling: "Genuine, and good from \(start) on.", Sentence(genuine), .warning)
        }
        return Notice("Genuine and good.", genuine)
    }

    private static func facts(_ claims: LicenseClaims) -> PageSection {
        var section = PageSection("What it says")
        section.anchor = "said"
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("License", .code("\(claims.license)")),
            PageSection.DetailList.Detail("Issued", .time(claims.issuedAt)),
            PageSection.DetailList.Detail("Ends", .time(claims.expiresAt)),
            claims.expiresAt.flatMap { end in
                claims.grace.map { PageSection.DetailList.Detail("Grace until", .time(end + $0)) }
            },
            PageSection.DetailList.Detail("Devices", .text(claims.activationLimit.plainText)),
            PageSection.DetailList.Detail(
                "Units", .text(claims.usageLimit.map(\.grouped) ?? "any number")),
        ])
        section.details?.terms += claims.scopeDetails
        return section
    }
}
