import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// The customers' pages as they are added.
struct PortalRouteTable {
    typealias Handler = @Sendable (PortalVisit) async throws -> PageAnswer
    /// A page that everybody may see, with what they sent to it.
    typealias OpenHandler =
        @Sendable (Request, ServiceContext, Organization, SubmittedForm) async throws -> PageAnswer

    private(set) var table: RouteTable
    let portal: PortalContext

    init(_ table: RouteTable, _ portal: PortalContext) {
        self.table = table
        self.portal = portal
    }

    /// Adds a page for who is signed in.
    mutating func look(_ path: String, _ handler: @escaping Handler) {
        let portal = portal
        table.add(operation(.get, path)) { request, context -> PageContent in
            // The link that a shop makes, whoever is signed in on this browser.
            if let query = request.uri.query,
                query.split(separator: "&").contains(where: {
                    $0.hasPrefix("customer_session_token=")
                })
            {
                return .redirect(Redirect(to: "/portal/open?\(query)"))
            }
            guard let caller = try await portal.caller(of: request) else {
                let query = request.uri.query.map { "?\($0)" } ?? ""
                let next = NextPage(request.uri.path + query, within: "/portal")
                return .redirect(Redirect(to: "/portal/sign-in\(next.suffix(after: "?"))"))
            }
            return try await portal.answer(
                request, context, caller, SubmittedForm(), handler)
        }
    }

    /// Adds what a form does, once for each copy of the form.
    mutating func act(_ path: String, _ handler: @escaping Handler) {
        let portal = portal
        table.add(
            operation(.post, path),
            reading: { request in
                try await SentForm.read(
                    request, upTo: portal.limits.bodyBytes, from: portal.caller
                ) { request, caller in
                    await portal.refusalFrame(request, caller)
                }
            }, refused: { PageProblem.of($0, $1.form, at: $2.uri.path) }
        ) { request, context, sent in
            do {
                return try await portal.answer(request, context, sent.caller, sent.form, handler)
            } catch {
                throw PageProblem.ofRefusal(error, sent.form, at: request.uri.path)
            }
        }
    }

    /// Adds a page that needs nobody to be signed in.
    mutating func open(
        _ method: HTTPRequest.Method, _ path: String, _ handler: @escaping OpenHandler
    ) {
        let portal = portal
        table.add(operation(method, path)) { request, context in
            try await portal.openAnswer(request, context, handler)
        }
    }

    private func operation(_ method: HTTPRequest.Method, _ path: String) -> Operation {
        Operation(
            method, path, "page\(method.rawValue)\(path)", "A page.",
            answer: .media("text/html"), surface: portal.surface)
    }
}

extension PortalContext {
    fileprivate func answer(
        _ request: Request, _ context: ServiceContext, _ caller: PortalCaller,
        _ form: SubmittedForm, _ handler: PortalRouteTable.Handler
    ) async throws -> PageContent {
        let found = try await registry.work(as: "pages", \.organizations) {
            try $0.find(caller.organization)
        }
        guard let organization = found?.organization else { throw Problem.missing(.organization) }
        let look = try await looks(of: organization)
        let visit = PortalVisit(
            portal: self, request: request, context: context, caller: caller,
            organization: look.named(organization), form: form)
        let token = caller.credential.formToken
        do {
            return content(try await handler(visit), look, caller, token: token)
        } catch {
            throw PageProblem.framed(error, frame(PageBody("Refused"), look, caller, token))
        }
    }

    fileprivate func openAnswer(
        _ request: Request, _ context: ServiceContext, _ handler: PortalRouteTable.OpenHandler
    ) async throws -> PageContent {
        guard request.method == .post else {
            return try await openAnswer(request, context, SubmittedForm(), handler)
        }
        let form: SubmittedForm
        do {
            form = try await SubmittedForm.read(request, upTo: limits.bodyBytes).form
        } catch let refused as PageProblem {
            let caller = try? await self.caller(of: request)
            throw refused.framed(await refusalFrame(request, caller))
        }
        do {
            return try await openAnswer(request, context, form, handler)
        } catch {
            throw PageProblem.of(error, form, at: request.uri.path)
        }
    }

    private func openAnswer(
        _ request: Request, _ context: ServiceContext, _ form: SubmittedForm,
        _ handler: PortalRouteTable.OpenHandler
    ) async throws -> PageContent {
        let caller = try await caller(of: request)
        let organization = try await organization(of: request, sending: form, as: caller)
        let visit = renderer.cookies.visit(request)
        if request.method == .post {
            guard
                visit.token.matches(form["token"])
                    || caller?.credential.formToken.matches(form["token"]) ?? false
            else {
                throw PageProblem.otherForm(form, at: request.uri.path).framed(
                    await refusalFrame(request, caller))
            }
        }
        let look = try await looks(of: organization)
        let token = caller?.credential.formToken ?? visit.token
        do {
            return content(
                try await handler(request, context, look.named(organization), form), look, caller,
                token: token, setting: [visit.cookie, cookie(for: organization, of: request)])
        } catch {
            throw PageProblem.framed(error, frame(PageBody("Refused"), look, caller, token))
        }
    }

    /// What is around a page that is refused before it is known what it is about.
    fileprivate func refusalFrame(_ request: Request, _ caller: PortalCaller?) async -> PageFrame? {
        // A page without a frame says the same.
        guard
            let organization = try? await self.organization(
                of: request, sending: SubmittedForm(), as: caller),
            let look = try? await looks(of: organization)
        else { return nil }
        let token = caller?.credential.formToken ?? renderer.cookies.visit(request).token
        return frame(PageBody("Refused"), look, caller, token)
    }

    private func looks(of organization: Organization) async throws -> BrandedLook {
        let brand = try await registry.work(as: "pages", \.organizations) {
            try $0.brand(of: organization.id)
        }
        return BrandedLook(organization, brand)
    }

    private func content(
        _ answer: PageAnswer, _ look: BrandedLook, _ caller: PortalCaller?,
        token: FormToken, setting cookies: [String?] = []
    ) -> PageContent {
        switch answer {
        case .redirect(let redirect): .redirect(redirect)
        case .file(let file): .file(file)
        case .page(let page):
            .page(renderer.page(frame(page, look, caller, token), setting: cookies))
        case .refused(let page):
            .page(
                renderer.page(
                    frame(page, look, caller, token).refused, status: .unprocessableContent,
                    setting: cookies))
        }
    }

    private func frame(
        _ page: PageBody, _ look: BrandedLook, _ caller: PortalCaller?, _ token: FormToken
    ) -> PageFrame {
        var frame = renderer.frame(page, area: "portal", token: token)
        frame.windowTitle = "\(page.heading) – \(look.name)"
        look.apply(to: &frame)
        var links = [
            LinkList.Item(href: "/portal/offline", text: "Activate offline"),
            LinkList.Item(href: "/portal/check", text: "Check a key"),
        ]
        links.insert(
            LinkList.Item(
                href: "/portal", text: caller == nil ? "Your license keys" : "Purchases"), at: 0)
        if caller != nil {
            frame.signOut = "/portal/sign-out"
        }
        frame.navigation = LinkList(links)
        return frame
    }
}
