import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Endpoints of webhooks: made, changed, given other secrets, tried out, removed.
struct WebhookEndpointRoutes {
    static let place = "/manage/v1/webhook-endpoints"

    let management: Management
    let rules: WebhookRules

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        addWriting(to: &table)
        table.add(
            Operation(
                .post, "\(Self.place)/{id}/rotate-secret", "rotateWebhookSecret",
                "Sign with another secret, and for a while with the one before too.",
                scope: .webhooksWrite, request: .json(WebhookRotationWire.schema),
                answer: .json(WebhookEndpointWire.schema))
        ) { request, context, caller in try await rotate(request, context, caller) }
        table.add(
            Operation(
                .post, "\(Self.place)/{id}/test", "testWebhookEndpoint",
                "Send a message of the type webhook.test.", scope: .webhooksWrite,
                answer: .json(WebhookDeliveryWire.schema), status: 202)
        ) { _, context, caller in try await test(context, caller) }
    }

    private func addReading(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, Self.place, "listWebhookEndpoints", "An organization's endpoints.",
                scope: .webhooksRead, query: [Query.organization],
                answer: .list(WebhookEndpointWire.schema))
        ) { request, _, caller in
            let organization = try await management.organization(Query(request), caller)
            let all = try await management.work(caller) {
                try $0.webhookEndpoints(of: organization)
            }
            return try JSONText.response(
                PageWire(all.map { WebhookEndpointWire($0) }, limit: .max) { $0.id })
        }
        table.add(
            Operation(
                .get, "\(Self.place)/{id}", "getWebhookEndpoint", "One endpoint.",
                scope: .webhooksRead, answer: .json(WebhookEndpointWire.schema))
        ) { _, context, caller in
            let endpoint = try await management.webhookEndpoint(context, caller)
            return try JSONText.response(WebhookEndpointWire(endpoint))
        }
    }

    private func addWriting(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, Self.place, "createWebhookEndpoint",
                "Add an endpoint; its secret is shown only now.", scope: .webhooksWrite,
                query: [Query.organization], request: .json(WebhookTermsWire.newSchema),
                answer: .json(WebhookEndpointWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .patch, "\(Self.place)/{id}", "changeWebhookEndpoint",
                "Change what an endpoint gets, or switch it off or on.", scope: .webhooksWrite,
                request: .json(WebhookTermsWire.changeSchema),
                answer: .json(WebhookEndpointWire.schema))
        ) { request, context, caller in try await change(request, context, caller) }
        table.add(
            Operation(
                .delete, "\(Self.place)/{id}", "deleteWebhookEndpoint", "Remove an endpoint.",
                scope: .webhooksWrite, status: 204)
        ) { _, context, caller in
            let endpoint = try await management.webhookEndpoint(context, caller)
            let now = management.clock.now()
            try await management.work(caller) {
                try $0.deleteWebhookEndpoint(endpoint.id, now: now)
            }
            return Response(status: .noContent)
        }
    }

    // MARK: - Writing

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        let organization = try await management.organization(Query(request), caller)
        let wire = try await management.body(of: request, as: WebhookTermsWire.self)
        let terms = try rules.terms(wire, changing: nil)
        try WebhookRules.check(wire.secret, .symmetric, terms.keyDerivation)
        let secrets = try Self.secrets(wire)
        let id = WebhookEndpointID.random()
        let now = management.clock.now()
        let made = try await management.work(caller) { registry in
            guard try registry.webhookEndpoints(of: organization).count < WebhookRules.maxEndpoints
            else {
                throw Problem(
                    .conflict, "webhook.too-many",
                    "there are \(WebhookRules.maxEndpoints) endpoints already",
                    nextStep: "remove one that is not needed")
            }
            try registry.addWebhookEndpoint(
                id, of: organization, terms, secrets: secrets, now: now)
            if wire.disabled == true {
                try registry.replaceWebhookTerms(of: id, by: terms, rest: .byOwner, now: now)
            }
            return try registry.webhookEndpoint(id)
        }
        guard let made else { throw Problem.missing(.webhookEndpoint) }
        return try JSONText.response(
            WebhookEndpointWire(
                made, secret: secrets.first?.text,
                publicKey: secrets.last.flatMap { WebhookSecret.publicText(of: $0) }),
            status: .created)
    }

    private static func secrets(_ wire: WebhookTermsWire) throws -> [WebhookSecretRecord] {
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
    ) async throws -> Response {
        let held = try await management.webhookEndpoint(context, caller)
        let wire = try await management.body(of: request, as: WebhookTermsWire.self)
        let terms = try rules.terms(wire, changing: held.terms)
        let rest: EndpointPause? =
            switch wire.disabled {
            case nil: held.rest
            case false: nil
            case true: held.rest ?? .byOwner
            }
        let now = management.clock.now()
        let changed = try await management.work(caller) { registry in
            // Its secrets must still sign under the other derivation.
            for secret in try registry.webhookSecrets(of: held.id, at: now)
            where !WebhookSecret.isUsable(secret.text, secret.scheme, terms.keyDerivation) {
                throw Problem.invalid(
                    "key_derivation", "does not go with the secret; rotate it first")
            }
            try registry.replaceWebhookTerms(of: held.id, by: terms, rest: rest, now: now)
            return try registry.webhookEndpoint(held.id)
        }
        return try JSONText.response(WebhookEndpointWire(changed ?? held))
    }

    private func rotate(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> Response {
        let held = try await management.webhookEndpoint(context, caller)
        let wire = try await management.body(of: request, as: WebhookRotationWire.self)
        guard let scheme = WebhookScheme(rawValue: wire.scheme ?? "v1") else {
            throw Problem.invalid("scheme", "is v1 or v1a")
        }
        let overlap = wire.overlapSeconds ?? 86_400
        guard (0...604_800).contains(overlap) else {
            throw Problem.invalid("overlap_seconds", "is from 0 to 604,800")
        }
        try WebhookRules.check(wire.secret, scheme, held.terms.keyDerivation)
        let text = try wire.secret ?? WebhookSecret.random(scheme)
        let now = management.clock.now()
        try await management.work(caller) { registry in
            try registry.rotateWebhookSecret(
                of: held.id, to: WebhookSecretRecord(scheme, text), overlap: .seconds(overlap),
                now: now)
        }
        return try JSONText.response(
            WebhookEndpointWire(
                held, secret: scheme == .symmetric ? text : nil,
                publicKey: scheme == .asymmetric ? WebhookSecret.publicText(of: text) : nil))
    }

    private func test(_ context: ServiceContext, _ caller: Caller) async throws -> Response {
        let endpoint = try await management.webhookEndpoint(context, caller)
        try endpoint.checkAwake()
        let now = management.clock.preciseNow()
        let event = LicenseEvent.test(at: now.timestamp)
        let id = DeliveryID.random()
        let messageID = WebhookSignature.randomID()
        let made = try await management.work(caller) { registry in
            guard
                let body = try WebhookBody.bytes(
                    of: event, organization: endpoint.organization, for: endpoint.terms,
                    in: registry, now: now.timestamp)
            else { throw Problem.missing(.delivery) }
            let delivery = NewDelivery(id: id, endpoint: endpoint.id, body: body)
            try registry.addTestDelivery(
                delivery, of: endpoint.organization, messageID: messageID, now: now)
            return try registry.webhookDelivery(delivery.id)
        }
        guard let made else { throw Problem.missing(.delivery) }
        return try JSONText.response(WebhookDeliveryWire(made), status: .accepted)
    }
}

extension WebhookSecret {
    /// What a pair's signatures are verified with; nil for a secret of the other scheme.
    fileprivate static func publicText(of secret: WebhookSecretRecord) -> String? {
        secret.scheme == .asymmetric ? publicText(of: secret.text) : nil
    }
}

extension WebhookEndpoint {
    /// Refuses to send anything to an endpoint that is switched off.
    func checkAwake() throws(Problem) {
        guard rest == nil else {
            throw Problem(
                .conflict, "webhook.disabled", "the endpoint is switched off",
                nextStep: "switch it on first, with disabled set to false")
        }
    }
}

extension Management {
    /// The endpoint that the place names, if the caller's token reaches it.
    func webhookEndpoint(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookEndpoint {
        let id = try context.id(.webhookEndpoint, WebhookEndpointID.self)
        guard let endpoint = try await work(caller, { try $0.webhookEndpoint(id) }) else {
            throw Problem.missing(.webhookEndpoint)
        }
        try caller.check(endpoint.organization, .webhookEndpoint)
        return endpoint
    }
}
