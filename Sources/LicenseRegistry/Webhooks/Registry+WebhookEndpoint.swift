public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Adds an endpoint with its first secrets; from now on the organization's events are kept.
    ///
    /// Throws `missing` without the organization, and `exists` for an id that is taken.
    public func addWebhookEndpoint(
        _ id: WebhookEndpointID, of organization: OrganizationID, _ terms: WebhookTerms,
        secrets: [WebhookSecretRecord], isConfigured: Bool = false, now: Timestamp
    ) throws(RegistryError) {
        try change(.webhookAdd, of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let known = try writer.row(
                "SELECT 1 AS known FROM organization WHERE id = $1", [.blob(organization.bytes)]
            ) { (_) throws(SQLError) in true }
            guard known != nil else { throw .missing(kind: .organization) }
            if try !Self.hasEndpoint(organization, writer) {
                try Self.skipPastExpiries(of: organization, now: now, writer)
            }
            let count = try writer.run(
                """
                INSERT INTO webhook_endpoint (id, organization_id, url, description, format,
                    key_derivation, filter_types, headers, metadata, is_masking_keys,
                    is_configured, created_at, changed_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
                ON CONFLICT DO NOTHING
                """,
                [.blob(id.bytes), .blob(organization.bytes)] + terms.values
                    + [.integer(isConfigured ? 1 : 0), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .exists(kind: .webhookEndpoint, name: "\(id)") }
            try Self.insert(secrets, of: id, now: now, writer)
        }
    }

    /// An endpoint by its id.
    public func webhookEndpoint(
        _ id: WebhookEndpointID
    ) throws(RegistryError) -> WebhookEndpoint? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT * FROM webhook_endpoint WHERE id = $1 AND deleted_at IS NULL",
                [.blob(id.bytes)], { (row) throws(SQLError) in try WebhookEndpoint(row) })
        }
    }

    /// An organization's endpoints, or everybody's, in the order in which they came.
    public func webhookEndpoints(
        of organization: OrganizationID? = nil
    ) throws(RegistryError) -> [WebhookEndpoint] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT * FROM webhook_endpoint WHERE deleted_at IS NULL
                    \(organization == nil ? "" : "AND organization_id = $1")
                ORDER BY created_at, id
                """, organization.map { [.blob($0.bytes)] } ?? [],
                { (row) throws(SQLError) in try WebhookEndpoint(row) })
        }
    }

    /// Changes what an endpoint gets, and whether it gets anything.
    ///
    /// Switched off, it loses what was on its way, which can be replayed; switched on, it begins
    /// without the failures of before.
    public func replaceWebhookTerms(
        of id: WebhookEndpointID, by terms: WebhookTerms, rest: EndpointPause?, now: Timestamp
    ) throws(RegistryError) {
        try change(.webhookEdit, of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                UPDATE webhook_endpoint SET url = $2, description = $3, format = $4,
                    key_derivation = $5, filter_types = $6, headers = $7, metadata = $8,
                    is_masking_keys = $9, changed_at = $10
                WHERE id = $1 AND deleted_at IS NULL
                """,
                [.blob(id.bytes)] + terms.values + [.integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .missing(kind: .webhookEndpoint) }
            if let rest {
                try Self.rest(id, as: rest, now: now, writer)
            } else {
                try writer.run(
                    """
                    UPDATE webhook_endpoint SET disabled_as = NULL, failing_since_at = NULL
                    WHERE id = $1 AND disabled_as IS NOT NULL
                    """, [.blob(id.bytes)])
            }
        }
    }

    /// Removes an endpoint with its secrets; its deliveries are forgotten in time.
    public func deleteWebhookEndpoint(
        _ id: WebhookEndpointID, now: Timestamp
    ) throws(RegistryError) {
        try change(.webhookDelete, of: "\(id)", now: now) { (writer) throws(RegistryError) in
            try Self.rest(id, as: .byOwner, now: now, writer)
            let count = try writer.run(
                """
                UPDATE webhook_endpoint SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL
                """, [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .missing(kind: .webhookEndpoint) }
            try writer.run(
                "DELETE FROM webhook_secret WHERE endpoint_id = $1", [.blob(id.bytes)])
        }
    }

    /// Gives an endpoint nothing any more; what was on its way has failed.
    static func rest(
        _ id: WebhookEndpointID, as rest: EndpointPause, now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            UPDATE webhook_endpoint SET disabled_as = $2 WHERE id = $1 AND disabled_as IS NULL
            """, [.blob(id.bytes), .text(rest.rawValue)])
        try writer.run(
            """
            UPDATE webhook_delivery SET state = 2, due_at_ms = NULL, claimed_by = NULL,
                settled_at = $2
            WHERE endpoint_id = $1 AND due_at_ms IS NOT NULL
            """, [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
    }
}

// MARK: - Secrets

extension Registry {
    /// The secrets that sign an endpoint's messages at a moment, the newest of each scheme first.
    public func webhookSecrets(
        of id: WebhookEndpointID, at now: Timestamp
    ) throws(RegistryError) -> [WebhookSecretRecord] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT scheme, secret, ends_at FROM webhook_secret
                WHERE endpoint_id = $1 AND (ends_at IS NULL OR ends_at > $2)
                ORDER BY scheme, number DESC
                """, [.blob(id.bytes), .integer(now.secondsSinceEpoch)],
                { (row) throws(SQLError) in try WebhookSecretRecord(row) })
        }
    }

    /// Signs an endpoint's messages with another secret, and for a while with the one before too.
    ///
    /// A secret that was on its way out already is dropped, so that there are never more than two
    /// of a scheme; without an overlap the one before is dropped at once.
    public func rotateWebhookSecret(
        of id: WebhookEndpointID, to secret: WebhookSecretRecord, overlap: Duration,
        now: Timestamp
    ) throws(RegistryError) {
        try change(.webhookRotate, of: "\(id)", "\(overlap)", now: now) {
            (writer) throws(RegistryError) in
            let known = try writer.row(
                "SELECT 1 AS known FROM webhook_endpoint WHERE id = $1 AND deleted_at IS NULL",
                [.blob(id.bytes)]
            ) { (_) throws(SQLError) in true }
            guard known != nil else { throw .missing(kind: .webhookEndpoint) }
            let scheme: [SQLValue] = [.blob(id.bytes), .text(secret.scheme.rawValue)]
            try writer.run(
                """
                DELETE FROM webhook_secret
                WHERE endpoint_id = $1 AND scheme = $2 \(overlap > .zero ? "AND ends_at IS NOT NULL" : "")
                """, scheme)
            try writer.run(
                """
                UPDATE webhook_secret SET ends_at = $3
                WHERE endpoint_id = $1 AND scheme = $2 AND ends_at IS NULL
                """, scheme + [.integer((now + overlap).secondsSinceEpoch)])
            try Self.insert([secret], of: id, now: now, writer)
        }
    }

    /// Puts the secrets of the configuration in the place of all others.
    public func replaceWebhookSecrets(
        of id: WebhookEndpointID, by secrets: [WebhookSecretRecord], now: Timestamp
    ) throws(RegistryError) {
        try change(.webhookConfigure, of: "\(id)", now: now) { (writer) throws(RegistryError) in
            try writer.run(
                "DELETE FROM webhook_secret WHERE endpoint_id = $1", [.blob(id.bytes)])
            try Self.insert(secrets, of: id, now: now, writer)
        }
    }

    private static func insert(
        _ secrets: [WebhookSecretRecord], of id: WebhookEndpointID, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO webhook_secret (endpoint_id, scheme, secret, created_at, ends_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            each: secrets.map { secret in
                [
                    .blob(id.bytes), .text(secret.scheme.rawValue), .text(secret.text),
                    .integer(now.secondsSinceEpoch), .optional(secret.endsAt?.secondsSinceEpoch),
                ]
            })
    }
}
