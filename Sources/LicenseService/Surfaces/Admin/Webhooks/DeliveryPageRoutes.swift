import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What was sent to an endpoint, how it went, and sending it again.
struct DeliveryPageRoutes: Sendable {
    private static let pageSize = 50
    private static let attemptsShown = 20

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/webhooks/{id}", .webhooksRead) { visit in
            var page = try await page(visit)
            if page.pageNotice == nil { page.pageNotice = Self.replayed(visit.query) }
            return .page(page)
        }
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
            var (asked, filter) = (
                PageFilter(visit.form), DeliveryFilter(endpoint: endpoint.id)
            )
            filter.from = asked.date("from")
            filter.until = asked.date("until")
            filter.state = visit.form.isChecked("delivered") ? nil : .failed
            var faults = asked.faults
            if visit.form["from"] == nil {
                faults.append(
                    FieldFault(field: "from", detail: "Write a date such as 2027-01-31."))
            }
            if let from = filter.from, let until = filter.until, until <= from {
                faults.append(
                    FieldFault(field: "until", detail: "Write a date after the other one."))
            }
            guard faults.isEmpty else { return .refused(try await page(visit, faults)) }
            return try await replay(filter, only: nil, visit)
        }
    }

    private func page(
        _ visit: AdminVisit, _ faults: [FieldFault] = []
    ) async throws -> PageBody {
        let endpoint = try await WebhookPageRoutes.endpoint(visit)
        let before = visit.query["before"].flatMap { DeliveryID($0) }
        let deliveries = try await visit.work(\.webhooks) {
            try $0.deliveries(
                matching: DeliveryFilter(endpoint: endpoint.id), before: before,
                limit: Self.pageSize + 1)
        }
        let shown = deliveries.prefix(Self.pageSize)
        let path = "/admin/webhooks/\(endpoint.id)"
        var page = PageBody(endpoint.terms.url)
        page.state = endpoint.badge
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"))
        var section = PageSection("Deliveries")
        var table = PageTable(
            "Deliveries", ["Event", "State", "When", "Attempts#"],
            shown.map { delivery in
                [
                    .link(delivery.type, "\(path)/deliveries/\(delivery.id)"),
                    .badge(delivery.badge), .time(delivery.occurredAt),
                    .number(delivery.attempts),
                ]
            }, empty: "Nothing was sent to it yet.")
        if deliveries.count > Self.pageSize, let last = shown.last {
            table.nextPage = "\(path)?before=\(last.id)"
        }
        if before != nil { table.firstPage = path }
        section.table = table
        page.sections = [section]
        guard visit.caller.allows(.webhooksWrite) else { return page }
        page.actions = LinkList([
            LinkList.Item(href: "\(path)/edit", text: "Edit"),
            LinkList.Item(href: "\(path)/rotate", text: "New secret"),
            LinkList.Item(href: "\(path)/delete", text: "Remove", linkClass: "button danger"),
        ])
        // Nothing is sent to one that is disabled.
        guard endpoint.pause == nil else { return page }
        var trying = PageSection("Try it out")
        trying.form = PageForm("\(path)/test", submit: "Send a test message")
        trying.form?.submitClass = "plain"
        var again = PageSection("Send again")
        let typed = visit.form
        let fields: [FormField] = [
            .input("from", "From", typed.raw("from"), type: "date", isRequired: true),
            .input("until", "Before", typed.raw("until"), type: "date"),
            .check("delivered", "Also what was delivered", typed.isChecked("delivered")),
        ]
        again.form = PageForm(
            "\(path)/replay", fields.map { $0.completed(faults) }, submit: "Send again")
        again.form?.submitClass = "plain"
        page.sections += [trying, again]
        page.show(faults)
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
            try $0.attempts(of: delivery.id, limit: Self.attemptsShown)
        }
        let path = "/admin/webhooks/\(delivery.endpoint)"
        var page = PageBody(delivery.type)
        page.state = delivery.badge
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"), (path, "Endpoint"))
        var body = PageSection("Message")
        body.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Id", .code(delivery.messageID)),
            PageSection.DetailList.Detail("When", .time(delivery.occurredAt)),
            delivery.dueAt.map {
                PageSection.DetailList.Detail("Next attempt", .time($0.timestamp))
            },
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
        var tries = PageSection(
            "Attempts",
            delivery.attempts > Self.attemptsShown
                ? "The newest \(Self.attemptsShown) of \(delivery.attempts.grouped)." : nil)
        tries.table = PageTable(
            "Attempts", ["When", "Status#", "Took#", "Answer"],
            attempts.map { attempt in
                [
                    .time(attempt.attemptedAt),
                    .text(attempt.status.map { "\($0)" } ?? Self.words(attempt.fault)),
                    .text("\(Int(attempt.duration / .milliseconds(1)).grouped) ms"),
                    .code(String(decoding: attempt.response.prefix(300), as: UTF8.self)),
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
        let count = try await visit.work(\.webhooks) {
            try $0.replay(matching: filter, only: id, now: now)
        }
        return .redirect(
            Redirect(to: "/admin/webhooks/\(filter.endpoint)?replayed=\(count)"))
    }

    /// How many messages were sent again; nil for another page.
    private static func replayed(_ query: SubmittedForm) -> Notice? {
        // What is no number was not written by this service.
        guard let count = query["replayed"].flatMap({ Int64($0) }), count >= 0 else { return nil }
        return count == 0
            ? Notice("No message matches, so none is sent again.", nil, .neutral)
            : Notice("\(counted(count, "message")) \(count == 1 ? "is" : "are") sent again.")
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

extension DeliveryPageRoutes {
    /// Why there was no answer, in words.
    fileprivate static func words(_ code: String?) -> String {
        guard let code else { return "–" }
        // A newer node may have written what this program does not know.
        guard let fault = WebhookFault(rawValue: code) else { return code }
        return switch fault {
        case .url: "not an address"
        case .plain: "not encrypted"
        case .resolution: "its name has no address"
        case .address: "its name has an address of a private network"
        case .connection: "no connection"
        case .tls: "the certificate or TLS failed"
        case .timeout: "it took too long"
        case .closed: "the connection ended too early"
        case .answer: "the answer is not HTTP"
        case .secret: "no secret can sign"
        }
    }
}
