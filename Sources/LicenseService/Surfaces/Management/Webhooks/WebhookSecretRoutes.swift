import HTTPTypes
import Hummingbird
import LicenseRegistry

/// The secrets that an endpoint's messages are signed with.
struct WebhookSecretRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "\(WebhookEndpointRoutes.path)/{id}/rotate-secret", "rotateWebhookSecret",
                "Sign with another secret, and for a while with the former one too.",
                scope: .webhooksWrite, request: .json(WebhookRotationWire.schema),
                answer: .json(WebhookEndpointWire.madeSchema))
        ) { request, context, caller in try await rotate(request, context, caller) }
    }

    private func rotate(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookEndpointWire {
        let held = try await management.webhookEndpoint(context, caller)
        let wire = try await management.body(
            of: request, as: WebhookRotationWire.self, WebhookRotationWire.schema)
        let (scheme, overlap) = (try wire.checkedScheme(), try wire.checkedOverlap())
        try WebhookRules.check(wire.secret, scheme, held.terms.keyDerivation)
        let text = try wire.secret ?? WebhookSecret.random(scheme)
        let now = management.clock.now()
        try await management.work(caller, \.webhooks) { webhooks in
            try webhooks.rotateSecret(
                of: held.id, to: WebhookSecretRecord(scheme, text), overlap: overlap,
                now: now)
        }
        return WebhookEndpointWire(
            held, secret: scheme == .symmetric ? text : nil,
            publicKey: scheme == .asymmetric ? WebhookSecret.publicText(of: text) : nil)
    }
}
