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
        try reading.rows(
            RecordedEvent.self,
            "SELECT * FROM event WHERE message_id IS NULL ORDER BY number LIMIT $1",
            [.integer(Int64(limit))])
    }

    /// Whether anybody is to be told what happens to a license.
    func isAwaited(about license: LicenseID) throws(RegistryError) -> Bool {
        try reading.exists(
            """
            SELECT 1 AS awaited FROM license JOIN webhook_endpoint
                ON webhook_endpoint.organization_id = license.organization_id
            WHERE license.id = $1 AND webhook_endpoint.deleted_at IS NULL LIMIT 1
            """, [.id(license)])
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
        }
        return due
    }

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
