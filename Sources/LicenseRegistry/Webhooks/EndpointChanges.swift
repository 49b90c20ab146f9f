import LicenseVerifier
import SQLDatabase

/// What is changed about endpoints and their secrets.
struct EndpointChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(
        _ id: WebhookEndpointID, of organization: OrganizationID, _ terms: WebhookTerms,
        secrets: [WebhookSecretRecord], isConfigured: Bool
    ) throws(RegistryError) {
        let isKnown = try change.exists(
            "SELECT 1 AS known FROM organization WHERE id = $1", [.id(organization)])
        guard isKnown else { throw .missing(kind: .organization) }
        try change.check(terms.description, "description")
        if try !EndpointQueries(change).hasAny(of: organization) {
            try EventChanges(change).skipPastExpiries(of: organization)
        }
        let created = change.moment()
        let count = try change.run(
            """
            INSERT INTO webhook_endpoint (id, organization_id, url, description, format,
                key_derivation, filter_types, headers, metadata, is_masking_keys,
                is_configured, created_at, changed_at, created_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)
            ON CONFLICT DO NOTHING
            """,
            [.id(id), .id(organization)] + terms.values
                + [
                    .flag(isConfigured), .time(created.timestamp), .integer(created.fraction),
                ])
        guard count == 1 else { throw .idTaken(kind: .webhookEndpoint, id: "\(id)") }
        try insert(secrets, of: id)
        try change.audit(.webhookAdd, of: id)
    }

    func replaceTerms(
        of id: WebhookEndpointID, by terms: WebhookTerms, pause: EndpointPause?
    ) throws(RegistryError) {
        try change.check(
            terms.description, "description",
            unless: EndpointQueries(change).endpoint(id)?.terms.description)
        let count = try change.run(
            """
            UPDATE webhook_endpoint SET url = $2, description = $3, format = $4,
                key_derivation = $5, filter_types = $6, headers = $7, metadata = $8,
                is_masking_keys = $9, changed_at = $10
            WHERE id = $1 AND deleted_at IS NULL
            """, [.id(id)] + terms.values + [.time(change.now)])
        guard count == 1 else { throw .missing(kind: .webhookEndpoint) }
        if let pause {
            try self.pause(id, as: pause)
        } else {
            try change.run(
                """
                UPDATE webhook_endpoint SET disabled_as = NULL, failing_since_at = NULL
                WHERE id = $1 AND disabled_as IS NOT NULL
                """, [.id(id)])
        }
        try change.audit(.webhookEdit, of: id)
    }

    func delete(_ id: WebhookEndpointID) throws(RegistryError) {
        try pause(id, as: .byOwner)
        let count = try change.run(
            """
            UPDATE webhook_endpoint SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL
            """, [.id(id), .time(change.now)])
        guard count == 1 else { throw .missing(kind: .webhookEndpoint) }
        try change.run("DELETE FROM webhook_secret WHERE endpoint_id = $1", [.id(id)])
        try change.audit(.webhookDelete, of: id)
    }

    /// Gives an endpoint nothing any more; what was on its way has failed.
    func pause(_ id: WebhookEndpointID, as pause: EndpointPause) throws(RegistryError) {
        try change.run(
            """
            UPDATE webhook_endpoint SET disabled_as = $2 WHERE id = $1 AND disabled_as IS NULL
            """, [.id(id), .text(pause.rawValue)])
        try change.run(
            """
            UPDATE webhook_delivery SET state = \(DeliveryState.failed.rawValue),
                due_at_ms = NULL, claimed_by = NULL, settled_at = $2
            WHERE endpoint_id = $1 AND due_at_ms IS NOT NULL
            """, [.id(id), .time(change.now)])
    }

    // MARK: - Secrets

    func rotateSecret(
        of id: WebhookEndpointID, to secret: WebhookSecretRecord, overlap: Duration
    ) throws(RegistryError) {
        guard try EndpointQueries(change).endpoint(id) != nil else {
            throw .missing(kind: .webhookEndpoint)
        }
        let scheme: [SQLValue] = [.id(id), .text(secret.scheme.rawValue)]
        try change.run(
            """
            DELETE FROM webhook_secret
            WHERE endpoint_id = $1 AND scheme = $2 \(overlap > .zero ? "AND ends_at IS NOT NULL" : "")
            """, scheme)
        try change.run(
            """
            UPDATE webhook_secret SET ends_at = $3
            WHERE endpoint_id = $1 AND scheme = $2 AND ends_at IS NULL
            """, scheme + [.time(change.now + overlap)])
        try insert([secret], of: id)
        try change.audit(.webhookRotate, of: id, "\(overlap)")
    }

    func replaceSecrets(
        of id: WebhookEndpointID, by secrets: [WebhookSecretRecord]
    ) throws(RegistryError) {
        try change.run("DELETE FROM webhook_secret WHERE endpoint_id = $1", [.id(id)])
        try insert(secrets, of: id)
        try change.audit(.webhookConfigure, of: id)
    }

    private func insert(
        _ secrets: [WebhookSecretRecord], of id: WebhookEndpointID
    ) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO webhook_secret (endpoint_id, scheme, secret, created_at, ends_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            each: secrets.map { secret in
                [
                    .id(id), .text(secret.scheme.rawValue), .text(secret.text),
                    .time(change.now), .time(secret.endsAt),
                ]
            })
    }
}
