import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// `/webhooks`: receivers of webhooks, in Dodo's words over the same endpoints as the native ones.
struct DodoWebhookRoutes {
    /// How many a merchant may have here.
    static let maxEndpoints = 5
    private static let maxTypes = 100

    let desk: DodoContext
    let rules: WebhookRules

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        addSecret(to: &table)
        addWriting(to: &table)
    }

    private func addReading(to table: inout RouteTable) {
        table.add(
            DodoContext.operation(
                .get, "/webhooks", "dodoListWebhooks", "Endpoints, the oldest first.",
                scope: .webhooksRead,
                query: [
                    QueryParameter("limit", .integer, "How many, 50 by default."),
                    QueryParameter("iterator", .text, "Where to go on."),
                ], answer: .json(DodoWebhookWire.pageSchema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            DodoContext.operation(
                .get, "/webhooks/{id}", "dodoGetWebhook", "One endpoint.", scope: .webhooksRead,
                answer: .json(DodoWebhookWire.schema))
        ) { _, context, caller in
            Self.response(try await desk.webhook(context, caller))
        }
    }

    private func addSecret(to table: inout RouteTable) {
        table.add(
            // Who may read may not sign.
            DodoContext.operation(
                .get, "/webhooks/{id}/secret", "dodoGetWebhookSecret",
                "What an endpoint's messages are signed with.", scope: .webhooksWrite,
                answer: .json(DodoWebhookWire.secretSchema))
        ) { _, context, caller in
            let (endpoint, now) = (try await desk.webhook(context, caller), desk.now())
            let secrets = try await desk.work(caller) {
                try $0.webhookSecrets(of: endpoint.id, at: now)
            }
            guard let newest = secrets.first(where: { $0.scheme == .symmetric }) else {
                throw DodoError.missing("secret")
            }
            return DodoContext.response { $0.member("secret", newest.text) }
        }
    }

    private func addWriting(to table: inout RouteTable) {
        table.add(
            DodoContext.operation(
                .post, "/webhooks", "dodoCreateWebhook", "Add an endpoint.",
                scope: .webhooksWrite, request: DodoWebhookWire.newSchema,
                answer: .json(DodoWebhookWire.schema))
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            DodoContext.operation(
                .patch, "/webhooks/{id}", "dodoChangeWebhook", "Change an endpoint.",
                scope: .webhooksWrite, request: DodoWebhookWire.changeSchema,
                answer: .json(DodoWebhookWire.schema))
        ) { request, context, caller in
            let body = try await desk.body(of: request)
            let changed = try await desk.changeWebhook(context, caller) { held in
                (try terms(body, changing: held.terms), try Self.rest(body, changing: held.rest))
            }
            return Self.response(changed)
        }
        table.add(
            DodoContext.operation(
                .delete, "/webhooks/{id}", "dodoDeleteWebhook", "Remove an endpoint.",
                scope: .webhooksWrite)
        ) { _, context, caller in
            let (endpoint, now) = (try await desk.webhook(context, caller), desk.now())
            try await desk.work(caller) { try $0.deleteWebhookEndpoint(endpoint.id, now: now) }
            return Response(status: .ok, headers: [.cacheControl: "no-store"])
        }
    }

    private static func response(_ endpoint: WebhookEndpoint) -> Response {
        DodoContext.response { DodoWebhookWire(endpoint: endpoint).write(&$0) }
    }

    // MARK: - Lists

    /// The last page has no iterator: one client goes on for as long as there is one.
    private func list(_ request: Request, _ caller: Caller) async throws -> Response {
        let query = DodoQuery(request)
        let limit = try query.value("limit") { text in
            Int(text).flatMap { $0 < 0 ? nil : max($0, 1) }
        }
        let last = try query.value("iterator") { WebhookEndpointID(dodo: $0) }
        let business = try await desk.business(caller)
        let all = try await desk.work(caller) { try $0.webhookEndpoints(of: business) }
        let place = all.firstIndex { $0.id == last }.map { $0 + 1 } ?? all.count
        let rest = last == nil ? all[...] : all[place...]
        let page = rest.prefix(limit ?? 50)
        let isLast = page.count == rest.count
        return DodoContext.response { writer in
            writer.name("data")
            writer.array { writer in
                for endpoint in page {
                    writer.object { DodoWebhookWire(endpoint: endpoint).write(&$0) }
                }
            }
            writer.member("iterator", isLast ? nil : page.last?.id.dodoText)
            writer.member("prev_iterator", String?.none)
            writer.member("done", isLast)
        }
    }

    // MARK: - Writing

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        let body = try await desk.body(of: request)
        _ = try body.text("url")
        let terms = try terms(body, changing: nil)
        let rest = try Self.rest(body, changing: nil)
        let (business, now) = (try await desk.business(caller), desk.now())
        let id = WebhookEndpointID.random()
        let secret = WebhookSecretRecord(
            .symmetric, try WebhookSecret.random(.symmetric))
        let made = try await desk.work(caller) { registry in
            try registry.together { registry in
                guard try registry.webhookEndpoints(of: business).count < Self.maxEndpoints else {
                    throw DodoError.parameters("there are \(Self.maxEndpoints) webhooks already")
                }
                try registry.addWebhookEndpoint(
                    id, of: business, terms, secrets: [secret], now: now)
                if rest != nil {
                    try registry.replaceWebhookTerms(of: id, by: terms, rest: rest, now: now)
                }
                return try DodoContext.webhook(id, of: business, registry)
            }
        }
        return Self.response(made)
    }

    /// What is absent or null stays.
    private func terms(_ body: DodoBody, changing old: WebhookTerms?) throws -> WebhookTerms {
        // Messages are spaced by the delivery's own rules, whatever is wished for.
        _ = try body.count("rate_limit")
        var terms = try rules.terms(
            WebhookTermsWire(
                url: body.optionalText("url"), description: body.optionalText("description"),
                headers: old == nil ? body.texts("headers") : nil,
                metadata: body.texts("metadata")), changing: old)
        if let types = try body.list("filter_types") {
            // Dodo has many types of events that never happen here, and a shop may name them.
            guard types.count <= Self.maxTypes,
                types.allSatisfy({ $0.wholeMatch(of: Self.type) != nil })
            else { throw DodoError.parameters("filter_types names no types of events") }
            terms.filterTypes = types
        }
        return terms
    }

    /// Parts of letters, digits and underscores with full stops between (Standard Webhooks).
    private static var type: Regex<Substring> {
        #/[A-Za-z0-9_]{1,64}(?:\.[A-Za-z0-9_]{1,64}){0,3}/#
    }

    /// Why an endpoint is to get nothing; one that is to rest goes on for the reason that it has.
    private static func rest(
        _ body: DodoBody, changing old: EndpointPause?
    ) throws(DodoError) -> EndpointPause? {
        switch try body.flag("disabled") {
        case nil: old
        case false?: nil
        case true?: old ?? .byOwner
        }
    }
}

extension DodoContext {
    /// The endpoint that a place names.
    func webhook(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookEndpoint {
        let id = try context.dodoID("id", "webhook", WebhookEndpointID.self)
        let business = try await business(caller)
        return try await work(caller) { try Self.webhook(id, of: business, $0) }
    }

    /// Changes the endpoint that a place names, seen as it is when it is changed.
    func changeWebhook(
        _ context: ServiceContext, _ caller: Caller,
        _ change: @escaping @Sendable (WebhookEndpoint) throws -> (WebhookTerms, EndpointPause?)
    ) async throws -> WebhookEndpoint {
        let id = try context.dodoID("id", "webhook", WebhookEndpointID.self)
        let (business, now) = (try await business(caller), now())
        return try await work(caller) { registry in
            try registry.together { registry in
                let (terms, rest) = try change(try Self.webhook(id, of: business, registry))
                try registry.replaceWebhookTerms(of: id, by: terms, rest: rest, now: now)
                return try Self.webhook(id, of: business, registry)
            }
        }
    }

    static func webhook(
        _ id: WebhookEndpointID, of business: OrganizationID, _ registry: Registry
    ) throws -> WebhookEndpoint {
        guard let endpoint = try registry.webhookEndpoint(id), endpoint.organization == business
        else {
            throw DodoError.missing("webhook")
        }
        return endpoint
    }
}
