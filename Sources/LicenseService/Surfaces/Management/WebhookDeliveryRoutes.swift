import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// What was sent to an endpoint, how it went, and sending it again.
struct WebhookDeliveryRoutes {
    private static let place = "\(WebhookEndpointRoutes.place)/{id}"
    private static let maxAttempts = 100

    let management: Management

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(Self.place)/deliveries", "listWebhookDeliveries",
                "An endpoint's deliveries, the newest first.", scope: .webhooksRead,
                query: [
                    QueryParameter(
                        "state", .words(DeliveryState.allCases.map { "\($0)" }), "In this state."),
                    QueryParameter("type", .text, "Of this type of event."),
                    QueryParameter("license_id", .uuid, "About this license."),
                    QueryParameter("from", .time, "Of events at this moment or later."),
                    QueryParameter("until", .time, "Of events before this moment."),
                ] + Query.page, answer: .list(WebhookDeliveryWire.schema))
        ) { request, context, caller in try await list(request, context, caller) }
        table.add(
            Operation(
                .get, "\(Self.place)/deliveries/{delivery_id}", "getWebhookDelivery",
                "One delivery, with its body and how its attempts went.", scope: .webhooksRead,
                answer: .json(WebhookDeliveryWire.schema))
        ) { _, context, caller in
            let delivery = try await found(context, caller)
            let attempts = try await management.work(caller) {
                try $0.webhookAttempts(of: delivery.id, limit: Self.maxAttempts)
            }
            return try JSONText.response(WebhookDeliveryWire(delivery, attempts))
        }
        addReplaying(to: &table)
    }

    private func addReplaying(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "\(Self.place)/deliveries/{delivery_id}/replay", "replayWebhookDelivery",
                "Send a delivery again, with the same id and the same bytes.",
                scope: .webhooksWrite, answer: .json(WebhookReplayResultWire.schema), status: 202)
        ) { _, context, caller in
            let delivery = try await found(context, caller)
            return try await replay(
                DeliveryFilter(endpoint: delivery.endpoint), only: delivery.id, context, caller)
        }
        table.add(
            Operation(
                .post, "\(Self.place)/replay", "replayWebhookDeliveries",
                "Send the deliveries of a time again: those that failed, or all that are settled.",
                scope: .webhooksWrite, request: .json(WebhookReplayWire.schema),
                answer: .json(WebhookReplayResultWire.schema), status: 202)
        ) { request, context, caller in
            let wire = try await management.body(of: request, as: WebhookReplayWire.self)
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
    ) async throws -> Response {
        let endpoint = try await management.webhookEndpoint(context, caller)
        let query = Query(request)
        var filter = DeliveryFilter(endpoint: endpoint.id)
        filter.state = try query.value("state") { word in
            DeliveryState.allCases.first { "\($0)" == word }
        }
        filter.type = try query.value("type") { EventType(rawValue: $0)?.rawValue }
        filter.license = try query.value("license_id") { LicenseID($0) }
        filter.from = try query.value("from") { Timestamp($0) }
        filter.until = try query.value("until") { Timestamp($0) }
        let limit = try query.limit()
        let last: DeliveryID? = try query.value("cursor") { DeliveryID($0) }
        let page = try await management.work(caller) { [filter] registry in
            try registry.webhookDeliveries(matching: filter, before: last, limit: limit)
        }
        return try JSONText.response(
            PageWire(page.map { WebhookDeliveryWire($0) }, limit: limit) { $0.id })
    }

    private func replay(
        _ filter: DeliveryFilter, only id: DeliveryID?, _ context: ServiceContext,
        _ caller: Caller
    ) async throws -> Response {
        try await management.webhookEndpoint(context, caller).checkAwake()
        let now = management.clock.preciseNow()
        let count = try await management.work(caller) { registry in
            try registry.replayDeliveries(matching: filter, only: id, now: now)
        }
        return try JSONText.response(WebhookReplayResultWire(replayed: count), status: .accepted)
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> WebhookDelivery {
        let endpoint = try await management.webhookEndpoint(context, caller)
        let text = context.coreContext.parameters.get("delivery_id") ?? ""
        guard let id = DeliveryID(text),
            let delivery = try await management.work(caller, { try $0.webhookDelivery(id) }),
            delivery.endpoint == endpoint.id
        else { throw Problem.missing(.delivery) }
        return delivery
    }
}

/// A delivery in JSON; with body and attempts only where it is asked for by its id.
struct WebhookDeliveryWire: Encodable {
    struct Attempt: Encodable {
        let attemptedAt: TimeWire
        let durationMilliseconds: Int64
        let status: Int?
        let fault: String?
        let response: String

        enum CodingKeys: String, CodingKey {
            case status, fault, response
            case attemptedAt = "attempted_at"
            case durationMilliseconds = "duration_ms"
        }

        init(_ attempt: WebhookAttempt) {
            let (seconds, attoseconds) = attempt.duration.components
            attemptedAt = TimeWire(attempt.attemptedAt)
            durationMilliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            status = attempt.status
            fault = attempt.fault
            response = String(decoding: attempt.response, as: UTF8.self)
        }
    }

    let id: String
    let messageID: String
    let type: String
    let licenseID: String?
    let state: String
    let attempts: Int
    let occurredAt: TimeWire
    let nextAttemptAt: TimeWire?
    let settledAt: TimeWire?
    let body: String?
    let log: [Attempt]?

    enum CodingKeys: String, CodingKey {
        case id, type, state, attempts, body, log
        case messageID = "message_id"
        case licenseID = "license_id"
        case occurredAt = "occurred_at"
        case nextAttemptAt = "next_attempt_at"
        case settledAt = "settled_at"
    }

    init(_ delivery: WebhookDelivery, _ log: [WebhookAttempt]? = nil) {
        id = "\(delivery.id)"
        messageID = delivery.messageID
        type = delivery.type
        licenseID = delivery.license.map { "\($0)" }
        state = "\(delivery.state)"
        attempts = delivery.attempts
        occurredAt = TimeWire(delivery.occurredAt)
        nextAttemptAt = delivery.dueAt.map { TimeWire($0.timestamp) }
        settledAt = delivery.settledAt.map { TimeWire($0) }
        body = log == nil ? nil : String(decoding: delivery.body, as: UTF8.self)
        self.log = log?.map { Attempt($0) }
    }

    static let schema = Schema(
        "WebhookDelivery",
        .shape(
            [
                "id": .uuid, "message_id": .text, "type": .text, "license_id": .optional(.uuid),
                "state": .words(DeliveryState.allCases.map { "\($0)" }), "attempts": .integer,
                "occurred_at": .time, "next_attempt_at": .optional(.time),
                "settled_at": .optional(.time), "body": .text,
                "log": .array(
                    of: .shape(
                        [
                            "attempted_at": .time, "duration_ms": .integer,
                            "status": .optional(.integer), "fault": .optional(.text),
                            "response": .text,
                        ], required: ["attempted_at", "duration_ms", "response"])),
            ],
            required: ["id", "message_id", "type", "state", "attempts", "occurred_at"]))
}

/// Which deliveries are to be sent again.
struct WebhookReplayWire: Decodable, Sendable {
    let from: TimeWire
    let until: TimeWire?
    /// Those too that came through.
    let delivered: Bool?

    static let schema = Schema(
        "WebhookReplay",
        .shape(["from": .time, "until": .time, "delivered": .flag], required: ["from"]))
}

/// How many deliveries are sent again.
struct WebhookReplayResultWire: Encodable {
    let replayed: Int

    static let schema = Schema(
        "WebhookReplayResult", .shape(["replayed": .integer], required: ["replayed"]))
}
