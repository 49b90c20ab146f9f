import LicenseVerifier
import SQLDatabase

/// What is asked about endpoints and their secrets.
struct EndpointQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func endpoint(_ id: WebhookEndpointID) throws(RegistryError) -> WebhookEndpoint? {
        try reading.row(
            WebhookEndpoint.self,
            "SELECT * FROM webhook_endpoint WHERE id = $1 AND deleted_at IS NULL", [.id(id)])
    }

    func all(of organization: OrganizationID?) throws(RegistryError) -> [WebhookEndpoint] {
        try reading.rows(
            WebhookEndpoint.self,
            """
            SELECT * FROM webhook_endpoint WHERE deleted_at IS NULL
                \(organization == nil ? "" : "AND organization_id = $1")
            ORDER BY created_at, created_us, id
            """, organization.map { [.id($0)] } ?? [])
    }

    /// Whether an organization has any endpoint.
    func hasAny(of organization: OrganizationID) throws(RegistryError) -> Bool {
        try reading.exists(
            """
            SELECT 1 AS present FROM webhook_endpoint
            WHERE organization_id = $1 AND deleted_at IS NULL LIMIT 1
            """, [.id(organization)])
    }

    /// The organizations that have endpoints.
    func organizations() throws(RegistryError) -> [OrganizationID] {
        try reading.values(
            OrganizationID.self,
            "SELECT DISTINCT organization_id FROM webhook_endpoint WHERE deleted_at IS NULL")
    }

    /// The endpoints for which a message is due.
    func due(at now: PreciseTime) throws(RegistryError) -> [WebhookEndpointID] {
        try reading.values(
            WebhookEndpointID.self,
            """
            SELECT id FROM webhook_endpoint WHERE deleted_at IS NULL AND EXISTS (
                SELECT 1 FROM webhook_delivery
                WHERE endpoint_id = webhook_endpoint.id AND due_at_ms <= $1)
            """, [.integer(now.millisecondsSinceEpoch)])
    }

    func secrets(
        of id: WebhookEndpointID, at now: Timestamp
    ) throws(RegistryError) -> [WebhookSecretRecord] {
        try reading.rows(
            WebhookSecretRecord.self,
            """
            SELECT scheme, secret, ends_at FROM webhook_secret
            WHERE endpoint_id = $1 AND (ends_at IS NULL OR ends_at > $2)
            ORDER BY scheme, number DESC
            """, [.id(id), .time(now)])
    }
}
