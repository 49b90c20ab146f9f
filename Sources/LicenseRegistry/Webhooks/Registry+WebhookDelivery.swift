public import LicenseVerifier
import SQLDatabase

/// Which deliveries are asked for; nil asks for all.
public struct DeliveryFilter: Sendable {
    /// Of which endpoint.
    public var endpoint: WebhookEndpointID
    /// How far they have come.
    public var state: DeliveryState?
    /// Of which type of event.
    public var type: String?
    /// About which license.
    public var license: LicenseID?
    /// Of events at this moment or later.
    public var from: Timestamp?
    /// Of events before this moment.
    public var until: Timestamp?

    /// All deliveries of an endpoint.
    public init(endpoint: WebhookEndpointID) {
        self.endpoint = endpoint
    }
}

extension Registry {
    /// An endpoint's deliveries, the newest first.
    ///
    /// - Parameter last: begin behind this one, the last of the page before.
    public func webhookDeliveries(
        matching filter: DeliveryFilter, before last: DeliveryID? = nil, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        var (condition, values) = Self.condition(filter)
        if let last {
            values.append(.blob(last.bytes))
            condition += """
                 AND webhook_delivery.event_number < (
                    SELECT event_number FROM webhook_delivery WHERE id = $\(values.count))
                """
        }
        values.append(.integer(Int64(limit)))
        return try transactions.read { [condition, values] (reader) throws(RegistryError) in
            try reader.rows(
                """
                \(WebhookDelivery.selection) WHERE \(condition)
                ORDER BY webhook_delivery.event_number DESC LIMIT $\(values.count)
                """, values, { (row) throws(SQLError) in try WebhookDelivery(row) })
        }
    }

    /// A delivery by its id.
    public func webhookDelivery(_ id: DeliveryID) throws(RegistryError) -> WebhookDelivery? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                "\(WebhookDelivery.selection) WHERE webhook_delivery.id = $1", [.blob(id.bytes)],
                { (row) throws(SQLError) in try WebhookDelivery(row) })
        }
    }

    /// How a delivery's attempts went, the oldest first.
    public func webhookAttempts(
        of id: DeliveryID, limit: Int
    ) throws(RegistryError) -> [WebhookAttempt] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT * FROM webhook_attempt WHERE delivery_id = $1 ORDER BY number LIMIT $2
                """, [.blob(id.bytes), .integer(Int64(limit))],
                { (row) throws(SQLError) in try WebhookAttempt(row) })
        }
    }

    /// Sends deliveries once more from the first attempt on, with the same id and the same bytes.
    ///
    /// What is on its way already stays so. Says how many there were.
    public func replayDeliveries(
        matching filter: DeliveryFilter, only id: DeliveryID? = nil, now: PreciseTime
    ) throws(RegistryError) -> Int {
        var (condition, values) = Self.condition(filter)
        if let id {
            values.append(.blob(id.bytes))
            condition += " AND webhook_delivery.id = $\(values.count)"
        }
        values.append(.integer(now.millisecondsSinceEpoch))
        return try change(
            .webhookReplay, of: "\(filter.endpoint)", id.map { "\($0)" } ?? "",
            now: now.timestamp
        ) { [condition, values] (writer) throws(RegistryError) in
            try writer.run(
                """
                UPDATE webhook_delivery SET state = 0, attempts = 0, due_at_ms = $\(values.count),
                    claimed_by = NULL, settled_at = NULL
                WHERE state <> 0 AND id IN (
                    SELECT webhook_delivery.id FROM webhook_delivery
                    JOIN event ON event.number = webhook_delivery.event_number WHERE \(condition))
                """, values)
        }
    }

    private static func condition(
        _ filter: DeliveryFilter
    ) -> (sql: String, values: [SQLValue]) {
        var parts = ["webhook_delivery.endpoint_id = $1"]
        var values = [SQLValue.blob(filter.endpoint.bytes)]
        func add(_ test: String, _ value: SQLValue?) {
            guard let value else { return }
            values.append(value)
            parts.append("\(test) $\(values.count)")
        }
        add("webhook_delivery.state =", filter.state.map { .integer($0.rawValue) })
        add("event.type =", filter.type.map { .text($0) })
        add("event.license_id =", filter.license.map { .blob($0.bytes) })
        add(
            "webhook_delivery.occurred_at >=", filter.from.map { .integer($0.secondsSinceEpoch) })
        add(
            "webhook_delivery.occurred_at <", filter.until.map { .integer($0.secondsSinceEpoch) })
        return (parts.joined(separator: " AND "), values)
    }
}

extension Registry {
    /// Forgets what was settled before a moment: attempts, deliveries, events, removed endpoints.
    ///
    /// Up to so many of each, so that nobody waits long behind it; says how many deliveries and
    /// events it was.
    public func forgetEvents(
        before moment: Timestamp, limit: Int, now: Timestamp
    ) throws(RegistryError) -> Int {
        let values: [SQLValue] = [.integer(moment.secondsSinceEpoch), .integer(Int64(limit))]
        let hasOld = try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                """
                SELECT 1 AS old WHERE EXISTS (SELECT 1 FROM event WHERE occurred_at < $1)
                    OR EXISTS (SELECT 1 FROM webhook_endpoint WHERE deleted_at < $1)
                """, [values[0]]
            ) { (_) throws(SQLError) in true }
        }
        guard hasOld != nil else { return 0 }
        return try transactions.change(at: now) { (writer) throws(RegistryError) in
            let old = """
                (SELECT id FROM webhook_delivery WHERE settled_at < $1
                    ORDER BY settled_at LIMIT $2)
                """
            try writer.run("DELETE FROM webhook_attempt WHERE delivery_id IN \(old)", values)
            var count = try writer.run("DELETE FROM webhook_delivery WHERE id IN \(old)", values)
            count += try writer.run(
                """
                DELETE FROM event WHERE number IN (
                    SELECT number FROM event WHERE occurred_at < $1 AND NOT EXISTS (
                        SELECT 1 FROM webhook_delivery WHERE event_number = event.number)
                    ORDER BY occurred_at LIMIT $2)
                """, values)
            try writer.run(
                """
                DELETE FROM webhook_endpoint WHERE deleted_at < $1 AND NOT EXISTS (
                    SELECT 1 FROM webhook_delivery WHERE endpoint_id = webhook_endpoint.id)
                """, [values[0]])
            return count
        }
    }
}
