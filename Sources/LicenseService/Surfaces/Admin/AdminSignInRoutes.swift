import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// How operators come in and go out.
struct AdminSignInRoutes: Sendable {
    let admin: AdminContext

    func addRoutes(to table: inout AdminRouteTable) {
        table.open(.get, "/admin/sign-in") { request, _ in signIn(request) }
        table.open(.post, "/admin/sign-in") { request, context in
            try await byToken(request, context)
        }
        table.open(.post, "/admin/sign-in/proxy") { request, _ in try await byProxy(request) }
        table.open(.get, "/admin/open") { request, _ in try await confirm(request) }
        table.open(.post, "/admin/open") { request, _ in try await byLink(request) }
        table.open(.post, "/admin/sign-out") { request, _ in try await signOut(request) }
        table.open(.post, "/admin/organization") { request, _ in
            let form = try await checkedForm(request)
            return .redirect(
                Redirect(
                    to: "/admin",
                    setting: [
                        admin.renderer.cookies.header(
                            .organization,
                            form["organization"].flatMap { OrganizationID($0) }
                                .map { "\($0)" })
                    ]))
        }
    }

    // MARK: - By a token

    private func signIn(
        _ request: Request, wrong: String? = nil, status: HTTPResponse.Status = .ok
    ) -> PageContent {
        let query = SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8))
        var field = FormField.input(
            "api-token", "API token", type: "password",
            hint: "Begins with lk_. The dashboard shows and does what the token allows.",
            isRequired: true, autocomplete: "current-password")
        if let wrong {
            field = field.completed([FieldFault(field: "api-token", detail: wrong)])
        } else {
            field = field.completed()
        }
        var form = PageForm("/admin/sign-in", [field], submit: "Sign in")
        form.hiddenFields = [
            PageForm.HiddenField(hiddenName: "next", hiddenValue: Self.path(query["next"]))
        ]
        var byToken = PageSection("With an API token")
        byToken.form = form
        let byLink = PageSection(
            "With a link",
            """
            On the machine that runs the service, latchkeyd open prints a link that signs you in \
            once, for ten minutes.
            """)
        var page = PageBody("Sign in", [byToken, byLink])
        if wrong == nil { show(admin.proxySignIn?.statement(of: request), on: &page, query) }
        return content(page, request, status)
    }

    private func byToken(_ request: Request, _ context: ServiceContext) async throws -> PageContent
    {
        let form = try await checkedForm(request)
        guard let text = form["api-token"],
            let token = try await admin.authenticator.token(Substring(text))
        else {
            return signIn(
                request, wrong: "This token is unknown, expired or revoked.",
                status: .unprocessableContent)
        }
        let (session, credential) = admin.sessions.new(
            .token(token.id), by: .token(ShownToken(token)), until: token.expiresAt)
        let now = admin.clock.now()
        try await admin.registry.work(as: session.holder.name, \.tokens.sessions) {
            try $0.open(session, now: now)
        }
        return try await signedIn(credential, request, at: Self.path(form["next"]))
    }

    // MARK: - By a proxy

    private func show(
        _ statement: ProxySignIn.Statement?, on page: inout PageBody, _ query: SubmittedForm
    ) {
        switch statement {
        case nil, .nobody?: return
        case .unclear?:
            page.pageNotice = Notice(
                "Your proxy does not say clearly who you are.",
                "It must name one person in the header \(admin.proxySignIn?.header.rawName ?? ""), and take away what callers send in it.",
                .warning)
        case .person(let person)? where admin.proxySignIn?.token(of: person) == nil:
            page.pageNotice = Notice(
                "Your proxy says that you are \(person), who has no access here.",
                "Whoever runs the service can give it to you with the setting admin.sign-in-people.",
                .warning)
        case .person(let person)?:
            var form = PageForm("/admin/sign-in/proxy", submit: "Continue as \(person)")
            form.hiddenFields = [
                PageForm.HiddenField(hiddenName: "next", hiddenValue: Self.path(query["next"]))
            ]
            var section = PageSection("As \(person)", "Your proxy has signed you in.")
            section.form = form
            page.sections.insert(section, at: 0)
        }
    }

    private func byProxy(_ request: Request) async throws -> PageContent {
        let form = try await checkedForm(request)
        let now = admin.clock.now()
        guard let signIn = admin.proxySignIn,
            case .person(let person) = signIn.statement(of: request),
            let id = signIn.token(of: person),
            let token = try await admin.registry.work(as: "pages", { try $0.tokens.find(id) }),
            token.isGood(at: now)
        else {
            throw Problem(
                .forbidden, "proxy.nobody", "your proxy names nobody who has access here",
                nextStep: "sign in with a link or an API token")
        }
        let (session, credential) = admin.sessions.new(
            .token(id), by: .token(ShownToken(token)), until: token.expiresAt, person: person)
        try await admin.registry.work(as: session.actor, \.tokens.sessions) {
            try $0.open(session, now: now)
        }
        return try await signedIn(credential, request, at: Self.path(form["next"]))
    }

    // MARK: - By a link

    /// Looking at the link signs nobody in, since mail programs and chats look at links too.
    private func confirm(_ request: Request) async throws -> PageContent {
        let query = SubmittedForm(urlEncoded: Array((request.uri.query ?? "").utf8))
        guard let text = query["link"], let link = try await admin.sessions.link(text),
            link.holder == .owner
        else { throw Self.linkSpent }
        var form = PageForm("/admin/open", submit: "Open the dashboard")
        form.hiddenFields = [PageForm.HiddenField(hiddenName: "link", hiddenValue: text)]
        var section = PageSection(
            nil, "This link works once. You stay signed in for up to twelve hours.")
        section.form = form
        return content(PageBody("Sign in to the dashboard", [section]), request, .ok)
    }

    private func byLink(_ request: Request) async throws -> PageContent {
        let form = try await checkedForm(request)
        guard let text = form["link"], let link = try await admin.sessions.link(text),
            link.holder == .owner
        else { throw Self.linkSpent }
        let (session, credential) = admin.sessions.new(.owner, by: nil)
        let now = admin.clock.now()
        let isOpen = try await admin.registry.work(as: session.holder.name, \.tokens.sessions) {
            try $0.open(session, by: link.id, now: now)
        }
        guard isOpen else { throw Self.linkSpent }
        return try await signedIn(credential, request, at: "/admin")
    }

    private static var linkSpent: Problem {
        Problem(
            .gone, "link.spent", "this link was used before, or is older than ten minutes",
            nextStep: "run latchkeyd open once more")
    }

    // MARK: - Out

    private func signOut(_ request: Request) async throws -> PageContent {
        let body = try await request.bytes(upTo: admin.limits.bodyBytes)
        let form = try SubmittedForm(request, Array(body.readableBytesView))
        if let caller = try await admin.caller(of: request) {
            guard caller.credential.formToken.matches(form["token"]) else {
                throw PageProblem.otherForm(form, at: request.uri.path)
            }
            let now = admin.clock.now()
            try await admin.registry.work(as: caller.name, \.tokens.sessions) {
                try $0.end(caller.session.id, now: now)
            }
        }
        return .redirect(
            Redirect(
                to: "/admin/sign-in", setting: [admin.renderer.cookies.header(.admin, nil)]))
    }

    // MARK: - Steps

    /// A form of somebody who is signed in or is to be, with a token made for their browser.
    private func checkedForm(_ request: Request) async throws -> SubmittedForm {
        let body = try await request.bytes(upTo: admin.limits.bodyBytes)
        let form = try SubmittedForm(request, Array(body.readableBytesView))
        if admin.renderer.cookies.visit(request).token.matches(form["token"]) { return form }
        if let caller = try await admin.caller(of: request),
            caller.credential.formToken.matches(form["token"])
        {
            return form
        }
        throw PageProblem.otherForm(form, at: request.uri.path)
    }

    private func content(
        _ page: PageBody, _ request: Request, _ status: HTTPResponse.Status
    ) -> PageContent {
        let visit = admin.renderer.cookies.visit(request)
        return .page(
            admin.renderer.page(
                admin.renderer.frame(page, area: "admin", token: visit.token), status: status,
                setting: [visit.cookie]))
    }

    /// Leads on with a new session; the one that this browser had before ends.
    private func signedIn(
        _ credential: PageCredential<PageSessionKind>, _ request: Request, at path: String
    ) async throws -> PageContent {
        try await admin.sessions.endFormer(of: request)
        return .redirect(
            Redirect(
                to: path, setting: [admin.renderer.cookies.header(.admin, credential.text)]))
    }

    /// The path of one of these pages; anything else would lead elsewhere.
    static func path(_ text: String?) -> String {
        NextPage(text, within: "/admin").path
    }
}
