import LicenseVerifier
import SQLDatabase

/// What happens to licenses, recorded in the transaction that makes it happen.
struct EventChanges {
    /// How many licenses one statement reads.
    private static let readAtOnce = 500

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Records an event of a license as it now is.
    ///
    /// Nothing is recorded while the organization has no endpoint: who wants to
    /// hear of something adds one first.
    func record(
        _ type: EventType, of license: LicenseID,
        _ complete: (inout EventSnapshot) -> Void = { _ in }
    ) throws(RegistryError) {
        let formats = try EventQueries(change).formats(about: license)
        guard !formats.isEmpty,
            let details = try LicenseDetailsQueries(change, at: change.now).details(license)
        else { return }
        var snapshot = EventSnapshot()
        snapshot.license = LicenseSnapshot(details)
        if formats.contains(.polar) {
            snapshot.grant = try EventQueries(change).grant(of: details)
        }
        complete(&snapshot)
        try insert([LicenseEvent(type, at: change.now, snapshot)])
    }

    /// Records that licenses were issued or imported.
    func recordCreated(_ licenses: [LicenseRecord]) throws(RegistryError) {
        var awaited: Set<OrganizationID> = []
        for organization in Set(licenses.map(\.claims.organization))
        where try EndpointQueries(change).hasAny(of: organization) {
            awaited.insert(organization)
        }
        let ids = licenses.map(\.claims).filter { awaited.contains($0.organization) }
            .map(\.license)
        for start in stride(from: 0, to: ids.count, by: Self.readAtOnce) {
            let some = Array(ids[start..<min(start + Self.readAtOnce, ids.count)])
            let details = try LicenseDetailsQueries(change, at: change.now).details(some)
            // What is recorded so comes of no sale, and so of no grant.
            try insert(
                some.compactMap { details[$0] }.map { license in
                    var snapshot = EventSnapshot()
                    snapshot.license = LicenseSnapshot(license)
                    return LicenseEvent(.created, at: change.now, snapshot)
                })
        }
    }

    func announceExpiries(limit: Int) throws(RegistryError) -> Int {
        let due = try EventQueries(change).expiries(limit: limit, at: change.now)
        try change.run(
            "UPDATE license SET expired_for = coalesce(ended_at, expires_at) WHERE id = $1",
            each: due.map { [.id($0)] })
        for license in due { try record(.expired, of: license) }
        return due.count
    }

    /// Takes what has expired before anybody listened as told.
    func skipPastExpiries(of organization: OrganizationID) throws(RegistryError) {
        try change.run(
            """
            UPDATE license SET expired_for = expires_at
            WHERE organization_id = $1 AND \(EventQueries.isUnannounced) AND expires_at <= $2
                AND ended_at IS NULL
            """, [.id(organization), .time(change.now)])
        try change.run(
            """
            UPDATE license SET expired_for = ended_at
            WHERE organization_id = $1 AND \(EventQueries.isEndUnannounced) AND ended_at <= $2
            """, [.id(organization), .time(change.now)])
    }

    /// Records that nothing has happened, under the id of its message; returns the event's number.
    func addTest(
        of organization: OrganizationID, messageID: String
    ) throws(RegistryError) -> Int64 {
        try change.run(
            """
            INSERT INTO event (organization_id, type, occurred_at, snapshot, message_id)
            VALUES ($1, $2, $3, $4, $5)
            """,
            [
                .id(organization), .text(EventType.test.rawValue), .time(change.now),
                .blob(EventSnapshot().encoded), .text(messageID),
            ])
        let number = try change.value(
            Int64.self, "SELECT number FROM event WHERE message_id = $1", [.text(messageID)])
        guard let number else { throw .missing(kind: .delivery) }
        return number
    }

    func forget(before moment: Timestamp, limit: Int) throws(RegistryError) -> Int {
        let values: [SQLValue] = [.time(moment), .integer(Int64(limit))]
        let old = """
            (SELECT id FROM webhook_delivery WHERE settled_at < $1 ORDER BY settled_at LIMIT $2)
            """
        try change.run("DELETE FROM webhook_attempt WHERE delivery_id IN \(old)", values)
        var count = try change.run("DELETE FROM webhook_delivery WHERE id IN \(old)", values)
        count += try change.run(
            """
            DELETE FROM event WHERE number IN (
                SELECT number FROM event WHERE occurred_at < $1 AND NOT EXISTS (
                    SELECT 1 FROM webhook_delivery WHERE event_number = event.number)
                ORDER BY occurred_at LIMIT $2)
            """, values)
        try change.run(
            """
            DELETE FROM webhook_endpoint WHERE deleted_at < $1 AND NOT EXISTS (
                SELECT 1 FROM webhook_delivery WHERE endpoint_id = webhook_endpoint.id)
            """, [.time(moment)])
        return count
    }

    private func insert(_ events: [LicenseEvent]) throws(RegistryError) {
        guard !events.isEmpty else { return }
        try change.run(
            """
            INSERT INTO event (organization_id, type, license_id, occurred_at, snapshot)
            VALUES ($1, $2, $3, $4, $5)
            """,
            each: events.compactMap { event in
                guard let license = event.snapshot.license else { return nil }
                return [
                    .id(license.organization), .text(event.type.rawValue), .id(license.id),
                    .time(event.occurredAt), .blob(event.snapshot.encoded),
                ]
            })
    }
}
