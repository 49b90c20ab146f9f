import LicenseVerifier
import SQLDatabase

/// Which licenses a registry itself has given the state that they have, later than a list says.
///
/// What is revoked or enabled while the registry stands still is of after the restore, and so later
/// than each list of before.
struct OwnStateChanges {
    private struct State {
        let state: LicenseState
        let changedAt: Timestamp?
        let isFromList: Bool
    }

    private let change: Change
    /// The last audit record of before the restore; nil where it is not known.
    private let restoredRecords: Int64?

    init(_ change: Change) throws(RegistryError) {
        self.change = change
        restoredRecords = change.registryStatus?.restoredRecords
    }

    private init(_ change: Change, restoredRecords: Int64?) {
        self.change = change
        self.restoredRecords = restoredRecords
    }

    /// The same by dates alone, for a list that may be of after the restore.
    var withoutRecords: OwnStateChanges { OwnStateChanges(change, restoredRecords: nil) }

    /// Whether a license has its state by a change that the list cannot know.
    func isLater(_ license: LicenseID, than list: StatusListClaims) throws(RegistryError) -> Bool {
        let state = try change.row(
            "SELECT state, state_changed_at, state_reason FROM license WHERE id = $1",
            [.id(license)]
        ) { (row) throws(SQLError) in
            State(
                state: try row["state"], changedAt: try row["state_changed_at"],
                isFromList: try row.text("state_reason") == LostStatuses.reason)
        }
        guard let state, !state.isFromList else { return false }
        if try isRecorded(license) { return true }
        // Clocks differ, and a second is long: what a date alone says may cost a license, not give
        // one back.
        guard state.state != .granted, let changedAt = state.changedAt else { return false }
        return changedAt > list.issuedAt
    }

    private func isRecorded(_ license: LicenseID) throws(RegistryError) -> Bool {
        guard let restoredRecords else { return false }
        let actions: [AuditAction] = [.licenseGranted, .licenseDisabled, .licenseRevoked]
        return try change.exists(
            """
            SELECT 1 AS found FROM audit_record
            WHERE subject = $1 AND sequence > $2 AND action IN ($3, $4, $5) LIMIT 1
            """,
            [.text("\(license)"), .integer(restoredRecords)] + actions.map { .text($0.rawValue) })
    }
}
