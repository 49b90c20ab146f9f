import COSE
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// How customers come in and go out.
struct PortalSignInRoutes: Sendable {
    let portal: PortalContext
    /// How many links one network may ask for.
    private let links = NetworkLimit(perSecond: 1, burst: 10)

    init(portal: PortalContext) {
        self.portal = portal
    }

    func addRoutes(to table: inout PortalRouteTable) {
        table.open(.get, "/portal/sign-in") { request, _, organization, _ in
            let query = SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8))
            return .page(
                query.isChecked("sent")
                    ? Self.sent(organization)
                    : page(organization, next: Self.next(query)))
        }
        table.open(.post, "/portal/sign-in/email") { _, context, organization, form in
            try byEmail(form, organization, from: context.network)
        }
        table.open(.post, "/portal/sign-in/key") { _, context, organization, form in
            try await byKey(form, organization, from: context.network)
        }
        table.open(.get, "/portal/open") { request, _, _, _ in
            let query = SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8))
            return .page(try await confirmation(query))
        }
        table.open(.post, "/portal/open") { _, _, _, form in try await open(form) }
        table.open(.post, "/portal/sign-out") { request, _, _, _ in
            if let caller = try await portal.caller(of: request) {
                let now = portal.clock.now()
                try await portal.registry.work(as: caller.name, \.tokens.sessions) {
                    try $0.end(caller.session.id, now: now)
                }
            }
            return .redirect(
                Redirect(
                    to: "/portal/sign-in",
                    setting: [portal.renderer.cookies.header(.portal, nil)]))
        }
    }

    /// Where somebody wanted to go.
    private static func next(_ form: SubmittedForm) -> NextPage {
        NextPage(form["next"], within: "/portal")
    }

    private func page(
        _ organization: Organization, _ form: SubmittedForm = SubmittedForm(),
        _ faults: [FieldFault] = [], next: NextPage
    ) -> PageBody {
        var page = PageBody("Your license keys")
        page.intro =
            "See what you have bought from \(organization.name), your keys and your devices."
        page.show(faults)
        if portal.mailer != nil {
            var section = PageSection(
                "By e-mail", "We send a link to the address that you bought with.")
            var asked = PageForm(
                "/portal/sign-in/email?organization=\(organization.id)",
                [
                    FormField.input(
                        "email", "E-mail address", form.raw("email"), type: "email",
                        isRequired: true, autocomplete: "email"
                    ).completed(faults)
                ], submit: "Send me a link")
            asked.hiddenFields = [next.field]
            section.form = asked
            page.sections.append(section)
        }
        var section = PageSection(
            "With a license key", "Paste the key, or choose its file. You see that key alone.")
        var asked = PageForm(
            "/portal/sign-in/key?organization=\(organization.id)",
            [
                FormField.area("key", "License key", form.raw("key"), rows: 3).completed(faults),
                FormField.file("file", "License file", accepts: ".lic,text/plain").completed(
                    faults),
            ], submit: "Show this key")
        asked.enctype = "multipart/form-data"
        asked.hiddenFields = [next.field]
        section.form = asked
        page.sections.append(section)
        return page
    }

    // MARK: - By e-mail

    private func byEmail(
        _ form: SubmittedForm, _ organization: Organization, from network: ClientNetwork
    ) throws -> PageAnswer {
        guard let mailer = portal.mailer else { throw Problem.notFound }
        guard let address = form["email"], MailAddress(address) != nil else {
            return .refused(
                page(
                    organization, form,
                    [
                        FieldFault(
                            field: "email", detail: "Write an address such as ann@example.com.")
                    ], next: Self.next(form)))
        }
        if let seconds = links.take(by: network) {
            throw Problem.tooMany("too many links were asked for from your network", after: seconds)
        }
        mailer.ask(
            SignInMailer.LinkRequest(
                address: address, organization: organization, next: Self.next(form)))
        // A page of its own, which a browser can load again.
        return .redirect(
            Redirect(to: "/portal/sign-in?organization=\(organization.id)&sent=yes"))
    }

    private static func sent(_ organization: Organization) -> PageBody {
        var page = PageBody("Check your e-mail")
        page.intro = """
            If \(organization.name) knows a customer with the address that you have typed, a link is \
            on its way to it. It works once, and for fifteen minutes. Asked for again within a \
            minute, it is sent once.
            """
        page.actions = LinkList([
            LinkList.Item(
                href: "/portal/sign-in?organization=\(organization.id)",
                text: "Type another address")
        ])
        return page
    }

    // MARK: - With a key

    private func byKey(
        _ form: SubmittedForm, _ organization: Organization, from network: ClientNetwork
    ) async throws -> PageAnswer {
        let input = KeyInput(form)
        guard let text = input.text else {
            return .refused(page(organization, form, [input.fault], next: Self.next(form)))
        }
        let caller = try portal.keys.admit(network)
        guard
            let (license, key) = try await portal.keys.named(
                text, of: organization.id, for: caller)
        else {
            return .refused(
                page(
                    organization, form,
                    [
                        FieldFault(field: "key", detail: unknown(text, organization))
                    ], next: Self.next(form)))
        }
        let (session, credential) = portal.sessions.new(
            .license(license.claims.license, of: organization.id), by: .key(key))
        let now = portal.clock.now()
        try await portal.registry.work(as: session.holder.name, \.tokens.sessions) {
            try $0.open(session, now: now)
        }
        // With a key one sees that key alone.
        let (own, wanted) = ("/portal/keys/\(license.claims.license)", Self.next(form).path)
        return signedIn(credential, at: wanted.hasPrefix(own) ? wanted : own)
    }

    /// Why a key shows nothing, as far as that can be told from the key alone.
    private func unknown(_ text: String, _ organization: Organization) -> String {
        do throws(LicenseError) {
            let verified = try portal.licenses.verify(LicenseKey(parsing: text))
            return verified.claims.organization == organization.id
                ? "This is not the newest key of its license. Use the one that has replaced it, or ask \(organization.name)."
                : "This is not a license key of \(organization.name)."
        } catch {
            return error.code == "key.no-separator"
                ? "\(organization.name) knows no such license key. Check that it is whole."
                : "\(error); \(error.nextStep)".asSentence
        }
    }

    // MARK: - With a link

    /// Looking at a link signs nobody in, since mail programs look at links too.
    private func confirmation(_ query: SubmittedForm) async throws -> PageBody {
        guard try await invitation(query) != nil else { throw Self.linkSpent }
        var form = PageForm("/portal/open", submit: "Show my license keys")
        for name in ["link", "customer_session_token"] {
            if let value = query[name] {
                form.hiddenFields.append(
                    PageForm.HiddenField(hiddenName: name, hiddenValue: value))
            }
        }
        form.hiddenFields.append(Self.next(query).field)
        var section = PageSection()
        section.form = form
        var page = PageBody("Your license keys", [section])
        page.intro = "You stay signed in on this browser for up to eight hours."
        return page
    }

    private func open(_ form: SubmittedForm) async throws -> PageAnswer {
        guard let invited = try await invitation(form) else { throw Self.linkSpent }
        let (session, credential) = portal.sessions.new(
            invited.holder, by: invited.maker.map { .token($0) }, until: invited.end)
        let now = portal.clock.now()
        let isOpen = try await portal.registry.work(as: invited.holder.name, \.tokens.sessions) {
            sessions in
            guard let link = invited.link else {
                try sessions.open(session, now: now)
                return true
            }
            return try sessions.open(session, by: link, now: now)
        }
        guard isOpen else { throw Self.linkSpent }
        return signedIn(credential, at: Self.next(form).path)
    }

    /// Whom a link signs in: one from an e-mail once, one from a shop as long as the shop says.
    private struct Invitation {
        let holder: PageHolder
        /// The token of who made the link.
        let maker: ShownToken?
        /// When the session ends at the latest; nil where the link does not say.
        let end: Timestamp?
        /// The link that is used up by it.
        let link: SignInLinkID?
    }

    private func invitation(_ form: SubmittedForm) async throws -> Invitation? {
        let now = portal.clock.now()
        if let text = form["link"] {
            guard let link = try await portal.sessions.link(text), case .customer = link.holder
            else { return nil }
            return Invitation(
                holder: link.holder, maker: link.maker, end: nil, link: link.id)
        }
        guard let token = form["customer_session_token"].flatMap({ PolarSessionToken($0) }),
            let session = try await portal.registry.work(
                as: "pages", { try $0.customers.session(token.id, now: now) }),
            token.matches(session.secretDigest), session.isGood(at: now)
        else { return nil }
        return Invitation(
            holder: .customer(session.customer, of: session.organization), maker: session.maker,
            end: session.expiresAt, link: nil)
    }

    private static var linkSpent: Problem {
        Problem(
            .gone, "link.spent", "this link was used before, or is too old",
            nextStep: "ask for another one where you found it, or sign in with your e-mail address"
        )
    }

    private func signedIn(
        _ credential: PageCredential<PageSessionKind>, at path: String
    ) -> PageAnswer {
        .redirect(
            Redirect(
                to: path, setting: [portal.renderer.cookies.header(.portal, credential.text)]))
    }
}
