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
        section(
            "sessions", "Signed in now",
            "A session ends after an hour without use, after twelve hours, and with the token that it was opened with.",
            of: sessions
        ) { sessions in
            PageTable(
                "Who is signed in", ["Who", "By", "Since", "Last used", "Ends", "Action"],
                sessions.map { session in
                    [
                        .text(name(of: session)), .text(means(of: session)),
                        .time(session.createdAt), .time(visit.admin.use.latest(of: session)),
                        .time(session.expiresAt),
                        session.id == visit.caller.session.id
                            ? .text("this is you")
                            : .form(
                                .button(
                                    "\(AccessPageRoutes.path)/sessions/\(session.id)/end", "End it")
                            ),
                    ]
                }, empty: "Nobody is signed in.")
        }
    }

    func links(_ links: [SignInLink]) -> PageSection {
        section(
            "links", "Links that nobody has used",
            "By latchkeyd open. Each signs somebody in once, with everything.", of: links
        ) { links in
            PageTable(
                "Links that nobody has used", ["Made", "Good until", "Action"],
                links.map { link in
                    [
                        .time(link.createdAt), .time(link.expiresAt),
                        .form(
                            .button(
                                "\(AccessPageRoutes.path)/links/\(link.id)/withdraw",
                                "Take it back")),
                    ]
                }, empty: "There is none.")
        }
    }

    /// Whom a proxy signs in, which the configuration alone says.
    func people(_ people: [String: APITokenID]) -> PageSection {
        section(
            "people", "People of your proxy",
            "Whoever runs the service says who they are, in the setting admin.sign-in-people. Each may do what their token allows.",
            of: people.sorted { $0.key < $1.key }
        ) { people in
            PageTable(
                "People of your proxy", ["Name", "Token", "State", "Allows", "Reaches"],
                people.map { person, id -> [Cell] in
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
        }
    }

    /// The tokens that open something.
    var good: PageSection {
        section(
            "tokens", "API tokens",
            "Whoever has one can sign in with it. Their secrets are known to nobody here.",
            of: tokens.filter { $0.isGood(at: visit.now) }.reversed()
        ) { tokens in
            PageTable(
                "API tokens", ["Name", "Allows", "Reaches", "Ends", "Action"],
                tokens.map { token in
                    [
                        .text(token.name), .text(token.allowed), .text(token.reach(visit)),
                        .time(token.expiresAt),
                        .link("Revoke", "/admin/tokens/\(token.id)/revoke"),
                    ]
                }, empty: "There is no token.")
        }
    }

    /// A table that leads on where there is more than has room beside the others.
    ///
    /// - Parameters:
    ///   - name: What its pages are called in the address.
    ///   - table: Makes it, of the rows that this page shows.
    private func section<Row>(
        _ name: String, _ heading: String, _ text: String, of rows: [Row],
        _ table: ([Row]) -> PageTable
    ) -> PageSection {
        let pager = Pager(name, of: visit.query, size: Self.size)
        var table = table(Array(pager.rows(of: rows)))
        pager.lead(&table, of: Int64(rows.count), at: AccessPageRoutes.path)
        var section = PageSection(heading, text)
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
