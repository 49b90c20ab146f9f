import LicenseVerifier
import SQLDatabase

/// What is set of a license without a new token: what was counted, and an earlier end.
struct UsageAndEndChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func setUsage(of license: LicenseID, to usage: Int64) throws(RegistryError) {
        let count = try change.run(
            """
            UPDATE license SET answers = answers + 1, changed_at = $3, uses = $2 - device_uses
            WHERE id = $1
            """, [.id(license), .integer(usage), .time(change.now)])
        guard count == 1 else { throw .missing(kind: .license) }
        try change.audit(.licenseUsage, of: license, "\(usage)")
    }

    func setEnd(of license: LicenseID, to end: Timestamp?) throws(RegistryError) {
        // One that is still to come is told of when it has come.
        let passed = end.flatMap { $0 <= change.now ? $0 : nil }
        let count = try change.run(
            """
            UPDATE license SET answers = answers + 1, ended_at = $2, changed_at = $3,
                expired_for = coalesce($4, expired_for)
            WHERE id = $1
            """,
            [.id(license), .time(end), .time(change.now), .time(passed)])
        guard count == 1 else { throw .missing(kind: .license) }
        try StatusLogChanges(change).note(license)
        try EventChanges(change).record(.updated, of: license) {
            $0.changed = [.expiresAt]
        }
        if passed != nil { try EventChanges(change).record(.expired, of: license) }
        try change.audit(.licenseEnd, of: license, end.map { "\($0)" } ?? "")
    }

    /// The end of a license that is earlier than its token's; nil where none was set.
    func earlierEnd(of license: LicenseID) throws(RegistryError) -> Timestamp? {
        try change.value(
            Timestamp?.self, "SELECT ended_at FROM license WHERE id = $1", [.id(license)]) ?? nil
    }
}
