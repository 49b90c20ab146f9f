public import LicenseVerifier
package import SQLDatabase

/// Names one message to one endpoint.
public typealias DeliveryID = Identifier<DeliveryKind>

/// The kind of thing that a `DeliveryID` names.
public enum DeliveryKind {}

/// How far a message has come.
public enum DeliveryState: Int64, Sendable, CaseIterable, CustomStringConvertible {
    /// It is to be sent, or to be sent again.
    case pending = 0
    /// The endpoint has taken it.
    case delivered = 1
    /// It was tried as often as it is, or the endpoint was switched off.
    case failed = 2

    /// Its name.
    public var description: String {
        switch self {
        case .pending: "pending"
        case .delivered: "delivered"
        case .failed: "failed"
        }
    }
}

/// One message to one endpoint.
public struct WebhookDelivery: Equatable, Sendable {
    /// Names it.
    public let id: DeliveryID
    /// To whom it goes.
    public let endpoint: WebhookEndpointID
    /// The id that the receiver sees, the same at every attempt.
    public let messageID: String
    /// What happened, by its name.
    public let type: String
    /// The license that it is about; nil for a test.
    public let license: LicenseID?
    /// The bytes that are sent, the same at every attempt.
    public let body: [UInt8]
    /// How far it has come.
    public let state: DeliveryState
    /// How often it was tried since it was new or replayed.
    public let attempts: Int
    /// When it happened.
    public let occurredAt: Timestamp
    /// When it is tried next; nil when it is not.
    public let dueAt: PreciseTime?
    /// When it was delivered or given up.
    public let settledAt: Timestamp?
}

extension DeliveryState: SQLColumnValue {}

extension WebhookDelivery: SQLRecord {
    static let selection = """
        SELECT webhook_delivery.*, event.type, event.license_id
        FROM webhook_delivery JOIN event ON event.number = webhook_delivery.event_number
        """

    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        endpoint = try row["endpoint_id"]
        messageID = try row["message_id"]
        type = try row["type"]
        license = try row["license_id"]
        body = try row["body"]
        state = try row["state"]
        attempts = Int(try row.integer("attempts"))
        occurredAt = try row["occurred_at"]
        dueAt = try row.optionalInteger("due_at_ms").map {
            PreciseTime(millisecondsSinceEpoch: $0)
        }
        settledAt = try row["settled_at"]
    }
}

/// A message that is to be sent.
public struct NewDelivery: Sendable {
    /// Names it.
    public let id: DeliveryID
    /// To whom it goes.
    public let endpoint: WebhookEndpointID
    /// What is sent.
    public let body: [UInt8]

    /// A message.
    public init(id: DeliveryID, endpoint: WebhookEndpointID, body: [UInt8]) {
        self.id = id
        self.endpoint = endpoint
        self.body = body
    }
}

/// How one attempt went.
public struct WebhookAttempt: Equatable, Sendable {
    /// When it was made.
    public let attemptedAt: Timestamp
    /// How long it took.
    public let duration: Duration
    /// What the endpoint answered; nil where it did not.
    public let status: Int?
    /// Why there is no answer; nil where there is one.
    public let fault: String?
    /// The beginning of the answer's body.
    public let response: [UInt8]

    /// An attempt.
    public init(
        attemptedAt: Timestamp, duration: Duration, status: Int?, fault: String?,
        response: [UInt8]
    ) {
        self.attemptedAt = attemptedAt
        self.duration = duration
        self.status = status
        self.fault = fault
        self.response = response
    }
}

extension WebhookAttempt: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        attemptedAt = try row["attempted_at"]
        duration = .milliseconds(try row.integer("duration_ms"))
        status = try row.optionalInteger("status").map { Int($0) }
        fault = try row["fault"]
        response = try row["response"]
    }
}

/// What follows from an attempt.
public enum DeliveryDecision: Equatable, Sendable {
    /// The endpoint has taken the message.
    case delivered
    /// It is tried again at this moment.
    case retried(at: PreciseTime)
    /// It is not tried again.
    case failed
    /// The endpoint wants no more messages.
    case gone
}

/// An attempt and what follows from it.
public struct AttemptReport: Sendable {
    /// Of which message.
    public let delivery: DeliveryID
    /// To whom.
    public let endpoint: WebhookEndpointID
    /// How it went.
    public let attempt: WebhookAttempt
    /// What follows.
    public let decision: DeliveryDecision

    /// An attempt with what follows from it.
    public init(
        _ delivery: WebhookDelivery, _ attempt: WebhookAttempt, _ decision: DeliveryDecision
    ) {
        self.delivery = delivery.id
        endpoint = delivery.endpoint
        self.attempt = attempt
        self.decision = decision
    }
}
