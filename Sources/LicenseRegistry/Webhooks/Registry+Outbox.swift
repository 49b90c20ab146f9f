public import LicenseVerifier
import SQLDatabase

/// An event that is to be shared out.
public struct RecordedEvent: Equatable, Sendable {
    /// Its number.
    public let number: Int64
    /// Whose.
    public let organization: OrganizationID
    /// What happened.
    public let event: LicenseEvent
}

/// An event with the messages that come of it.
public struct SharedEvent: Sendable {
    /// Its number.
    public let number: Int64
    /// The id that all its messages have.
    public let messageID: String
    /// A message for each endpoint that gets it.
    public let deliveries: [NewDelivery]

    /// An event that is shared out.
    public init(_ event: RecordedEvent, messageID: String, deliveries: [NewDelivery]) {
        number = event.number
        self.messageID = messageID
        self.deliveries = deliveries
    }
}

/// Events become messages, and messages attempts.
extension Registry {
    /// Events that no endpoint has a message of yet, the oldest first.
    public func newEvents(limit: Int) throws(RegistryError) -> [RecordedEvent] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                "SELECT * FROM event WHERE message_id IS NULL ORDER BY number LIMIT $1",
                [.integer(Int64(limit))], Self.recordedEvent)
        }
    }

    /// Gives events their messages; those that another node has shared out already keep theirs.
    public func shareOut(_ events: [SharedEvent], now: PreciseTime) throws(RegistryError) {
        try transactions.change(at: now.timestamp) { (writer) throws(RegistryError) in
            let counts = try writer.run(
                "UPDATE event SET message_id = $2 WHERE number = $1 AND message_id IS NULL",
                each: events.map { [.integer($0.number), .text($0.messageID)] })
            let own = zip(events, counts).filter { $0.1 == 1 }.map(\.0)
            try Self.insert(own, due: now, writer)
        }
    }

    private static func insert(
        _ events: [SharedEvent], due: PreciseTime, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO webhook_delivery (id, endpoint_id, event_number, message_id, body, state,
                attempts, occurred_at, due_at_ms)
            SELECT $1, $2, number, message_id, $4, 0, 0, occurred_at, $5 FROM event
            WHERE number = $3
            """,
            each: events.flatMap { event in
                event.deliveries.map { delivery in
                    [
                        .blob(delivery.id.bytes), .blob(delivery.endpoint.bytes),
                        .integer(event.number), .blob(delivery.body),
                        .integer(due.millisecondsSinceEpoch),
                    ]
                }
            })
    }

    /// Sends an endpoint a message that nothing has happened.
    public func addTestDelivery(
        _ delivery: NewDelivery, of organization: OrganizationID, messageID: String,
        now: PreciseTime
    ) throws(RegistryError) {
        try change(.webhookTest, of: "\(delivery.endpoint)", now: now.timestamp) {
            (writer) throws(RegistryError) in
            try writer.run(
                """
                INSERT INTO event (organization_id, type, occurred_at, snapshot, message_id)
                VALUES ($1, $2, $3, $4, $5)
                """,
                [
                    .blob(organization.bytes), .text(EventType.test.rawValue),
                    .integer(now.timestamp.secondsSinceEpoch), .blob(EventSnapshot().encoded),
                    .text(messageID),
                ])
            let number = try writer.row(
                "SELECT number FROM event WHERE message_id = $1", [.text(messageID)]
            ) { (row) throws(SQLError) in try row.integer("number") }
            guard let number else { throw .missing(kind: .delivery) }
            let event = SharedEvent(
                number: number, messageID: messageID, deliveries: [delivery])
            try Self.insert([event], due: now, writer)
        }
    }

    private static func recordedEvent(_ row: SQLRow) throws(SQLError) -> RecordedEvent {
        RecordedEvent(
            number: try row.integer("number"),
            organization: try row.parsed("organization_id") { OrganizationID($0) },
            event: LicenseEvent(
                try row.parsed(text: "type") { EventType(rawValue: $0) },
                at: try row.timestamp("occurred_at"),
                try row.parsed("snapshot") { EventSnapshot(encoded: $0) }))
    }
}

extension SharedEvent {
    fileprivate init(number: Int64, messageID: String, deliveries: [NewDelivery]) {
        self.number = number
        self.messageID = messageID
        self.deliveries = deliveries
    }
}

// MARK: - Attempts

extension Registry {
    /// The endpoints for which a message is due.
    public func endpointsWithDueDeliveries(
        at now: PreciseTime
    ) throws(RegistryError) -> [WebhookEndpointID] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT id FROM webhook_endpoint WHERE deleted_at IS NULL AND EXISTS (
                    SELECT 1 FROM webhook_delivery
                    WHERE endpoint_id = webhook_endpoint.id AND due_at_ms <= $1)
                """, [.integer(now.millisecondsSinceEpoch)]
            ) { (row) throws(SQLError) in try row.parsed("id") { WebhookEndpointID($0) } }
        }
    }

    /// Takes messages that are due, so that no other node sends them until a moment.
    ///
    /// What is not reported by then is due again: a node that dies holds nothing up for long.
    ///
    /// - Parameter room: how many messages each endpoint may get.
    public func claimDeliveries(
        _ room: [(endpoint: WebhookEndpointID, count: Int)], node: String, until end: PreciseTime,
        now: PreciseTime
    ) throws(RegistryError) -> [WebhookDelivery] {
        try transactions.change(at: now.timestamp) { (writer) throws(RegistryError) in
            var claimed: [WebhookDelivery] = []
            for (endpoint, count) in room where count > 0 {
                claimed += try writer.rows(
                    """
                    \(WebhookDelivery.selection)
                    WHERE webhook_delivery.endpoint_id = $1 AND webhook_delivery.due_at_ms <= $2
                    ORDER BY webhook_delivery.due_at_ms, webhook_delivery.event_number LIMIT $3
                    """,
                    [
                        .blob(endpoint.bytes), .integer(now.millisecondsSinceEpoch),
                        .integer(Int64(count)),
                    ], { (row) throws(SQLError) in try WebhookDelivery(row) })
            }
            try writer.run(
                "UPDATE webhook_delivery SET due_at_ms = $2, claimed_by = $3 WHERE id = $1",
                each: claimed.map {
                    [.blob($0.id.bytes), .integer(end.millisecondsSinceEpoch), .text(node)]
                })
            return claimed
        }
    }

    /// Gives back what a node has taken and will not report.
    public func releaseDeliveries(node: String, now: PreciseTime) throws(RegistryError) {
        try transactions.change(at: now.timestamp) { (writer) throws(RegistryError) in
            _ = try writer.run(
                """
                UPDATE webhook_delivery SET due_at_ms = $2, claimed_by = NULL
                WHERE claimed_by = $1 AND due_at_ms IS NOT NULL
                """, [.text(node), .integer(now.millisecondsSinceEpoch)])
        }
    }

    /// Writes down how attempts went, and what follows.
    ///
    /// - Parameter patience: an endpoint is given up when a message has failed for good and none
    ///   has come through for so long.
    /// - Returns: the endpoints that were given up.
    @discardableResult
    public func settle(
        _ reports: [AttemptReport], node: String, patience: Duration, now: Timestamp
    ) throws(RegistryError) -> [WebhookEndpointID] {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            try Self.write(reports, writer)
            try Self.move(reports, node, now, writer)
            return try giveUp(after: reports, patience, now, writer)
        }
    }

    private static func write(
        _ reports: [AttemptReport], _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO webhook_attempt
                (delivery_id, attempted_at, duration_ms, status, fault, response)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            each: reports.map { report in
                let (seconds, attoseconds) = report.attempt.duration.components
                return [
                    .blob(report.delivery.bytes),
                    .integer(report.attempt.attemptedAt.secondsSinceEpoch),
                    .integer(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)),
                    .optional(report.attempt.status.map { Int64($0) }),
                    report.attempt.fault.map { .text($0) } ?? .null,
                    .blob(report.attempt.response),
                ]
            })
    }

    /// What is delivered stays so, whoever has the claim by now; the rest is the claimant's matter.
    private static func move(
        _ reports: [AttemptReport], _ node: String, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            UPDATE webhook_delivery SET attempts = attempts + 1, state = $2, due_at_ms = $3,
                settled_at = $4, claimed_by = NULL
            WHERE id = $1 AND ((state = 0 AND claimed_by = $5) OR ($2 = 1 AND state <> 1))
            """,
            each: reports.map { report in
                let (state, due): (DeliveryState, PreciseTime?) =
                    switch report.fate {
                    case .delivered: (.delivered, nil)
                    case .retried(let moment): (.pending, moment)
                    case .failed, .gone: (.failed, nil)
                    }
                return [
                    .blob(report.delivery.bytes), .integer(state.rawValue),
                    .optional(due?.millisecondsSinceEpoch),
                    state == .pending ? .null : .integer(now.secondsSinceEpoch), .text(node),
                ]
            })
    }

    private func giveUp(
        after reports: [AttemptReport], _ patience: Duration, _ now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) -> [WebhookEndpointID] {
        var givenUp: [WebhookEndpointID] = []
        for (endpoint, reports) in Dictionary(grouping: reports, by: \.endpoint) {
            let fates = reports.map(\.fate)
            if fates.contains(.delivered) {
                try writer.run(
                    """
                    UPDATE webhook_endpoint SET failing_since_at = NULL
                    WHERE id = $1 AND failing_since_at IS NOT NULL
                    """, [.blob(endpoint.bytes)])
            } else {
                try writer.run(
                    """
                    UPDATE webhook_endpoint SET failing_since_at = $2
                    WHERE id = $1 AND failing_since_at IS NULL
                    """, [.blob(endpoint.bytes), .integer(now.secondsSinceEpoch)])
            }
            let hasFailed = fates.contains(.failed)
            let isHopeless =
                hasFailed ? try isHopeless(endpoint, patience, now, writer) : false
            guard fates.contains(.gone) || isHopeless else { continue }
            let reason: EndpointPause = fates.contains(.gone) ? .gone : .failing
            try Self.rest(endpoint, as: reason, now: now, writer)
            try writer.audit(.webhookGiveUp, of: "\(endpoint)", reason.rawValue)
            givenUp.append(endpoint)
        }
        return givenUp
    }

    private func isHopeless(
        _ endpoint: WebhookEndpointID, _ patience: Duration, _ now: Timestamp,
        _ reader: any Reading
    ) throws(RegistryError) -> Bool {
        try reader.row(
            """
            SELECT 1 AS hopeless FROM webhook_endpoint
            WHERE id = $1 AND disabled_as IS NULL AND failing_since_at <= $2
            """, [.blob(endpoint.bytes), .integer((now - patience).secondsSinceEpoch)]
        ) { (_) throws(SQLError) in true } ?? false
    }
}
