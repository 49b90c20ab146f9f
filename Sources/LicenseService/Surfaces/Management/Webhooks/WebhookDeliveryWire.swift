import JSON
import LicenseRegistry

/// A delivery in JSON; with body and attempts only where it is asked for by its id.
struct WebhookDeliveryWire: JSONContent {
    struct Attempt: Encodable, Sendable {
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
                "state": .oneOf(DeliveryState.allCases.map { "\($0)" }), "attempts": .wholeNumber,
                "occurred_at": .time, "next_attempt_at": .optional(.time),
                "settled_at": .optional(.time), "body": .text,
                "log": .array(
                    of: .shape(
                        [
                            "attempted_at": .time, "duration_ms": .wholeNumber,
                            "status": .optional(.wholeNumber), "fault": .optional(.text),
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
struct WebhookReplayResultWire: JSONContent {
    let replayed: Int

    static let schema = Schema(
        "WebhookReplayResult", .shape(["replayed": .wholeNumber], required: ["replayed"]))
}
