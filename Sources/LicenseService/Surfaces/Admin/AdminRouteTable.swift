import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// The operator's pages as they are added: each knows what it takes to see it.
struct AdminRouteTable {
    typealias Handler = @Sendable (AdminVisit) async throws -> PageAnswer

    private(set) var table: RouteTable
    let admin: AdminContext

    init(_ table: RouteTable, _ admin: AdminContext) {
        self.table = table
        self.admin = admin
    }

    /// Adds a page that somebody watches: where the service cannot show it right now, a page that
    /// asks again by itself stands in for it.
    mutating func watch(_ path: String, _ scope: TokenScope, _ handler: @escaping Handler) {
        look(path, scope, asksAgainAfter: 5, handler)
    }

    /// Adds a page that is looked at.
    mutating func look(
        _ path: String, _ scope: TokenScope? = nil, asksAgainAfter seconds: Int? = nil,
        _ handler: @escaping Handler
    ) {
        let admin = admin
        table.add(operation(.get, path)) { request, context -> PageContent in
            do {
                return try await admin.look(request, context, scope, path: path, handler)
            } catch {
                let problem = Problem(error)
                guard let seconds, problem.status == .serviceUnavailable else {
                    throw error
                }
                var page = error as? PageProblem ?? PageProblem(problem: problem, typed: [])
                page.asksAgainAfter = seconds
                throw page
            }
        }
    }

    /// Adds what a form does, once for each copy of the form.
    mutating func act(
        _ path: String, _ scope: TokenScope, answersSecret: Bool = false,
        upTo limit: Int? = nil, _ handler: @escaping Handler
    ) {
        let admin = admin
        table.add(
            operation(.post, path, answersSecret: answersSecret),
            reading: { request in
                try await admin.read(request, upTo: limit, scope, path: path)
            }, refused: { PageProblem.of($0, $1.form, at: $2.uri.path) }
        ) { request, context, sent in
            do {
                return try await admin.answer(
                    request, context, sent.caller, sent.form, path: path, handler)
            } catch {
                throw PageProblem.ofRefusal(error, sent.form, at: request.uri.path)
            }
        }
    }

    /// Adds a page that needs nobody to be signed in.
    mutating func open(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (Request, ServiceContext) async throws -> PageContent
    ) {
        table.add(operation(method, path), handler)
    }

    private func operation(
        _ method: HTTPRequest.Method, _ path: String, answersSecret: Bool = false
    ) -> Operation {
        Operation(
            method, path, "page\(method.rawValue)\(path)", "A page.",
            answer: answersSecret
                ? .json(Schema("SecretPage", .secret)) : .media("text/html"),
            surface: admin.surface)
    }
}

extension AdminContext {
    /// Answers with a page, or with the way in for who is not signed in.
    fileprivate func look(
        _ request: Request, _ context: ServiceContext, _ scope: TokenScope?, path: String,
        _ handler: AdminRouteTable.Handler
    ) async throws -> PageContent {
        guard let caller = try await caller(of: request) else {
            let path = request.uri.path + (request.uri.query.map { "?\($0)" } ?? "")
            let next = NextPage(path, within: "/admin")
            return .redirect(Redirect(to: "/admin/sign-in\(next.suffix(after: "?"))"))
        }
        if let scope { try caller.require(scope) }
        return try await answer(request, context, caller, SubmittedForm(), path: path, handler)
    }

    /// Reads what somebody has sent who may do what the form does.
    fileprivate func read(
        _ request: Request, upTo limit: Int?, _ scope: TokenScope, path: String
    ) async throws -> ReadRequest<SentForm<AdminCaller>> {
        let sent = try await SentForm<AdminCaller>.read(
            request, upTo: limit ?? limits.bodyBytes,
            from: { request in try await caller(of: request) },
            framing: { request, caller in await refusalFrame(request, caller, path: path) })
        let content = sent.content
        do {
            try content.caller.require(scope)
        } catch {
            let frame = await refusalFrame(request, content.caller, path: path)
            throw PageProblem.framed(
                PageProblem.of(error, content.form, at: request.uri.path), frame)
        }
        return sent
    }

    /// Runs a handler for an operator, and puts the frame around its page.
    fileprivate func answer(
        _ request: Request, _ context: ServiceContext, _ caller: AdminCaller,
        _ form: SubmittedForm, path: String, _ handler: AdminRouteTable.Handler
    ) async throws -> PageContent {
        let all = try await organizations(of: caller)
        let chosen = chosen(in: request)
        let organization: Organization
        do {
            organization = try self.organization(among: all, chosen, request, form)
        } catch {
            throw PageProblem.framed(error, await refusalFrame(request, caller, path: path))
        }
        var visit = AdminVisit(
            admin: self, request: request, context: context, caller: caller, form: form,
            organizations: all, organization: organization)
        // What a form leads to is about its organization too.
        var cookie =
            request.method == .post && organization.id != chosen
            ? renderer.cookies.header(.organization, "\(organization.id)") : nil
        let answer: PageAnswer
        do {
            answer = try await handler(visit)
        } catch let other as OtherOrganization {
            // Thrown by whoever looks the thing up, before anything is done.
            guard let owner = all.first(where: { $0.id == other.id }) else {
                throw Problem.notFound
            }
            visit = AdminVisit(
                admin: self, request: request, context: context, caller: caller, form: form,
                organizations: all, organization: owner)
            cookie = renderer.cookies.header(.organization, "\(owner.id)")
            do {
                answer = try await handler(visit)
            } catch {
                throw PageProblem.framed(error, frame(PageBody("Refused"), visit, path: path))
            }
        } catch {
            throw PageProblem.framed(error, frame(PageBody("Refused"), visit, path: path))
        }
        return content(answer, visit, path: path, setting: cookie)
    }

    /// What is around a page that is refused before it is known what it is about.
    fileprivate func refusalFrame(
        _ request: Request, _ caller: AdminCaller?, path: String
    ) async -> PageFrame? {
        // A page without a frame says the same.
        guard let caller, let all = try? await organizations(of: caller) else { return nil }
        let chosen = chosen(in: request)
        return (all.first { $0.id == chosen } ?? all.first).map {
            frame(PageBody("Refused"), caller, $0, path: path)
        }
    }

    /// Those whose things somebody reaches.
    private func organizations(of caller: AdminCaller) async throws -> [Organization] {
        try await registry.work(as: "pages", \.organizations) { try $0.all() }
            .filter { organization in caller.reach.map { $0 == organization.id } ?? true }
    }

    /// The organization that a browser has chosen last; nil for none.
    private func chosen(in request: Request) -> OrganizationID? {
        renderer.cookies.value(.organization, of: request).flatMap { OrganizationID($0) }
    }

    /// The organization that a form was made under, in whatever tab another was chosen since; for a page
    /// that is looked at, the chosen one.
    private func organization(
        among all: [Organization], _ chosen: OrganizationID?, _ request: Request,
        _ form: SubmittedForm
    ) throws -> Organization {
        guard let first = all.first else {
            throw Problem(
                .notFound, "organization.none", "there is no organization yet",
                nextStep: "make one with `latchkeyd init` or `latchkey keys new`")
        }
        guard request.method == .post, all.count > 1 || form["of"] != nil else {
            return all.first { $0.id == chosen } ?? first
        }
        guard let made = form["of"], let found = all.first(where: { "\($0.id)" == made }) else {
            throw PageProblem.otherForm(form, at: request.uri.path)
        }
        return found
    }

    private func content(
        _ answer: PageAnswer, _ visit: AdminVisit, path: String, setting cookie: String?
    ) -> PageContent {
        switch answer {
        case .redirect(let redirect): return .redirect(redirect.setting(cookie))
        case .file(let file): return .file(file)
        case .page(var page):
            if page.pageNotice == nil, let name = visit.query["done"],
                let done = DoneNotice(rawValue: name), done.isSo(of: page.state)
            {
                page.pageNotice = done.notice
            }
            return .page(renderer.page(frame(page, visit, path: path), setting: [cookie]))
        case .refused(let page):
            let kept = page.keepingVersion(of: visit.form, to: visit.request.uri.path)
            return .page(
                renderer.page(
                    frame(kept, visit, path: path).refused, status: .unprocessableContent,
                    setting: [cookie]))
        }
    }

    private func frame(_ page: PageBody, _ visit: AdminVisit, path: String) -> PageFrame {
        frame(page, visit.caller, visit.organization, path: path)
    }

    private func frame(
        _ page: PageBody, _ caller: AdminCaller, _ organization: Organization, path: String
    ) -> PageFrame {
        let page = page.linking { AdminNavigation.leads($0, caller) }
        var frame = renderer.frame(page, area: "admin", token: caller.credential.formToken)
        frame.formOrganization = "\(organization.id)"
        frame.windowTitle = "\(page.heading) – \(organization.name)"
        frame.brandName = organization.name
        frame.navigation = AdminNavigation.links(for: caller, at: path)
        frame.signOut = "/admin/sign-out"
        return frame
    }
}
