import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Endpoints of webhooks: listed, added, edited, tested, removed; their secrets are shown once.
struct WebhookPageRoutes: Sendable {
    let rules: WebhookRules
    let renderers: WebhookRenderers

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/webhooks", .webhooksRead) { visit in .page(try await list(visit)) }
        table.look("/admin/webhooks/new", .webhooksWrite) { visit in
            .page(form(nil, WebhookFields(), []))
        }
        table.act("/admin/webhooks/new", .webhooksWrite, answersSecret: true) { visit in
            try await add(visit)
        }
        table.look("/admin/webhooks/{id}/edit", .webhooksWrite) { visit in
            let endpoint = try await Self.endpoint(visit)
            return .page(form(endpoint, WebhookFields(endpoint), []))
        }
        table.act("/admin/webhooks/{id}/edit", .webhooksWrite) { visit in try await edit(visit) }
        table.act("/admin/webhooks/{id}/test", .webhooksWrite) { visit in try await test(visit) }
        table.look("/admin/webhooks/{id}/rotate", .webhooksWrite) { visit in
            .page(rotation(try await Self.endpoint(visit)))
        }
        table.act("/admin/webhooks/{id}/rotate", .webhooksWrite, answersSecret: true) { visit in
            try await rotate(visit)
        }
        table.look("/admin/webhooks/{id}/delete", .webhooksWrite) { visit in
            .page(deletion(try await Self.endpoint(visit)))
        }
        table.act("/admin/webhooks/{id}/delete", .webhooksWrite) { visit in
            let (endpoint, now) = (try await Self.endpoint(visit), visit.now)
            try await visit.work(\.webhooks) { try $0.deleteEndpoint(endpoint.id, now: now) }
            return visit.done(.deleted, at: "/admin/webhooks")
        }
    }

    static func endpoint(_ visit: AdminVisit) async throws -> WebhookEndpoint {
        let id = try visit.context.id(.webhookEndpoint, WebhookEndpointID.self)
        guard let endpoint = try await visit.work({ try $0.webhooks.endpoint(id) }) else {
            throw Problem.missing(.webhookEndpoint)
        }
        try visit.check(endpoint.organization, .webhookEndpoint)
        return endpoint
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let endpoints = try await visit.work(\.webhooks) { try $0.endpoints(of: organization) }
        var section = PageSection()
        section.table = PageTable(
            "Webhook endpoints", ["Address", "State", "Events", "Since"],
            endpoints.map { endpoint in
                [
                    .link(
                        endpoint.terms.url, "/admin/webhooks/\(endpoint.id)",
                        note: endpoint.terms.description.isEmpty
                            ? nil : endpoint.terms.description),
                    .badge(endpoint.badge),
                    .text(
                        endpoint.terms.filterTypes.isEmpty
                            ? "all" : endpoint.terms.filterTypes.joined(separator: ", ")),
                    .time(endpoint.createdAt),
                ]
            }, empty: "No endpoint hears of events yet.")
        var page = PageBody("Webhooks", [section])
        page.intro = "Your own programs that are told what happens to licenses."
        if visit.caller.allows(.webhooksWrite) {
            page.actions = LinkList([
                LinkList.Item(
                    href: "/admin/webhooks/new", text: "Add an endpoint",
                    linkClass: "button primary")
            ])
        }
        return page
    }

    // MARK: - Writing

    private struct WebhookFields {
        var url = ""
        var description = ""
        var types: [String] = []
        var format = WebhookFormat.standard.rawValue
        var isMasked = false
        var isDisabled = false

        var version: String {
            FormVersion.of(
                [
                    url, description, format, "\(isMasked)", "\(isDisabled)",
                ] + types)
        }

        init() {}

        init(_ endpoint: WebhookEndpoint) {
            url = endpoint.terms.url
            description = endpoint.terms.description
            types = endpoint.terms.filterTypes
            format = endpoint.terms.format.rawValue
            isMasked = endpoint.terms.isMaskingKeys
            isDisabled = endpoint.pause != nil
        }

        init(_ form: SubmittedForm) {
            url = form.raw("url")
            description = form.raw("description")
            types = form.raw("filter_types").split { $0 == "," || $0.isWhitespace }.map(String.init)
            format = form.raw("format")
            isMasked = form.isChecked("mask")
            isDisabled = form.isChecked("disabled")
        }

        var input: WebhookTermsInput {
            var input = WebhookTermsInput()
            input.url = url
            input.description = description
            input.filterTypes = types
            input.format = format.isEmpty ? nil : format
            input.maskKeys = isMasked
            return input
        }
    }

    private func form(
        _ endpoint: WebhookEndpoint?, _ typed: WebhookFields, _ faults: [FieldFault]
    ) -> PageBody {
        let formats = WebhookFormat.allCases.map { (value: $0.rawValue, text: $0.rawValue) }
        var fields: [FormField] = [
            .input(
                "url", "Address", typed.url, type: "url", hint: "Begins with https://",
                isRequired: true),
            .input("description", "Description", typed.description),
            .input(
                "filter_types", "Events", typed.types.joined(separator: ", "),
                hint:
                    "Separated by commas; empty for all: \(rules.eventNames.prefix(6).joined(separator: ", ")) …"
            ),
            .select("format", "Format", formats, chosen: typed.format),
            .check("mask", "Leave license keys out of messages", typed.isMasked),
        ]
        if endpoint != nil {
            fields.append(.check("disabled", "Disabled: it gets nothing", typed.isDisabled))
        }
        let path = endpoint.map { "/admin/webhooks/\($0.id)/edit" } ?? "/admin/webhooks/new"
        var form = PageForm(
            path, fields.map { $0.completed(faults) }, submit: endpoint == nil ? "Add it" : "Save")
        form.cancel = endpoint.map { "/admin/webhooks/\($0.id)" } ?? "/admin/webhooks"
        if let endpoint {
            form.hiddenFields = [
                PageForm.HiddenField(
                    hiddenName: "version", hiddenValue: WebhookFields(endpoint).version)
            ]
        }
        var section = PageSection()
        section.form = form
        var page = PageBody(endpoint == nil ? "Add an endpoint" : "Edit an endpoint", [section])
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"))
        page.show(faults)
        return page
    }

    private func add(_ visit: AdminVisit) async throws -> PageAnswer {
        let typed = WebhookFields(visit.form)
        let terms: WebhookTerms
        do {
            terms = try rules.terms(typed.input, changing: nil)
        } catch let problem as Problem where !problem.faults.isEmpty {
            return .refused(form(nil, typed, problem.faults.map(\.ofEndpoint)))
        }
        let secret = WebhookSecretRecord(.symmetric, try WebhookSecret.random(.symmetric))
        let (id, organization, now) = (
            WebhookEndpointID.random(), visit.organization.id, visit.now
        )
        try await visit.work { registry in
            try registry.together { registry in
                try WebhookRules.checkCount(of: organization, registry.webhooks)
                try registry.webhooks.addEndpoint(
                    id, of: organization, terms, secrets: [secret], now: now)
            }
        }
        return .page(secretPage(secret.text, id))
    }

    private func secretPage(_ secret: String, _ id: WebhookEndpointID) -> PageBody {
        var section = PageSection()
        section.copyable = PageSection.CopyText(
            copyID: "secret", copyLabel: "Signing secret", copied: secret, copyRows: 1)
        section.buttons = LinkList([
            LinkList.Item(href: "/admin/webhooks/\(id)", text: "I have saved it")
        ])
        var page = PageBody("The endpoint's secret", [section])
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"))
        page.pageNotice = Notice(
            "This is the only time that the secret is shown.",
            "Your program verifies messages with it.", .warning)
        return page
    }

    private func edit(_ visit: AdminVisit) async throws -> PageAnswer {
        let held = try await Self.endpoint(visit)
        guard visit.form["version"] == WebhookFields(held).version else {
            throw PageProblem.outdated(visit.form)
        }
        let typed = WebhookFields(visit.form)
        let terms: WebhookTerms
        do {
            terms = try rules.terms(typed.input, changing: held.terms)
        } catch let problem as Problem where !problem.faults.isEmpty {
            return .refused(form(held, typed, problem.faults.map(\.ofEndpoint)))
        }
        let pause: EndpointPause? = typed.isDisabled ? held.pause ?? .byOwner : nil
        let now = visit.now
        try await visit.work(\.webhooks) {
            try $0.replaceTerms(of: held.id, by: terms, pause: pause, now: now)
        }
        return visit.done(.changed, at: "/admin/webhooks/\(held.id)")
    }

    private func test(_ visit: AdminVisit) async throws -> PageAnswer {
        let endpoint = try await Self.endpoint(visit)
        try endpoint.checkEnabled()
        let now = visit.admin.clock.preciseNow()
        let event = LicenseEvent.test(at: now.timestamp)
        let messageID = WebhookSignature.randomID()
        try await visit.work(\.webhooks) { [renderers] webhooks in
            guard
                let body = renderers.body(
                    of: event, organization: endpoint.organization, for: endpoint.terms)
            else { throw Problem.missing(.delivery) }
            try webhooks.addTestDelivery(
                NewDelivery(id: .random(), endpoint: endpoint.id, body: body),
                of: endpoint.organization, messageID: messageID, now: now)
        }
        return visit.done(.tested, at: "/admin/webhooks/\(endpoint.id)")
    }

    // MARK: - Secrets and removal

    private func rotation(_ endpoint: WebhookEndpoint) -> PageBody {
        confirmation(
            "Give the endpoint another secret", endpoint, "rotate", "Make another secret",
            [
                "Messages are signed with both secrets for a day, so that your program can change over.",
                "After that the former secret signs nothing.",
            ])
    }

    private func rotate(_ visit: AdminVisit) async throws -> PageAnswer {
        let (endpoint, now) = (try await Self.endpoint(visit), visit.now)
        let text = try WebhookSecret.random(.symmetric)
        try await visit.work(\.webhooks) {
            try $0.rotateSecret(
                of: endpoint.id, to: WebhookSecretRecord(.symmetric, text),
                overlap: .seconds(86_400), now: now)
        }
        return .page(secretPage(text, endpoint.id))
    }

    private func deletion(_ endpoint: WebhookEndpoint) -> PageBody {
        confirmation(
            "Remove this endpoint", endpoint, "delete", "Remove it",
            ["It is sent nothing more, and deliveries that wait for it are dropped."])
    }

    private func confirmation(
        _ heading: String, _ endpoint: WebhookEndpoint, _ verb: String, _ submit: String,
        _ lines: [String]
    ) -> PageBody {
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: lines)
        var form = PageForm("/admin/webhooks/\(endpoint.id)/\(verb)", submit: submit)
        form.makeGrave()
        form.cancel = "/admin/webhooks/\(endpoint.id)"
        section.form = form
        var page = PageBody(heading, [section])
        page.intro = endpoint.terms.url
        page.trail = AdminNavigation.trail(("/admin/webhooks", "Webhooks"))
        return page
    }
}

extension WebhookEndpoint {
    var badge: Badge {
        if pause != nil { return Badge("disabled", .neutral) }
        return failingSince == nil ? Badge("active", .good) : Badge("failing", .danger)
    }
}
