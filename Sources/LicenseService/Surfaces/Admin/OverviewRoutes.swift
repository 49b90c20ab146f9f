import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The first page: how things are, and where something is to be done.
struct OverviewRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin") { visit in .page(try await page(visit)) }
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let now = visit.now
        let span = visit.query["by"].flatMap { DayPlotSpan(rawValue: $0) } ?? .day
        let counts = try await visit.licenseCounts()
        let (ending, (benefits, offered), days, endpoints, emails, unseen) = try await visit.work {
            registry in
            var search = LicenseSearch(organization: organization)
            search.state = .granted
            search.endingFrom = now
            search.endingBefore = now + .seconds(30 * 86_400)
            search.order = .ending
            return (
                try registry.licenses.search(search, limit: 8, now: now),
                (
                    try registry.benefits.all(of: organization),
                    try registry.benefits.offered(by: organization)
                ),
                try registry.nodes.dayCounts.all(
                    of: organization, from: DayPlots.firstDay(span, at: now)),
                try registry.webhooks.endpoints(of: organization),
                try registry.customers.emails.failed(of: organization, limit: 5),
                try registry.activations.countUnseen(
                    of: organization, since: now - .seconds(Self.silence * 86_400))
            )
        }
        var page = PageBody("Overview")
        if visit.caller.allows(.licensesRead) {
            page.sections = [figures(counts, unseen: unseen, counts.note(at: now))]
        }
        if visit.caller.allows(.webhooksRead), let section = Self.failing(endpoints) {
            page.sections.append(section)
        }
        if visit.caller.allows(.licensesRead), let section = Self.failing(emails) {
            page.sections.append(section)
        }
        if let since = visit.admin.signInMailer?.failingSince {
            page.sections.append(Self.failing(since: since))
        }
        var activity = DayPlots(span: span, counts: days, now: now).sections
        activity[0].buttons = LinkList(
            DayPlotSpan.allCases.map { other in
                LinkList.Item(
                    href: "/admin?by=\(other.rawValue)#activity",
                    text: "By \(other.rawValue)", linkClass: "button small",
                    isCurrent: other == span)
            })
        page.sections += activity
        if visit.caller.allows(.licensesRead) {
            var section = PageSection("Ending within 30 days")
            section.table = LicenseTable(now: now, benefits: benefits).table(
                ending, empty: "No license ends within 30 days.")
            if !ending.isEmpty {
                section.buttons = LinkList([
                    LinkList.Item(
                        href: "/admin/keys?ending=30&order=ending&state=granted",
                        text: "All of them")
                ])
            }
            page.sections.append(section)
        }
        if visit.caller.allows(.benefitsRead) {
            page.sections.append(Self.table(of: offered, counts.benefits))
        }
        page.sections.append(FreshnessTable(visit).section)
        if visit.organizations.count > 1 { page.sections.append(choice(visit)) }
        return page
    }

    /// Endpoints that nothing reaches; nil for none.
    private static func failing(_ endpoints: [WebhookEndpoint]) -> PageSection? {
        let failing = endpoints.filter { endpoint in
            endpoint.failingSince != nil && ![.byOwner, .unconfigured].contains(endpoint.pause)
        }
        guard !failing.isEmpty else { return nil }
        var section = PageSection("Webhooks that fail")
        section.table = PageTable(
            "Webhooks that fail", ["Address", "State", "Nothing came through since"],
            failing.map { endpoint in
                [
                    .link(endpoint.terms.url, "/admin/webhooks/\(endpoint.id)"),
                    .badge(endpoint.badge), .time(endpoint.failingSince),
                ]
            }, empty: "")
        return section
    }

    /// Links that customers have asked for, and that this node cannot send.
    private static func failing(since moment: Timestamp) -> PageSection {
        var section = PageSection(
            "Sign-in links that fail",
            "Customers who ask for a link by e-mail get none. Each is tried three times; see the log of this node for the reason."
        )
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Since", .time(moment))
        ])
        return section
    }

    /// E-mails that were given up; nil for none.
    private static func failing(_ emails: [EmailRecord]) -> PageSection? {
        guard !emails.isEmpty else { return nil }
        var section = PageSection("E-mails that failed")
        section.table = PageTable(
            "E-mails that failed", ["License", "Given up", "Attempts#", "Why"],
            emails.map { email in
                [
                    .link("\(email.license)", "/admin/keys/\(email.license)"),
                    .time(email.changedAt), .number(email.attempts),
                    .code(email.fault ?? "unknown"),
                ]
            }, empty: "")
        return section
    }

    /// How many days a device may be silent before this page says so.
    private static let silence: Int64 = 30

    private func figures(
        _ counts: LicenseCounts.Counts, unseen: Int64, _ note: String?
    ) -> PageSection {
        var section = PageSection("Licenses", note)
        let isMore = unseen >= UnseenDevices.mostCounted
        let silent = PageSection.Figures.Figure(
            number: "\(unseen.grouped)\(isMore ? " or more" : "")",
            meaning: "\(unseen == 1 ? "device" : "devices") not seen for \(Self.silence) days",
            figureLink: "/admin/keys?not-seen=\(Self.silence)")
        let areAllCounted = counts.ended < LicenseCounts.mostEnded
        let ended = PageSection.Figures.Figure(
            number: "\(counts.ended.grouped)\(areAllCounted ? "" : " or more")",
            meaning: "of these expired", figureLink: "/admin/keys?state=granted&ending=past")
        var numbers = [LicenseState.granted, .disabled, .revoked].map { state in
            PageSection.Figures.Figure(
                number: (counts.states[state] ?? 0).grouped, meaning: state.words,
                figureLink: "/admin/keys?state=\(state)")
        }
        numbers.insert(ended, at: 1)
        section.figures = PageSection.Figures(numbers: numbers + [silent])
        return section
    }

    private static let mostBenefits = 10

    /// The benefits with the most licenses.
    private static func table(
        of benefits: [Benefit], _ counts: [BenefitID: Int64]
    ) -> PageSection {
        var section = PageSection("Benefits")
        let most = benefits.map { ($0, counts[$0.id] ?? 0) }
            .sorted { ($1.1, "\($0.0.name)") < ($0.1, "\($1.0.name)") }
        section.table = PageTable(
            "Benefits", ["Name", "Licenses#"],
            most.prefix(mostBenefits).map { benefit, count in
                [
                    .link("\(benefit.name)", "/admin/benefits/\(benefit.id)"),
                    .link(count.grouped, "/admin/keys?benefit=\(benefit.id)"),
                ]
            }, empty: "There is no benefit yet.")
        if benefits.count > mostBenefits {
            section.buttons = LinkList([
                LinkList.Item(href: "/admin/benefits", text: "All of them")
            ])
        }
        return section
    }

    private func choice(_ visit: AdminVisit) -> PageSection {
        var section = PageSection("Organization")
        section.form = PageForm(
            "/admin/organization",
            [
                FormField.select(
                    "organization", "Work on", visit.organizations.map { ("\($0.id)", $0.name) },
                    chosen: "\(visit.organization.id)"
                ).completed()
            ], submit: "Change")
        return section
    }
}
