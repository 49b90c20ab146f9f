import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// API tokens: listed, made, rotated, revoked; each secret is shown once.
struct TokenPageRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/tokens", .tokensWrite) { visit in .page(try await list(visit)) }
        table.look("/admin/tokens/new", .tokensWrite) { visit in
            try TokenGiver.checkReach(visit.caller.reach)
            return .page(form(visit, visit.query, []))
        }
        table.act("/admin/tokens/new", .tokensWrite, answersSecret: true) { visit in
            try await make(visit)
        }
        table.look("/admin/tokens/{id}/rotate", .tokensWrite) { visit in
            .page(rotation(try await token(visit), visit))
        }
        table.act("/admin/tokens/{id}/rotate", .tokensWrite, answersSecret: true) { visit in
            let (token, giver, now) = (
                try await token(visit), try await giver(visit), visit.now
            )
            let made = try await visit.work(\.tokens) { try giver.rotate(token.id, $0, now) }
            return .page(Self.shown(made.token, "The new secret of “\(token.name)”"))
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

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        try TokenGiver.checkReach(visit.caller.reach)
        let tokens = try await visit.work(\.tokens) { try $0.all() }
        let now = visit.now
        var section = PageSection()
        let pager = Pager(of: visit.query)
        var table = PageTable(
            "API tokens",
            ["Name", "State", "Allows", "Reaches", "Made", "Ends", "Secret", "Action"],
            pager.rows(of: tokens.reversed()).map { token in
                let isGood = token.isGood(at: now)
                return [
                    .text(token.name), .badge(token.badge(at: now)), .text(token.allowed),
                    .text(token.reach(visit)),
                    .time(token.createdAt), .time(token.revokedAt ?? token.expiresAt),
                    isGood ? .link("Rotate", "/admin/tokens/\(token.id)/rotate") : .text("–"),
                    isGood ? .link("Revoke", "/admin/tokens/\(token.id)/revoke") : .text("–"),
                ]
            }, empty: "There is no token.")
        pager.lead(&table, of: Int64(tokens.count), at: "/admin/tokens")
        section.table = table
        var page = PageBody("API tokens", [section])
        page.intro = "What programs, and people in this dashboard, sign in with."
        page.actions = LinkList([
            LinkList.Item(
                href: "/admin/tokens/new", text: "Make a token", linkClass: "button primary"),
            LinkList.Item(href: AccessPageRoutes.path, text: "Who is signed in"),
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
            .select(
                "organization", "Reaches",
                [(value: "", text: "All organizations")]
                    + visit.organizations.map { (value: "\($0.id)", text: $0.name) },
                chosen: typed["organization"],
                hint:
                    "A token of one organization knows nothing of the others, and manages no tokens."
            ))
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
        try TokenGiver.checkReach(visit.caller.reach)
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
        let organization = form["organization"].flatMap { OrganizationID($0) }
        if form["organization"] != nil,
            !visit.organizations.contains(where: { $0.id == organization })
        {
            faults.append(
                FieldFault(field: "organization", detail: "This is nothing to choose here."))
        }
        guard faults.isEmpty else { return .refused(self.form(visit, form, faults)) }
        let (giver, now) = (try await giver(visit), visit.now)
        let wish = TokenGiver.Wish(
            name: name, scopes: scopes, organization: organization, end: end)
        let token = try await visit.work(\.tokens) { try giver.make(wish, $0, now) }
        return .page(Self.shown(token, "Your new token"))
    }

    /// Whoever is signed in, with what they may give.
    private func giver(_ visit: AdminVisit) async throws -> TokenGiver {
        guard case .token(let id) = visit.caller.session.holder else {
            return TokenGiver(token: nil)
        }
        guard let own = try await visit.work({ try $0.tokens.find(id) }) else {
            throw Problem.missing(.token)
        }
        return TokenGiver(token: own)
    }

    /// The page that shows a secret, once.
    private static func shown(_ token: BearerToken, _ heading: String) -> PageBody {
        var section = PageSection()
        section.copyable = PageSection.CopyText(
            copyID: "token-text", copyLabel: "API token", copied: token.text, copyRows: 2)
        section.buttons = LinkList([LinkList.Item(href: "/admin/tokens", text: "I have saved it")])
        var page = PageBody(heading, [section])
        page.pageNotice = Notice(
            "This is the only time that the token is shown.", "Copy it to where it is used.",
            .warning)
        return page
    }

    private func token(_ visit: AdminVisit) async throws -> APITokenRecord {
        try TokenGiver.checkReach(visit.caller.reach)
        let id = try visit.context.id(.token, APITokenID.self)
        guard let token = try await visit.work({ try $0.tokens.find(id) }),
            token.revokedAt == nil
        else { throw Problem.missing(.token) }
        return token
    }

    private func rotation(_ token: APITokenRecord, _ visit: AdminVisit) -> PageBody {
        let isOwn = visit.caller.session.token?.id == token.id
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(
            lines: [
                "The token gets another secret, which is shown once. What it allows stays as it is.",
                "Programs that use the former secret are refused at once.",
                isOwn
                    ? "You have signed in with it: sign in again with the new secret."
                    : "Whoever signed in here with it is signed out.",
                "Tokens, sessions and links that were made with it end. This cannot be undone.",
            ])
        var form = PageForm("/admin/tokens/\(token.id)/rotate", submit: "Rotate this token")
        form.makeGrave()
        form.cancel = "/admin/tokens"
        section.form = form
        var page = PageBody("Rotate the token “\(token.name)”", [section])
        page.trail = AdminNavigation.trail(("/admin/tokens", "Tokens"))
        return page
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
        form.makeGrave()
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

    /// What it may be used for, in words.
    var allowed: String {
        allowsEverything
            ? "everything" : scopes.sorted().map(\.rawValue).joined(separator: ", ")
    }

    /// Whether it opens anything, in a word.
    func badge(at now: Timestamp) -> Badge {
        isGood(at: now) ? Badge("good", .good) : Badge("ended", .neutral)
    }

    /// Whose things it is for, in words.
    func reach(_ visit: AdminVisit) -> String {
        guard let organization else { return "all organizations" }
        return visit.organizations.first { $0.id == organization }?.name ?? "\(organization)"
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
