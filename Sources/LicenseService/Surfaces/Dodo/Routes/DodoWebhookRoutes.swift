import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// `/webhooks`: receivers of webhooks, in Dodo's form over the same endpoints as the native ones.
struct DodoWebhookRoutes {
    /// How many a merchant may have here.
    static let maxEndpoints = 5
    private static let maxTypes = 100

    let dodo: DodoContext
    let rules: WebhookRules

    func addRoutes(to table: inout DodoRouteTable) {
        addReading(to: &table)
        addSecret(to: &table)
        addWriting(to: &table)
    }

    private func addReading(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, "/webhooks", "dodoListWebhooks", "Endpoints, the oldest first.",
                scope: .webhooksRead,
                query: [
                    QueryParameter("limit", .wholeNumber, "How many, 50 by default."),
                    QueryParameter("iterator", .text, "Where to continue."),
                ], answer: .json(DodoWebhookWire.pageSchema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "/webhooks/{id}", "dodoGetWebhook", "One endpoint.", scope: .webhooksRead,
                answer: .json(DodoWebhookWire.schema))
        ) { _, context, caller in
            Self.response(try await dodo.webhook(context, caller))
        }
    }

    private func addSecret(to table: inout DodoRouteTable) {
        table.add(
            // Who may read may not sign.
            Operation(
                .get, "/webhooks/{id}/secret", "dodoGetWebhookSecret",
                "What an endpoint's messages are signed with.", scope: .webhooksWrite,
                answer: .json(DodoWebhookWire.secretSchema))
        ) { _, context, caller in
            let (endpoint, now) = (try await dodo.webhook(context, caller), dodo.now())
            let secrets = try await dodo.work(caller, \.webhooks) {
                try $0.secrets(of: endpoint.id, at: now)
            }
            guard let newest = secrets.first(where: { $0.scheme == .symmetric }) else {
                throw DodoRefusal.missing("secret")
            }
            return WrittenJSON { $0.member("secret", newest.text) }
        }
    }

    private func addWriting(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .post, "/webhooks", "dodoCreateWebhook", "Add an endpoint.",
                scope: .webhooksWrite, request: .json(DodoWebhookWire.newSchema),
                answer: .json(DodoWebhookWire.schema))
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .patch, "/webhooks/{id}", "dodoChangeWebhook", "Change an endpoint.",
                scope: .webhooksWrite, request: .json(DodoWebhookWire.changeSchema),
                answer: .json(DodoWebhookWire.schema))
        ) { request, context, caller in
            let body = try await dodo.body(of: request)
            let changed = try await dodo.changeWebhook(context, caller) { held in
                (try terms(body, changing: held.terms), try Self.pause(body, changing: held.pause))
            }
            return Self.response(changed)
        }
        table.add(
            Operation(
                .delete, "/webhooks/{id}", "dodoDeleteWebhook", "Remove an endpoint.",
                scope: .webhooksWrite)
        ) { _, context, caller in
            let (endpoint, now) = (try await dodo.webhook(context, caller), dodo.now())
            try await dodo.work(caller, \.webhooks) { try $0.deleteEndpoint(endpoint.id, now: now) }
            return NoContent.uncached
        }
    }

    private static func response(_ endpoint: WebhookEndpoint) -> WrittenJSON {
        WrittenJSON { DodoWebhookWire(endpoint: endpoint).write(&$0) }
    }

    // MARK: - Lists

    /// The last page has no iterator: one client continues for as long as there is one.
    private func list(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let limit = try query.value("limit") { text in
            Int(text).flatMap { $0 < 0 ? nil : max($0, 1) }
        }
        let last = try query.value("iterator") { WebhookEndpointID(dodo: $0) }
        let business = try await dodo.business(caller)
        let all = try await dodo.work(caller, \.webhooks) { try $0.endpoints(of: business) }
        let start = all.firstIndex { $0.id == last }.map { $0 + 1 } ?? all.count
        let rest = last == nil ? all[...] : all[start...]
        let page = rest.prefix(limit ?? 50)
        return DodoWebhookWire.response(page, isLast: page.count == rest.count)
    }

    // MARK: - Writing

    private func create(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let body = try await dodo.body(of: request)
        _ = try body.text("url")
        let terms = try terms(body, changing: nil)
        let pause = try Self.pause(body, changing: nil)
        let (business, now) = (try await dodo.business(caller), dodo.now())
        let id = WebhookEndpointID.random()
        let secret = try WebhookSecretRecord(
            .symmetric, WebhookSecret.random(.symmetric))
        let made = try await dodo.work(caller) { registry in
            try registry.together { registry in
                try Self.checkCount(of: business, registry.webhooks)
                try registry.webhooks.addEndpoint(
                    id, of: business, terms, secrets: [secret], now: now)
                if pause != nil {
                    try registry.webhooks.replaceTerms(of: id, by: terms, pause: pause, now: now)
                }
                return try DodoContext.webhook(id, of: business, registry.webhooks)
            }
        }
        return Self.response(made)
    }

    private static func checkCount(of business: OrganizationID, _ webhooks: Webhooks) throws {
        guard try webhooks.endpoints(of: business).count < maxEndpoints else {
            throw DodoRefusal.parameters("there are already \(maxEndpoints) webhooks")
        }
    }

    /// What is absent or null stays.
    private func terms(_ body: DodoBody, changing old: WebhookTerms?) throws -> WebhookTerms {
        // The delivery's own rules space messages, whatever is asked for.
        _ = try body.count("rate_limit")
        var terms = try rules.terms(
            WebhookTermsInput(
                url: body.optionalText("url"), description: body.optionalText("description"),
                headers: old == nil ? body.texts("headers") : nil,
                metadata: body.texts("metadata")), changing: old)
        if let types = try body.list("filter_types") {
            // Dodo has many types of events that never happen here, and a shop may name them.
            guard types.count <= Self.maxTypes,
                types.allSatisfy({ $0.wholeMatch(of: Self.type) != nil })
            else { throw DodoRefusal.parameters("filter_types must name types of events") }
            terms.filterTypes = types
        }
        return terms
    }

    /// Parts of letters, digits and underscores with full stops between (Standard Webhooks).
    private static var type: Regex<Substring> {
        #/[A-Za-z0-9_]{1,64}(?:\.[A-Za-z0-9_]{1,64}){0,3}/#
    }

    /// Why an endpoint gets nothing; one that is disabled already keeps its reason.
    private static func pause(
        _ body: DodoBody, changing old: EndpointPause?
    ) throws(DodoRefusal) -> EndpointPause? {
        switch try body.flag("disabled") {
        case nil: old
        case false?: nil
        case true?: old ?? .byOwner
        }
    }
}

extension DodoContext {
    /// The endpoint that a path names.
    func webhook(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookEndpoint {
        let id = try context.dodoID("id", "webhook", WebhookEndpointID.self)
        let business = try await business(caller)
        return try await work(caller, \.webhooks) { try Self.webhook(id, of: business, $0) }
    }

    /// Changes the endpoint that a path names, in one transaction with reading it.
    func changeWebhook(
        _ context: ServiceContext, _ caller: Caller,
        _ change: @escaping @Sendable (WebhookEndpoint) throws -> (WebhookTerms, EndpointPause?)
    ) async throws -> WebhookEndpoint {
        let id = try context.dodoID("id", "webhook", WebhookEndpointID.self)
        let (business, now) = (try await business(caller), now())
        return try await work(caller) { registry in
            try registry.together { registry in
                let (terms, pause) = try change(
                    try Self.webhook(id, of: business, registry.webhooks))
                try registry.webhooks.replaceTerms(of: id, by: terms, pause: pause, now: now)
                return try Self.webhook(id, of: business, registry.webhooks)
            }
        }
    }

    static func webhook(
        _ id: WebhookEndpointID, of business: OrganizationID, _ webhooks: Webhooks
    ) throws -> WebhookEndpoint {
        guard let endpoint = try webhooks.endpoint(id), endpoint.organization == business
        else { throw DodoRefusal.missing("webhook") }
        return endpoint
    }
}
