import LicenseVerifier
import SQLDatabase

/// What is changed about leases; no audit record, as they are renewed every few seconds.
struct LeaseChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func take(
        _ name: String, holder: String, until end: Timestamp
    ) throws(RegistryError) -> Bool {
        try change.run(
            """
            INSERT INTO lease (name, holder, ends_at) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
                ends_at = excluded.ends_at
            WHERE lease.holder = excluded.holder OR lease.ends_at <= $4
                OR lease.ends_at > $5
            """,
            [
                .text(name), .text(holder), .time(end), .time(change.now),
                .time(end + .seconds(3600)),
            ]) == 1
    }

    func end(_ name: String, holder: String) throws(RegistryError) {
        try change.run(
            "UPDATE lease SET ends_at = $3 WHERE name = $1 AND holder = $2 AND ends_at > $3",
            [.text(name), .text(holder), .time(change.now)])
    }
}
