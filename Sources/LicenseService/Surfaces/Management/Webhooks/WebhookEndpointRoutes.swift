import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Endpoints of webhooks: made, changed, removed.
struct WebhookEndpointRoutes {
    static let path = "\(ManagementSurface.prefix)/webhook-endpoints"

    let management: ManagementContext
    let rules: WebhookRules

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        addWriting(to: &table)
    }

    private func addReading(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, Self.path, "listWebhookEndpoints", "An organization's endpoints.",
                scope: .webhooksRead, query: [Query.organization],
                answer: .list(WebhookEndpointWire.schema))
        ) { request, _, caller in
            let organization = try await management.organization(Query(request), caller)
            let all = try await management.work(caller, \.webhooks) {
                try $0.endpoints(of: organization)
            }
            return PageWire(all: all.map { WebhookEndpointWire($0) })
        }
        table.add(
            Operation(
                .get, "\(Self.path)/{id}", "getWebhookEndpoint", "One endpoint.",
                scope: .webhooksRead, answer: .json(WebhookEndpointWire.schema))
        ) { _, context, caller in
            let endpoint = try await management.webhookEndpoint(context, caller)
            return WebhookEndpointWire(endpoint)
        }
    }

    private func addWriting(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, Self.path, "createWebhookEndpoint",
                "Add an endpoint; its secret is shown only now.", scope: .webhooksWrite,
                query: [Query.organization], request: .json(WebhookEndpointWire.newSchema(rules)),
                answer: .json(WebhookEndpointWire.madeSchema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .patch, "\(Self.path)/{id}", "changeWebhookEndpoint",
                "Change what an endpoint gets, or disable or enable it.", scope: .webhooksWrite,
                request: .json(WebhookEndpointWire.changeSchema(rules)),
                answer: .json(WebhookEndpointWire.schema))
        ) { request, context, caller in try await change(request, context, caller) }
        table.add(
            Operation(
                .delete, "\(Self.path)/{id}", "deleteWebhookEndpoint", "Remove an endpoint.",
                scope: .webhooksWrite, status: 204)
        ) { _, context, caller in
            let endpoint = try await management.webhookEndpoint(context, caller)
            let now = management.clock.now()
            try await management.work(caller, \.webhooks) {
                try $0.deleteEndpoint(endpoint.id, now: now)
            }
            return NoContent()
        }
    }

    // MARK: - Writing

    private func create(
        _ request: Request, _ caller: Caller
    ) async throws -> WebhookEndpointWire {
        let organization = try await management.organization(Query(request), caller)
        let wire = try await management.body(
            of: request, as: WebhookTermsInput.self, WebhookEndpointWire.newSchema(rules))
        let terms = try rules.terms(wire, changing: nil)
        let secrets = try Self.secrets(wire, terms)
        let id = WebhookEndpointID.random()
        let now = management.clock.now()
        let made = try await management.work(caller) { registry in
            try registry.together { registry in
                try WebhookRules.checkCount(of: organization, registry.webhooks)
                try registry.webhooks.addEndpoint(
                    id, of: organization, terms, secrets: secrets, now: now)
                if wire.disabled == true {
                    try registry.webhooks.replaceTerms(
                        of: id, by: terms, pause: .byOwner, now: now)
                }
                return try registry.webhooks.endpoint(id)
            }
        }
        guard let made else { throw Problem.missing(.webhookEndpoint) }
        return WebhookEndpointWire(
            made, secret: secrets.first?.text,
            publicKey: secrets.last.flatMap { WebhookSecret.publicText(of: $0) })
    }

    private static func secrets(
        _ wire: WebhookTermsInput, _ terms: WebhookTerms
    ) throws -> [WebhookSecretRecord] {
        try WebhookRules.check(wire.secret, .symmetric, terms.keyDerivation)
        var secrets = [
            WebhookSecretRecord(
                .symmetric,
                try wire.secret ?? WebhookSecret.random(.symmetric))
        ]
        if wire.asymmetric == true {
            secrets.append(
                WebhookSecretRecord(
                    .asymmetric, try WebhookSecret.random(.asymmetric)))
        }
        return secrets
    }

    private func change(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookEndpointWire {
        let held = try await management.webhookEndpoint(context, caller)
        let wire = try await management.body(
            of: request, as: WebhookTermsInput.self, WebhookEndpointWire.changeSchema(rules))
        let terms = try rules.terms(wire, changing: held.terms)
        let pause = Self.pause(wire, changing: held.pause)
        let now = management.clock.now()
        let changed = try await management.work(caller, \.webhooks) { webhooks in
            try Self.check(try webhooks.secrets(of: held.id, at: now), for: terms)
            try webhooks.replaceTerms(of: held.id, by: terms, pause: pause, now: now)
            return try webhooks.endpoint(held.id)
        }
        return WebhookEndpointWire(changed ?? held)
    }

    /// Why an endpoint gets nothing; one that is disabled already keeps its reason.
    private static func pause(
        _ wire: WebhookTermsInput, changing old: EndpointPause?
    ) -> EndpointPause? {
        switch wire.disabled {
        case nil: old
        case false: nil
        case true: old ?? .byOwner
        }
    }

    /// An endpoint's secrets must still sign under another derivation.
    private static func check(
        _ secrets: [WebhookSecretRecord], for terms: WebhookTerms
    ) throws(Problem) {
        guard
            secrets.allSatisfy({
                WebhookSecret.isUsable($0.text, $0.scheme, terms.keyDerivation)
            })
        else {
            throw .invalid("key_derivation", "does not fit the secret; rotate the secret first")
        }
    }
}

extension WebhookSecret {
    /// What a pair's signatures are verified with; nil for a secret of the other scheme.
    static func publicText(of secret: WebhookSecretRecord) -> String? {
        secret.scheme == .asymmetric ? publicText(of: secret.text) : nil
    }
}

extension WebhookEndpoint {
    /// Refuses to send anything to a disabled endpoint.
    func checkEnabled() throws(Problem) {
        guard pause == nil else {
            throw Problem(
                .conflict, "webhook.disabled", "the endpoint is disabled",
                nextStep: "enable it first, with disabled set to false")
        }
    }
}

extension ManagementContext {
    /// The endpoint that the path names, if the caller's token reaches it.
    func webhookEndpoint(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookEndpoint {
        let id = try context.id(.webhookEndpoint, WebhookEndpointID.self)
        guard let endpoint = try await work(caller, { try $0.webhooks.endpoint(id) }) else {
            throw Problem.missing(.webhookEndpoint)
        }
        try caller.check(endpoint.organization, .webhookEndpoint)
        return endpoint
    }
}
