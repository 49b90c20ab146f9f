public import LicenseVerifier
import SQLDatabase

/// What happens to licenses, recorded in the transaction that makes it happen.
extension Registry {
    /// Records an event of a license as it now stands.
    ///
    /// Nothing is recorded while the organization has no endpoint: whoever wants to hear of
    /// something says so first.
    static func emit(
        _ type: EventType, of license: LicenseID, now: Timestamp, _ writer: Change,
        _ complete: (inout EventSnapshot) -> Void = { _ in }
    ) throws(RegistryError) {
        let isAwaited = try writer.row(
            """
            SELECT 1 AS awaited FROM license JOIN webhook_endpoint
                ON webhook_endpoint.organization_id = license.organization_id
            WHERE license.id = $1 AND webhook_endpoint.deleted_at IS NULL LIMIT 1
            """, [.blob(license.bytes)]
        ) { (_) throws(SQLError) in true }
        guard isAwaited != nil, let held = try licenseDetails(license, of: nil, now, writer) else {
            return
        }
        var snapshot = EventSnapshot()
        snapshot.license = LicenseSnapshot(held)
        complete(&snapshot)
        try insert([LicenseEvent(type, at: now, snapshot)], writer)
    }

    /// Records that licenses were issued or imported.
    static func emitCreated(
        _ licenses: [LicenseRecord], now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        var awaited: Set<OrganizationID> = []
        for organization in Set(licenses.map(\.claims.organization))
        where try hasEndpoint(organization, writer) {
            awaited.insert(organization)
        }
        let events = licenses.filter { awaited.contains($0.claims.organization) }.map { record in
            var snapshot = EventSnapshot()
            snapshot.license = LicenseSnapshot(record, seatsTaken: 0)
            return LicenseEvent(.created, at: now, snapshot)
        }
        try insert(events, writer)
    }

    static func hasEndpoint(
        _ organization: OrganizationID, _ reader: any Reading
    ) throws(RegistryError) -> Bool {
        try reader.row(
            """
            SELECT 1 AS present FROM webhook_endpoint
            WHERE organization_id = $1 AND deleted_at IS NULL LIMIT 1
            """, [.blob(organization.bytes)]
        ) { (_) throws(SQLError) in true } ?? false
    }

    private static func insert(
        _ events: [LicenseEvent], _ writer: Change
    ) throws(RegistryError) {
        guard !events.isEmpty else { return }
        try writer.run(
            """
            INSERT INTO event (organization_id, type, license_id, occurred_at, snapshot)
            VALUES ($1, $2, $3, $4, $5)
            """,
            each: events.compactMap { event in
                guard let license = event.snapshot.license else { return nil }
                return [
                    .blob(license.organization.bytes), .text(event.type.rawValue),
                    .blob(license.id.bytes), .integer(event.occurredAt.secondsSinceEpoch),
                    .blob(event.snapshot.encoded),
                ]
            })
    }
}

extension Registry {
    /// Tells of licenses whose end has come and of which no event has told yet, up to so many.
    ///
    /// Says how many there were; where these are as many as asked for, there may be more. Licenses
    /// that may not be used are told of when they may be again, and those that were ended before
    /// their time when that was done.
    public func announceExpiries(limit: Int, now: Timestamp) throws(RegistryError) -> Int {
        let due = try transactions.read { (reader) throws(RegistryError) in
            try Self.expiries(limit: limit, now, reader)
        }
        // Most looks find nothing, and then nothing is written.
        guard !due.isEmpty else { return 0 }
        return try transactions.change(at: now) { (writer) throws(RegistryError) in
            let due = try Self.expiries(limit: limit, now, writer)
            try writer.run(
                "UPDATE license SET expired_for = expires_at WHERE id = $1",
                each: due.map { [.blob($0.bytes)] })
            for license in due { try Self.emit(.expired, of: license, now: now, writer) }
            return due.count
        }
    }

    private static func expiries(
        limit: Int, _ now: Timestamp, _ reader: any Reading
    ) throws(RegistryError) -> [LicenseID] {
        let organizations = try reader.rows(
            "SELECT DISTINCT organization_id FROM webhook_endpoint WHERE deleted_at IS NULL"
        ) { (row) throws(SQLError) in try row.blob("organization_id") }
        var due: [LicenseID] = []
        for organization in organizations where due.count < limit {
            due += try reader.rows(
                """
                SELECT id FROM license WHERE organization_id = $1 AND state = 0
                    AND expires_at IS NOT NULL AND coalesce(expired_for, -1) <> expires_at
                    AND expires_at <= $2 AND ended_at IS NULL
                ORDER BY expires_at LIMIT $3
                """,
                [
                    .blob(organization), .integer(now.secondsSinceEpoch),
                    .integer(Int64(limit - due.count)),
                ]
            ) { (row) throws(SQLError) in try row.parsed("id") { LicenseID($0) } }
        }
        return due
    }

    /// Takes what has expired before anybody listened as told.
    static func skipPastExpiries(
        of organization: OrganizationID, now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            UPDATE license SET expired_for = expires_at
            WHERE organization_id = $1 AND state = 0 AND expires_at IS NOT NULL
                AND coalesce(expired_for, -1) <> expires_at AND expires_at <= $2
            """, [.blob(organization.bytes), .integer(now.secondsSinceEpoch)])
    }
}
