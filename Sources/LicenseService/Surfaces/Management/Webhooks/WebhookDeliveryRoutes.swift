import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// What was sent to an endpoint, how it went, and sending it again; messages that try it out.
struct WebhookDeliveryRoutes {
    private static let path = "\(WebhookEndpointRoutes.path)/{id}"
    private static let maxAttempts = 100

    let management: ManagementContext
    let renderers: WebhookRenderers

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(Self.path)/deliveries", "listWebhookDeliveries",
                "An endpoint's deliveries, the newest first.", scope: .webhooksRead,
                query: [
                    QueryParameter(
                        "state", .oneOf(DeliveryState.allCases.map { "\($0)" }), "In this state."),
                    QueryParameter("type", .text, "Of this type of event."),
                    QueryParameter("license_id", .id, "About this license."),
                    QueryParameter("from", .time, "Of events at this moment or later."),
                    QueryParameter("until", .time, "Of events before this moment."),
                ] + Query.page, answer: .list(WebhookDeliveryWire.schema))
        ) { request, context, caller in try await list(request, context, caller) }
        table.add(
            Operation(
                .get, "\(Self.path)/deliveries/{delivery_id}", "getWebhookDelivery",
                "One delivery, with its body and how its attempts went.", scope: .webhooksRead,
                answer: .json(WebhookDeliveryWire.schema))
        ) { _, context, caller in
            let delivery = try await found(context, caller)
            let attempts = try await management.work(caller, \.webhooks) {
                try $0.attempts(of: delivery.id, limit: Self.maxAttempts)
            }
            return WebhookDeliveryWire(delivery, attempts)
        }
        addReplaying(to: &table)
        table.add(
            Operation(
                .post, "\(Self.path)/test", "testWebhookEndpoint",
                "Send a message of the type webhook.test.", scope: .webhooksWrite,
                answer: .json(WebhookDeliveryWire.schema), status: 202)
        ) { _, context, caller in try await test(context, caller) }
    }

    private func addReplaying(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "\(Self.path)/deliveries/{delivery_id}/replay", "replayWebhookDelivery",
                "Send a delivery again, with the same id and the same bytes.",
                scope: .webhooksWrite, answer: .json(WebhookReplayResultWire.schema), status: 202)
        ) { _, context, caller in
            let delivery = try await found(context, caller)
            return try await replay(
                DeliveryFilter(endpoint: delivery.endpoint), only: delivery.id, context, caller)
        }
        table.add(
            Operation(
                .post, "\(Self.path)/replay", "replayWebhookDeliveries",
                "Send the deliveries of a time again: those that failed, or all that are settled.",
                scope: .webhooksWrite, request: .json(WebhookReplayWire.schema),
                answer: .json(WebhookReplayResultWire.schema), status: 202)
        ) { request, context, caller in
            let wire = try await management.body(
                of: request, as: WebhookReplayWire.self, WebhookReplayWire.schema)
            let endpoint = try await management.webhookEndpoint(context, caller)
            var filter = DeliveryFilter(endpoint: endpoint.id)
            filter.from = wire.from.time
            filter.until = wire.until?.time
            filter.state = wire.delivered == true ? nil : .failed
            return try await replay(filter, only: nil, context, caller)
        }
    }

    private func list(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> PageWire<WebhookDeliveryWire> {
        let endpoint = try await management.webhookEndpoint(context, caller)
        let query = Query(request)
        var filter = DeliveryFilter(endpoint: endpoint.id)
        filter.state = try query.value("state") { name in
            DeliveryState.allCases.first { "\($0)" == name }
        }
        filter.type = try query.value("type") { EventType(rawValue: $0)?.rawValue }
        filter.license = try query.value("license_id") { LicenseID(inAnyForm: $0) }
        filter.from = try query.value("from") { Timestamp($0) }
        filter.until = try query.value("until") { Timestamp($0) }
        let limit = try query.limit()
        let last: DeliveryID? = try query.value("cursor") { DeliveryID($0) }
        let page = try await management.work(caller, \.webhooks) { [filter] webhooks in
            try webhooks.deliveries(matching: filter, before: last, limit: limit)
        }
        return PageWire(page.map { WebhookDeliveryWire($0) }, limit: limit) { $0.id }
    }

    private func replay(
        _ filter: DeliveryFilter, only id: DeliveryID?, _ context: ServiceContext,
        _ caller: Caller
    ) async throws -> WebhookReplayResultWire {
        try await management.webhookEndpoint(context, caller).checkEnabled()
        let now = management.clock.preciseNow()
        let count = try await management.work(caller, \.webhooks) { webhooks in
            try webhooks.replay(matching: filter, only: id, now: now)
        }
        return WebhookReplayResultWire(replayed: count)
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookDelivery {
        let endpoint = try await management.webhookEndpoint(context, caller)
        let text = context.coreContext.parameters.get("delivery_id") ?? ""
        guard let id = DeliveryID(text),
            let delivery = try await management.work(caller, { try $0.webhooks.delivery(id) }),
            delivery.endpoint == endpoint.id
        else { throw Problem.missing(.delivery) }
        return delivery
    }

    // MARK: - Trying an endpoint out

    private func test(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookDeliveryWire {
        let endpoint = try await management.webhookEndpoint(context, caller)
        try endpoint.checkEnabled()
        let now = management.clock.preciseNow()
        let event = LicenseEvent.test(at: now.timestamp)
        let id = DeliveryID.random()
        let messageID = WebhookSignature.randomID()
        let made = try await management.work(caller, \.webhooks) { [renderers] webhooks in
            guard
                let body = renderers.body(
                    of: event, organization: endpoint.organization, for: endpoint.terms)
            else { throw Problem.missing(.delivery) }
            let delivery = NewDelivery(id: id, endpoint: endpoint.id, body: body)
            try webhooks.addTestDelivery(
                delivery, of: endpoint.organization, messageID: messageID, now: now)
            return try webhooks.delivery(delivery.id)
        }
        guard let made else { throw Problem.missing(.delivery) }
        return WebhookDeliveryWire(made)
    }
}
