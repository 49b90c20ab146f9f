import LicenseVerifier
import SQLDatabase

/// What is changed about deliveries before they are attempted.
struct DeliveryChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func replay(
        matching filter: DeliveryFilter, only id: DeliveryID?, due: PreciseTime
    ) throws(RegistryError) -> Int {
        var condition = filter.condition
        condition.require("webhook_delivery.id =", id.map { .id($0) })
        let moment = condition.parameter(.integer(due.millisecondsSinceEpoch))
        let pending = DeliveryState.pending.rawValue
        let count = try change.run(
            """
            UPDATE webhook_delivery SET state = \(pending), attempts = 0, due_at_ms = \(moment),
                claimed_by = NULL, settled_at = NULL
            WHERE state <> \(pending) AND id IN (
                SELECT webhook_delivery.id FROM webhook_delivery
                JOIN event ON event.number = webhook_delivery.event_number
                WHERE \(condition.sql))
            """, condition.values)
        try change.audit(.webhookReplay, of: filter.endpoint, id.map { "\($0)" } ?? "")
        return count
    }

    func addTest(
        _ delivery: NewDelivery, of organization: OrganizationID, messageID: String,
        due: PreciseTime
    ) throws(RegistryError) {
        let number = try EventChanges(change).addTest(of: organization, messageID: messageID)
        try insert([EventFanOut(number, messageID: messageID, [delivery])], due: due)
        try change.audit(.webhookTest, of: delivery.endpoint)
    }

    /// Gives events their messages; those that another node has given theirs already keep them.
    func fanOut(_ events: [EventFanOut], due: PreciseTime) throws(RegistryError) {
        let counts = try change.run(
            "UPDATE event SET message_id = $2 WHERE number = $1 AND message_id IS NULL",
            each: events.map { [.integer($0.number), .text($0.messageID)] })
        try insert(zip(events, counts).filter { $0.1 == 1 }.map(\.0), due: due)
    }

    func claim(
        _ capacity: [(endpoint: WebhookEndpointID, count: Int)], node: String,
        until end: PreciseTime, at now: PreciseTime
    ) throws(RegistryError) -> [WebhookDelivery] {
        var claimed: [WebhookDelivery] = []
        for (endpoint, count) in capacity where count > 0 {
            claimed += try DeliveryQueries(change).due(for: endpoint, at: now, limit: count)
        }
        try change.run(
            "UPDATE webhook_delivery SET due_at_ms = $2, claimed_by = $3 WHERE id = $1",
            each: claimed.map {
                [.id($0.id), .integer(end.millisecondsSinceEpoch), .text(node)]
            })
        return claimed
    }

    func release(node: String, due: PreciseTime) throws(RegistryError) {
        try change.run(
            """
            UPDATE webhook_delivery SET due_at_ms = $2, claimed_by = NULL
            WHERE claimed_by = $1 AND due_at_ms IS NOT NULL
            """, [.text(node), .integer(due.millisecondsSinceEpoch)])
    }

    private func insert(_ events: [EventFanOut], due: PreciseTime) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO webhook_delivery (id, endpoint_id, event_number, message_id, body, state,
                attempts, occurred_at, due_at_ms)
            SELECT $1, $2, number, message_id, $4, \(DeliveryState.pending.rawValue), 0,
                occurred_at, $5
            FROM event WHERE number = $3
            """,
            each: events.flatMap { event in
                event.deliveries.map { delivery in
                    [
                        .id(delivery.id), .id(delivery.endpoint), .integer(event.number),
                        .blob(delivery.body), .integer(due.millisecondsSinceEpoch),
                    ]
                }
            })
    }
}
