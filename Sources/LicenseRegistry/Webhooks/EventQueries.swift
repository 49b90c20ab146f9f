import LicenseVerifier
import SQLDatabase

/// What is asked about events.
struct EventQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// Events that no endpoint has a message of yet, the oldest first.
    func new(limit: Int) throws(RegistryError) -> [RecordedEvent] {
        let events = try reading.rows(
            RecordedEvent.self,
            "SELECT * FROM event WHERE message_id IS NULL ORDER BY number LIMIT $1",
            [.integer(Int64(limit))])
        return try events.map { event throws(RegistryError) in try completed(event) }
    }

    /// The formats in which somebody is to be told what happens to a license.
    func formats(about license: LicenseID) throws(RegistryError) -> [WebhookFormat] {
        try reading.values(
            WebhookFormat.self,
            """
            SELECT DISTINCT webhook_endpoint.format FROM license JOIN webhook_endpoint
                ON webhook_endpoint.organization_id = license.organization_id
            WHERE license.id = $1 AND webhook_endpoint.deleted_at IS NULL
            """, [.id(license)])
    }

    /// The grant that gave a license, as it now is; nil where there was none.
    func grant(of license: LicenseDetails) throws(RegistryError) -> GrantSnapshot? {
        guard license.grant != nil,
            let grant = try LicenseQueries(reading).grant(of: license.claims.license),
            let benefit = try BenefitQueries(reading).listing(grant.benefit)
        else { return nil }
        return GrantSnapshot(grant, to: license.customer, of: benefit)
    }

    /// An event with the grant that it should have been recorded with.
    ///
    /// Only an older program leaves it out, and only until that program's last events are told; an
    /// endpoint that was not Polar's at the event is not told of it in Polar's form later.
    private func completed(_ event: RecordedEvent) throws(RegistryError) -> RecordedEvent {
        guard event.event.snapshot.grant == nil, let license = event.event.snapshot.license,
            license.sale != nil,
            try formats(about: license.id).contains(.polar),
            let details = try LicenseDetailsQueries(reading, at: event.event.occurredAt)
                .details(license.id),
            var grant = try grant(of: details)
        else { return event }
        grant.changesGrant = grant.grant.grantedAt >= event.event.occurredAt
        var snapshot = event.event.snapshot
        snapshot.grant = grant
        return RecordedEvent(
            number: event.number, organization: event.organization,
            event: LicenseEvent(event.event.type, at: event.event.occurredAt, snapshot))
    }

    /// Licenses whose end has come and of which no event has told yet.
    func expiries(limit: Int, at now: Timestamp) throws(RegistryError) -> [LicenseID] {
        var due: [LicenseID] = []
        for organization in try EndpointQueries(reading).organizations()
        where due.count < limit {
            due += try reading.values(
                LicenseID.self,
                """
                SELECT id FROM license WHERE organization_id = $1
                    AND \(Self.isUnannounced) AND expires_at <= $2 AND ended_at IS NULL
                ORDER BY expires_at LIMIT $3
                """, [.id(organization), .time(now), .integer(Int64(limit - due.count))])
            due += try reading.values(
                LicenseID.self,
                """
                SELECT id FROM license WHERE organization_id = $1
                    AND \(Self.isEndUnannounced) AND ended_at <= $2
                ORDER BY ended_at LIMIT $3
                """, [.id(organization), .time(now), .integer(Int64(max(0, limit - due.count)))])
        }
        return due
    }

    /// Whether a license may be used and has an end that no token says, of which no event has told yet.
    static let isEndUnannounced = """
        state = \(LicenseState.granted.rawValue) AND ended_at IS NOT NULL
            AND coalesce(expired_for, -1) <> ended_at
        """

    /// Whether a license may be used and has an end of which no event has told yet.
    static let isUnannounced = """
        state = \(LicenseState.granted.rawValue) AND expires_at IS NOT NULL
            AND coalesce(expired_for, -1) <> expires_at
        """

    func hasAny(before moment: Timestamp) throws(RegistryError) -> Bool {
        try reading.exists(
            """
            SELECT 1 AS old WHERE EXISTS (SELECT 1 FROM event WHERE occurred_at < $1)
                OR EXISTS (SELECT 1 FROM webhook_endpoint WHERE deleted_at < $1)
            """, [.time(moment)])
    }
}
