import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Who can get into the dashboard, and who is in: sessions, links, people of a proxy, tokens.
///
/// All of it covers all organizations, so a token of one of them sees none of it.
struct AccessPageRoutes: Sendable {
    static let path = "/admin/access"

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .tokensWrite) { visit in .page(try await page(visit)) }
        table.act("\(Self.path)/sessions/{id}/end", .tokensWrite) { visit in
            try TokenGiver.checkReach(visit.caller.reach)
            guard let id = visit.context.parameters.get("id").flatMap({ PageSessionID($0) }) else {
                throw Problem.notFound
            }
            let now = visit.now
            try await visit.work(\.tokens.sessions) { try $0.endOperator(id, now: now) }
            return visit.done(.ended, at: Self.path)
        }
        table.act("\(Self.path)/links/{id}/withdraw", .tokensWrite) { visit in
            try TokenGiver.checkReach(visit.caller.reach)
            guard let id = visit.context.parameters.get("id").flatMap({ SignInLinkID($0) }) else {
                throw Problem.notFound
            }
            let now = visit.now
            try await visit.work(\.tokens.sessions) {
                try $0.withdrawOperatorLink(id, now: now)
            }
            return visit.done(.withdrawn, at: Self.path)
        }
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        try TokenGiver.checkReach(visit.caller.reach)
        let now = visit.now
        let idle = PageSessions.Limits.admin.idle
        let (sessions, links, tokens) = try await visit.work(\.tokens) { tokens in
            (
                try tokens.sessions.operators(since: now - idle, now: now),
                try tokens.sessions.operatorLinks(now: now), try tokens.all()
            )
        }
        var page = PageBody("Access")
        page.intro = "Who is signed in to this dashboard, and who can get in."
        page.actions = LinkList([LinkList.Item(href: "/admin/tokens", text: "API tokens")])
        let table = AccessTables(visit: visit, tokens: tokens)
        page.sections = [table.sessions(sessions), table.links(links)]
        if let people = visit.admin.proxySignIn?.tokens {
            page.sections.append(table.people(people))
        }
        page.sections.append(table.good)
        return page
    }
}

/// The parts of the page.
private struct AccessTables {
    /// Four tables on one page.
    private static let size: Int64 = 15

    let visit: AdminVisit
    let tokens: [APITokenRecord]

    func sessions(_ sessions: [PageSession]) -> PageSection {
        var section = PageSection(
            "Signed in now",
            "A session ends after an hour without use, after twelve hours, and with the token that it was opened with."
        )
        let pager = Pager("sessions", of: visit.query, size: Self.size)
        var table = PageTable(
            "Who is signed in", ["Who", "By", "Since", "Last used", "Ends", "Action"],
            pager.rows(of: sessions).map { session in
                [
                    .text(name(of: session)), .text(means(of: session)), .time(session.createdAt),
                    .time(visit.admin.use.latest(of: session)), .time(session.expiresAt),
                    session.id == visit.caller.session.id
                        ? .text("this is you")
                        : .form(
                            .button("\(AccessPageRoutes.path)/sessions/\(session.id)/end", "End it")
                        ),
                ]
            }, empty: "Nobody is signed in.")
        pager.lead(&table, of: Int64(sessions.count), at: AccessPageRoutes.path)
        section.table = table
        return section
    }

    func links(_ links: [SignInLink]) -> PageSection {
        var section = PageSection(
            "Links that nobody has used",
            "By latchkeyd open. Each signs somebody in once, with everything.")
        let pager = Pager("links", of: visit.query, size: Self.size)
        var table = PageTable(
            "Links that nobody has used", ["Made", "Good until", "Action"],
            pager.rows(of: links).map { link in
                [
                    .time(link.createdAt), .time(link.expiresAt),
                    .form(
                        .button(
                            "\(AccessPageRoutes.path)/links/\(link.id)/withdraw", "Take it back")),
                ]
            }, empty: "There is none.")
        pager.lead(&table, of: Int64(links.count), at: AccessPageRoutes.path)
        section.table = table
        return section
    }

    /// Whom a proxy signs in, which the configuration alone says.
    func people(_ people: [String: APITokenID]) -> PageSection {
        var section = PageSection(
            "People of your proxy",
            "Whoever runs the service says who they are, in the setting admin.sign-in-people. Each may do what their token allows."
        )
        let pager = Pager("people", of: visit.query, size: Self.size)
        var table = PageTable(
            "People of your proxy", ["Name", "Token", "State", "Allows", "Reaches"],
            pager.rows(of: people.sorted { $0.key < $1.key }).map { person, id -> [Cell] in
                let name = person == ProxySignIn.everybody ? "everybody else" : person
                guard let token = tokens.first(where: { $0.id == id }) else {
                    return [
                        .text(name), .code("\(id)"), .badge(Badge("no such token", .danger)),
                        .text("–"), .text("–"),
                    ]
                }
                return [
                    .text(name), .text(token.name), .badge(token.badge(at: visit.now)),
                    .text(token.allowed), .text(token.reach(visit)),
                ]
            }, empty: "Nobody is named there.")
        pager.lead(&table, of: Int64(people.count), at: AccessPageRoutes.path)
        section.table = table
        return section
    }

    /// The tokens that open something.
    var good: PageSection {
        var section = PageSection(
            "API tokens",
            "Whoever has one can sign in with it. Their secrets are known to nobody here.")
        let good = tokens.filter { $0.isGood(at: visit.now) }
        let pager = Pager("tokens", of: visit.query, size: Self.size)
        var table = PageTable(
            "API tokens", ["Name", "Allows", "Reaches", "Ends", "Action"],
            pager.rows(of: good.reversed()).map { token in
                [
                    .text(token.name), .text(token.allowed), .text(token.reach(visit)),
                    .time(token.expiresAt), .link("Revoke", "/admin/tokens/\(token.id)/revoke"),
                ]
            }, empty: "There is no token.")
        pager.lead(&table, of: Int64(good.count), at: AccessPageRoutes.path)
        section.table = table
        return section
    }

    private func name(of session: PageSession) -> String {
        if let person = session.person { return person }
        guard case .token(let id) = session.holder else { return "the operator" }
        return tokens.first { $0.id == id }?.name ?? "\(id)"
    }

    private func means(of session: PageSession) -> String {
        if session.person != nil { return "your proxy" }
        return if case .token = session.holder { "an API token" } else { "latchkeyd open" }
    }
}
