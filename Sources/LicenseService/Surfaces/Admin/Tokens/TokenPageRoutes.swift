import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// API tokens: listed, made, revoked; each is shown once.
struct TokenPageRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/tokens", .tokensWrite) { visit in .page(try await list(visit)) }
        table.look("/admin/tokens/new", .tokensWrite) { visit in
            try check(visit.caller)
            return .page(form(visit, visit.query, []))
        }
        table.act("/admin/tokens/new", .tokensWrite, answersSecret: true) { visit in
            try await make(visit)
        }
        table.look("/admin/tokens/{id}/revoke", .tokensWrite) { visit in
            let (token, now) = (try await token(visit), visit.now)
            let full = try await visit.work { registry in
                try registry.tokens.all().filter { $0.isGood(at: now) && $0.allowsEverything }
            }
            return .page(revocation(token, isLast: full.map(\.id) == [token.id]))
        }
        table.act("/admin/tokens/{id}/revoke", .tokensWrite) { visit in
            let (token, now) = (try await token(visit), visit.now)
            try await visit.work(\.tokens) { try $0.revoke(token.id, now: now) }
            return visit.done(.deleted, at: "/admin/tokens")
        }
    }

    private func check(_ caller: AdminCaller) throws(Problem) {
        guard caller.reach == nil else {
            throw Problem(
                .forbidden, "token-of-organization",
                "a token of one organization cannot manage tokens",
                nextStep: "use a token that belongs to no organization")
        }
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        try check(visit.caller)
        let tokens = try await visit.work(\.tokens) { try $0.all() }
        let now = visit.now
        var section = PageSection()
        let pager = Pager(of: visit.query)
        var table = PageTable(
            "API tokens", ["Name", "State", "Allows", "Made", "Ends", "Action"],
            pager.rows(of: tokens.reversed()).map { token in
                let isGood = token.isGood(at: now)
                return [
                    .text(token.name),
                    .badge(isGood ? Badge("good", .good) : Badge("ended", .neutral)),
                    .text(
                        token.allowsEverything
                            ? "everything"
                            : token.scopes.sorted().map(\.rawValue).joined(separator: ", ")),
                    .time(token.createdAt), .time(token.revokedAt ?? token.expiresAt),
                    isGood ? .link("Revoke", "/admin/tokens/\(token.id)/revoke") : .text("–"),
                ]
            }, empty: "There is no token.")
        pager.lead(&table, of: Int64(tokens.count), at: "/admin/tokens")
        section.table = table
        var page = PageBody("API tokens", [section])
        page.intro = "What programs, and people in this dashboard, sign in with."
        page.actions = LinkList([
            LinkList.Item(
                href: "/admin/tokens/new", text: "Make a token", linkClass: "button primary")
        ])
        return page
    }

    private func form(
        _ visit: AdminVisit, _ typed: SubmittedForm, _ faults: [FieldFault]
    ) -> PageBody {
        var fields: [FormField] = [
            .input("name", "Name", typed.raw("name"), hint: "At most 64 bytes.", isRequired: true),
            .input(
                "end", "Ends", typed.raw("end"),
                hint:
                    "A date such as 2027-12-31, good to the end of that day in UTC; empty for never."
            ),
        ]
        fields.append(
            .boxes(
                "scope", "What the token allows",
                TokenScope.allCases.filter { visit.caller.allows($0) }.map {
                    (value: $0.rawValue, text: $0.words)
                }, ticked: Set(typed.all("scope")),
                hint: "Tick as little as the program or the person needs."))
        var form = PageForm(
            "/admin/tokens/new", fields.map { $0.completed(faults) }, submit: "Make the token")
        form.cancel = "/admin/tokens"
        var section = PageSection()
        section.form = form
        var page = PageBody("Make a token", [section])
        page.trail = AdminNavigation.trail(("/admin/tokens", "Tokens"))
        page.show(faults)
        return page
    }

    private func make(_ visit: AdminVisit) async throws -> PageAnswer {
        try check(visit.caller)
        let form = visit.form
        var faults: [FieldFault] = []
        let name = form["name"] ?? ""
        if name.isEmpty {
            faults.append(FieldFault(field: "name", detail: "Write a name."))
        } else if let fault = FieldFault.ofText(name, "name", upTo: 64) {
            faults.append(fault)
        }
        let end = form["end"].flatMap { Timestamp(typedEnd: $0) }
        if form["end"] != nil, end.map({ $0 <= visit.now }) ?? true {
            faults.append(FieldFault(field: "end", detail: "Write a date in the future."))
        }
        let scopes = Set(form.all("scope").compactMap { TokenScope(rawValue: $0) })
        if scopes.isEmpty {
            faults.append(FieldFault(field: "scope", detail: "Choose what the token allows."))
        }
        // A token gives no more than its maker has.
        guard scopes.isSubset(of: visit.caller.scopes) else {
            throw Problem(
                .forbidden, "scope-missing", "you cannot give scopes that you do not have",
                nextStep: "leave these scopes out, or sign in with a token that has them")
        }
        guard faults.isEmpty else { return .refused(self.form(visit, form, faults)) }
        let now = visit.now
        try await checkLife(until: end, visit)
        let maker = visit.caller.session.token
        let text = try await visit.work(\.tokens) { tokens in
            try BearerToken.make(
                name, scopes: scopes, organization: nil, expiresAt: end, by: maker,
                tokens, now
            ).text
        }
        var section = PageSection()
        section.copyable = PageSection.CopyText(
            copyID: "token-text", copyLabel: "API token", copied: text, copyRows: 2)
        section.buttons = LinkList([LinkList.Item(href: "/admin/tokens", text: "I have saved it")])
        var page = PageBody("Your new token", [section])
        page.pageNotice = Notice(
            "This is the only time that the token is shown.", "Copy it to where it is used.",
            .warning)
        return .page(page)
    }

    /// A token gives no more time than its maker has.
    private func checkLife(until end: Timestamp?, _ visit: AdminVisit) async throws {
        guard case .token(let id) = visit.caller.session.holder,
            let own = try await visit.work({ try $0.tokens.find(id) })?.expiresAt
        else { return }
        guard let end, end <= own else {
            throw Problem(
                .forbidden, "token-outlives",
                "a token cannot make one that is good for longer than itself",
                nextStep: "give it an end on \(own.dayText) or before")
        }
    }

    private func token(_ visit: AdminVisit) async throws -> APITokenRecord {
        try check(visit.caller)
        let id = try visit.context.id(.token, APITokenID.self)
        guard let token = try await visit.work({ try $0.tokens.find(id) }),
            token.revokedAt == nil
        else { throw Problem.missing(.token) }
        return token
    }

    /// - Parameter isLast: whether no other token allows everything.
    private func revocation(_ token: APITokenRecord, isLast: Bool) -> PageBody {
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(
            lines: [
                isLast
                    ? "It is the last one that allows everything. After it, only latchkeyd open lets you in with all rights."
                    : nil,
                "Programs that use this token are refused at once.",
                "Whoever signed in here with it is signed out.",
                "Tokens, sessions and links that were made with it end too. This cannot be undone.",
            ].compactMap(\.self))
        var form = PageForm("/admin/tokens/\(token.id)/revoke", submit: "Revoke this token")
        form.formClass = "form grave"
        form.submitClass = "danger"
        form.cancel = "/admin/tokens"
        section.form = form
        var page = PageBody("Revoke the token “\(token.name)”", [section])
        page.trail = AdminNavigation.trail(("/admin/tokens", "Tokens"))
        return page
    }
}

extension APITokenRecord {
    fileprivate var allowsEverything: Bool {
        organization == nil && scopes.count == TokenScope.allCases.count
    }
}

extension TokenScope {
    /// What it lets somebody do, with the name that programs know.
    fileprivate var words: String {
        let parts = rawValue.split(separator: ":")
        guard parts.count == 2, let thing = parts.first else { return rawValue }
        let verb = parts[1] == "read" ? "See" : "Change"
        return "\(verb) \(thing.replacing("-", with: " ")) (\(rawValue))"
    }
}
