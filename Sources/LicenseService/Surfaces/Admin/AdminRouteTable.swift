import Foundation
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
                throw PageProblem(problem: problem, typed: [], asksAgainAfter: seconds)
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
                let sent = try await SentForm.read(
                    request, upTo: limit ?? admin.limits.bodyBytes, from: admin.caller)
                do {
                    try sent.content.caller.require(scope)
                } catch {
                    throw PageProblem.of(error, sent.content.form, at: request.uri.path)
                }
                return sent
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
            let next = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return .redirect(Redirect(to: "/admin/sign-in?next=\(next)"))
        }
        if let scope { try caller.require(scope) }
        return try await answer(request, context, caller, SubmittedForm(), path: path, handler)
    }

    /// Runs a handler for an operator, and puts the frame around its page.
    fileprivate func answer(
        _ request: Request, _ context: ServiceContext, _ caller: AdminCaller,
        _ form: SubmittedForm, path: String, _ handler: AdminRouteTable.Handler
    ) async throws -> PageContent {
        let all = try await registry.work(as: "pages", \.organizations) { try $0.all() }
            .filter { organization in caller.reach.map { $0 == organization.id } ?? true }
        let chosen = renderer.cookies.value(.organization, of: request)
            .flatMap { OrganizationID($0) }
        guard let organization = all.first(where: { $0.id == chosen }) ?? all.first else {
            throw Problem(
                .notFound, "organization.none", "there is no organization yet",
                nextStep: "make one with `latchkeyd init` or `latchkey keys new`")
        }
        var visit = AdminVisit(
            admin: self, request: request, context: context, caller: caller, form: form,
            organizations: all, organization: organization)
        var cookie: String?
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

    private func content(
        _ answer: PageAnswer, _ visit: AdminVisit, path: String, setting cookie: String?
    ) -> PageContent {
        switch answer {
        case .redirect(let redirect): return .redirect(redirect.setting(cookie))
        case .file(let file): return .file(file)
        case .page(var page):
            if page.pageNotice == nil, let name = visit.query["done"],
                let done = DoneNotice(rawValue: name)
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
        var frame = renderer.frame(
            page, area: "admin", token: visit.caller.credential.formToken)
        frame.windowTitle = "\(page.heading) – \(visit.organization.name)"
        frame.brandName = visit.organization.name
        frame.navigation = AdminNavigation.links(for: visit.caller, at: path)
        frame.signOut = "/admin/sign-out"
        return frame
    }
}
