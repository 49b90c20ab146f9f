import LicenseVerifier
import SQLDatabase

/// What follows from attempts: for the deliveries, and for endpoints that fail for long.
struct AttemptChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Records how attempts went; returns the endpoints that were given up.
    func settle(
        _ reports: [AttemptReport], node: String, givingUpAfter limit: Duration
    ) throws(RegistryError) -> [WebhookEndpointID] {
        try insert(reports)
        try move(reports, node)
        return try giveUp(after: reports, limit)
    }

    private func insert(_ reports: [AttemptReport]) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO webhook_attempt
                (delivery_id, attempted_at, duration_ms, status, fault, response)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            each: reports.map { report in
                let (seconds, attoseconds) = report.attempt.duration.components
                return [
                    .id(report.delivery), .time(report.attempt.attemptedAt),
                    .integer(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)),
                    .optional(report.attempt.status.map { Int64($0) }),
                    .optional(report.attempt.fault), .blob(report.attempt.response),
                ]
            })
    }

    /// What is delivered stays so, no matter who has the claim by now; only the holder says the
    /// rest.
    private func move(_ reports: [AttemptReport], _ node: String) throws(RegistryError) {
        let (pending, delivered) = (
            DeliveryState.pending.rawValue, DeliveryState.delivered.rawValue
        )
        try change.run(
            """
            UPDATE webhook_delivery SET attempts = attempts + 1, state = $2, due_at_ms = $3,
                settled_at = $4, claimed_by = NULL
            WHERE id = $1 AND ((state = \(pending) AND claimed_by = $5)
                OR ($2 = \(delivered) AND state <> \(delivered)))
            """,
            each: reports.map { report in
                let (state, due): (DeliveryState, PreciseTime?) =
                    switch report.decision {
                    case .delivered: (.delivered, nil)
                    case .retried(let moment): (.pending, moment)
                    case .failed, .gone: (.failed, nil)
                    }
                return [
                    .id(report.delivery), .integer(state.rawValue),
                    .optional(due?.millisecondsSinceEpoch),
                    state == .pending ? .null : .time(change.now), .text(node),
                ]
            })
    }

    private func giveUp(
        after reports: [AttemptReport], _ limit: Duration
    ) throws(RegistryError) -> [WebhookEndpointID] {
        var givenUp: [WebhookEndpointID] = []
        for (endpoint, reports) in Dictionary(grouping: reports, by: \.endpoint) {
            let decisions = reports.map(\.decision)
            try note(endpoint, isReached: decisions.contains(.delivered))
            let isFailing =
                decisions.contains(.failed) ? try hasFailed(endpoint, for: limit) : false
            guard decisions.contains(.gone) || isFailing else { continue }
            let reason: EndpointPause = decisions.contains(.gone) ? .gone : .failing
            try EndpointChanges(change).pause(endpoint, as: reason)
            try change.audit(.webhookGiveUp, of: endpoint, reason.rawValue)
            givenUp.append(endpoint)
        }
        return givenUp
    }

    /// Notes since when nothing has come through to an endpoint.
    private func note(
        _ endpoint: WebhookEndpointID, isReached: Bool
    ) throws(RegistryError) {
        if isReached {
            try change.run(
                """
                UPDATE webhook_endpoint SET failing_since_at = NULL
                WHERE id = $1 AND failing_since_at IS NOT NULL
                """, [.id(endpoint)])
        } else {
            try change.run(
                """
                UPDATE webhook_endpoint SET failing_since_at = $2
                WHERE id = $1 AND failing_since_at IS NULL
                """, [.id(endpoint), .time(change.now)])
        }
    }

    private func hasFailed(
        _ endpoint: WebhookEndpointID, for limit: Duration
    ) throws(RegistryError) -> Bool {
        try change.exists(
            """
            SELECT 1 AS failing FROM webhook_endpoint
            WHERE id = $1 AND disabled_as IS NULL AND failing_since_at <= $2
            """, [.id(endpoint), .time(change.now - limit)])
    }
}
