import LicenseVerifier
import SQLDatabase

/// Whether licenses may be used, as it changes.
struct LicenseStateChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Changes whether a license may be used; setting the state that it has changes nothing.
    ///
    /// - Parameter complete: what receivers are told besides.
    func set(
        _ state: LicenseState, of license: LicenseID, reason: String,
        _ complete: (inout EventSnapshot) -> Void = { _ in }
    ) throws(RegistryError) {
        try change.check(reason, "reason")
        let count = try change.run(
            """
            UPDATE license SET answers = answers + 1, state = $2, state_reason = $3,
                state_changed_at = $4, changed_at = $4
            WHERE id = $1 AND state <> $2
            """,
            [.id(license), .integer(state.rawValue), .text(reason), .time(change.now)])
        let follows = try NewGrantChanges(change).follow(state, of: license)
        guard count == 1 else {
            guard try LicenseQueries(change).license(license) != nil else {
                throw .missing(kind: .license)
            }
            if follows { try change.audit(.grantRestore, of: license, reason) }
            return
        }
        try StatusLogChanges(change).note(license)
        try EventChanges(change).record(state.event, of: license) { snapshot in
            snapshot.grant?.changesGrant = follows
            if state == .revoked { snapshot.revocationReason = reason }
            complete(&snapshot)
        }
        try change.audit(state.action, of: license, reason)
    }
}

extension LicenseState {
    /// How the audit log names the change to this state.
    fileprivate var action: AuditAction {
        switch self {
        case .granted: .licenseGranted
        case .disabled: .licenseDisabled
        case .revoked: .licenseRevoked
        }
    }

    /// What has happened to a license that came to be so.
    fileprivate var event: EventType {
        switch self {
        case .granted: .enabled
        case .disabled: .disabled
        case .revoked: .revoked
        }
    }
}
