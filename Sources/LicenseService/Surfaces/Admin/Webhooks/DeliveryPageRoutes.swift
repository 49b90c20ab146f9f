import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What was sent to an endpoint, how it went, and sending it again.
struct DeliveryPageRoutes: Sendable {
    private static let pageSize = 50

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/webhooks/{id}", .webhooksRead) { visit in .page(try await page(visit)) }
        table.look("/admin/webhooks/{id}/deliveries/{delivery}", .webhooksRead) { visit in
            .page(try await delivery(visit))
        }
        table.act("/admin/webhooks/{id}/deliveries/{delivery}/replay", .webhooksWrite) { visit in
            let delivery = try await found(visit)
            return try await replay(
                DeliveryFilter(endpoint: delivery.endpoint), only: delivery.id, visit)
        }
        table.act("/admin/webhooks/{id}/replay", .webhooksWrite) { visit in
            let endpoint = try await WebhookPageRoutes.endpoint(visit)
            var filter = DeliveryFilter(endpoint: endpoint.id)
            filter.from = visit.form["from"].flatMap { Timestamp($0) }
            filter.until = visit.form["until"].flatMap { Timestamp($0) }
            filter.state = visit.form.isChecked("delivered") ? nil : .failed
            guard filter.from != nil else {
                throw PageProblem(
                    problem: .invalid("from", "must be a date such as 2027-01-31"),
                    typed: visit.form.typed)
            }
            return try await replay(filter, only: nil, visit)
        }
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let endpoint = try await WebhookPageRoutes.endpoint(visit)
        let before = visit.query["before"].flatMap { DeliveryID($0) }
        let deliveries = try await visit.work(\.webhooks) {
            try $0.deliveries(
                matching: DeliveryFilter(endpoint: endpoint.id), before: before,
                limit: Self.pageSize)
        }
        let path = "/admin/webhooks/\(endpoint.id)"
        var page = PageBody(endpoint.terms.url)
        page.state = endpoint.badge
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"))
        var section = PageSection("Deliveries")
        var table = PageTable(
            "Deliveries", ["Event", "State", "When", "Attempts#"],
            deliveries.map { delivery in
                [
                    .link(delivery.type, "\(path)/deliveries/\(delivery.id)"),
                    .badge(delivery.badge), .time(delivery.occurredAt),
                    .number(delivery.attempts),
                ]
            }, empty: "Nothing was sent to it yet.")
        if deliveries.count == Self.pageSize, let last = deliveries.last {
            table.nextPage = "\(path)?before=\(last.id)"
        }
        section.table = table
        page.sections = [section]
        guard visit.caller.allows(.webhooksWrite) else { return page }
        page.actions = LinkList([
            LinkList.Item(href: "\(path)/edit", text: "Edit"),
            LinkList.Item(href: "\(path)/rotate", text: "New secret"),
            LinkList.Item(href: "\(path)/delete", text: "Remove", linkClass: "button danger"),
        ])
        var trying = PageSection("Try it out")
        trying.form = PageForm("\(path)/test", submit: "Send a test message")
        trying.form?.submitClass = "plain"
        var again = PageSection("Send again")
        let fields: [FormField] = [
            .input("from", "From", type: "date", isRequired: true),
            .input("until", "Before", type: "date"),
            .check("delivered", "Also what was delivered", false),
        ]
        again.form = PageForm(
            "\(path)/replay", fields.map { $0.completed() }, submit: "Send again")
        again.form?.submitClass = "plain"
        page.sections += [trying, again]
        return page
    }

    private func found(_ visit: AdminVisit) async throws -> WebhookDelivery {
        let endpoint = try await WebhookPageRoutes.endpoint(visit)
        let id = try visit.id("delivery", .delivery, DeliveryID.self)
        guard let delivery = try await visit.work({ try $0.webhooks.delivery(id) }),
            delivery.endpoint == endpoint.id
        else { throw Problem.missing(.delivery) }
        return delivery
    }

    private func delivery(_ visit: AdminVisit) async throws -> PageBody {
        let delivery = try await found(visit)
        let attempts = try await visit.work(\.webhooks) {
            try $0.attempts(of: delivery.id, limit: Self.pageSize)
        }
        let path = "/admin/webhooks/\(delivery.endpoint)"
        var page = PageBody(delivery.type)
        page.state = delivery.badge
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"), (path, "Endpoint"))
        var body = PageSection("Message")
        body.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Id", .code(delivery.messageID)),
            PageSection.DetailList.Detail("When", .time(delivery.occurredAt)),
            delivery.license.map {
                PageSection.DetailList.Detail("License", .link("\($0)", "/admin/keys/\($0)"))
            },
        ])
        body.copyable = PageSection.CopyText(
            copyID: "body", copyLabel: "Body",
            copied: String(decoding: delivery.body, as: UTF8.self), copyRows: 10)
        if visit.caller.allows(.webhooksWrite) {
            body.form = PageForm(
                "\(path)/deliveries/\(delivery.id)/replay", submit: "Send again")
            body.form?.submitClass = "plain"
        }
        var tries = PageSection("Attempts")
        tries.table = PageTable(
            "Attempts", ["When", "Status#", "Took#", "Answer"],
            attempts.map { attempt in
                [
                    .time(attempt.attemptedAt),
                    .text(attempt.status.map { "\($0)" } ?? attempt.fault ?? "–"),
                    .text("\(Int(attempt.duration / .milliseconds(1)).grouped) ms"),
                    .code(String(decoding: attempt.response.prefix(500), as: UTF8.self)),
                ]
            }, empty: "There was no attempt yet.")
        page.sections = [body, tries]
        return page
    }

    private func replay(
        _ filter: DeliveryFilter, only id: DeliveryID?, _ visit: AdminVisit
    ) async throws -> PageAnswer {
        try await WebhookPageRoutes.endpoint(visit).checkEnabled()
        let now = visit.admin.clock.preciseNow()
        _ = try await visit.work(\.webhooks) {
            try $0.replay(matching: filter, only: id, now: now)
        }
        return visit.done(.replayed, at: "/admin/webhooks/\(filter.endpoint)")
    }
}

extension WebhookDelivery {
    fileprivate var badge: Badge {
        switch state {
        case .failed: Badge("failed", .danger)
        case .delivered: Badge("delivered", .good)
        case .pending: Badge("pending", .neutral)
        }
    }
}
