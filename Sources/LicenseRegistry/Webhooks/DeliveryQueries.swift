import LicenseVerifier
import SQLDatabase

/// What is asked about deliveries and their attempts.
struct DeliveryQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func deliveries(
        matching filter: DeliveryFilter, before last: DeliveryID?, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        var condition = filter.condition
        if let last {
            condition.require(
                """
                webhook_delivery.event_number < (
                    SELECT event_number FROM webhook_delivery
                    WHERE id = \(condition.parameter(.id(last))))
                """)
        }
        let parameters = condition.parameter(.integer(Int64(limit)))
        return try reading.rows(
            WebhookDelivery.self,
            """
            \(WebhookDelivery.selection) WHERE \(condition.sql)
            ORDER BY webhook_delivery.event_number DESC LIMIT \(parameters)
            """, condition.values)
    }

    func delivery(_ id: DeliveryID) throws(RegistryError) -> WebhookDelivery? {
        try reading.row(
            WebhookDelivery.self, "\(WebhookDelivery.selection) WHERE webhook_delivery.id = $1",
            [.id(id)])
    }

    /// Those of an endpoint that are due, the most urgent first.
    func due(
        for endpoint: WebhookEndpointID, at now: PreciseTime, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        try reading.rows(
            WebhookDelivery.self,
            """
            \(WebhookDelivery.selection)
            WHERE webhook_delivery.endpoint_id = $1 AND webhook_delivery.due_at_ms <= $2
            ORDER BY webhook_delivery.due_at_ms, webhook_delivery.event_number LIMIT $3
            """,
            [.id(endpoint), .integer(now.millisecondsSinceEpoch), .integer(Int64(limit))])
    }

    func attempts(
        of id: DeliveryID, limit: Int
    ) throws(RegistryError) -> [WebhookAttempt] {
        try reading.rows(
            WebhookAttempt.self,
            "SELECT * FROM webhook_attempt WHERE delivery_id = $1 ORDER BY number LIMIT $2",
            [.id(id), .integer(Int64(limit))])
    }
}
