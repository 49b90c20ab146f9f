import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Takes what a device claims out of its license: the vendor's word against the device's.
struct VoidChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Ends the activation, and takes its grant and its totals out of the license's; one that is
    /// void already changes nothing.
    func void(_ id: ActivationID) throws(RegistryError) -> VoidedActivation {
        let held = try activation(id)
        try LicenseLock(change).take(held.license)
        var account = try LicenseAccounts(change, at: change.now)
            .license(held.license, meters: []).account
        // Nothing else answers for the license from here on, so it is read once more.
        let before = try activation(id)
        guard before.state.status != .void else {
            return VoidedActivation(activation: before, unitsReturned: 0, unitsClaimed: 0)
        }
        var state = before.state
        let returned = account.void(&state, at: change.now)
        try ActivationChanges(change).write(state, replacing: before.state, of: before.license)
        try takeOut(before)
        let claimed = before.state.usage[.units]
        try change.audit(
            .activationVoid, of: before.license,
            "\(SeatChanges.named(id, before.label)): \(claimed) units claimed, \(returned) units back"
        )
        if !before.state.status.hasEnded {
            try EventChanges(change).record(.deactivated, of: before.license) { snapshot in
                snapshot.activation = EventSnapshot.ActivationSnapshot(
                    id: id, label: before.label, activated: ExactTime(before.activatedAt))
            }
        }
        return VoidedActivation(
            activation: try activation(id), unitsReturned: returned, unitsClaimed: claimed)
    }

    private func activation(_ id: ActivationID) throws(RegistryError) -> ActivationRecord {
        guard let found = try ActivationQueries(change).activation(id) else {
            throw .missing(kind: .activation)
        }
        return found
    }

    /// What was reported stays on record beside it, and counts no more.
    private func takeOut(_ activation: ActivationRecord) throws(RegistryError) {
        try change.run(
            "UPDATE activation_usage SET units = 0 WHERE activation_id = $1", [.id(activation.id)])
        for entry in activation.state.usage.entries {
            try recount(entry.meter, of: activation.license)
        }
        // A count that the vendor has set lies below zero by what devices had used then.
        try change.run(
            """
            UPDATE license SET changed_at = $3, uses = CASE WHEN uses >= 0 THEN uses
                WHEN uses > -$2 THEN 0 ELSE uses + $2 END
            WHERE id = $1
            """,
            [
                .id(activation.license),
                .integer(Int64(clamping: activation.state.allowance.covered)), .time(change.now),
            ])
    }

    /// Sums a meter of a license anew: the sum that is kept may have stayed at its bound.
    private func recount(_ meter: Meter, of license: LicenseID) throws(RegistryError) {
        try change.run(
            """
            UPDATE license_usage SET units = (
                SELECT CASE WHEN high >= \(1 << 43) THEN \(Int64.max)
                    ELSE high * \(1 << 20) + low END
                FROM (SELECT CAST(coalesce(sum(units / \(1 << 20)), 0) AS BIGINT) AS high,
                        CAST(coalesce(sum(units % \(1 << 20)), 0) AS BIGINT) AS low
                    FROM activation_usage
                    JOIN activation ON activation.id = activation_usage.activation_id
                    WHERE activation.license_id = $1 AND activation_usage.meter = $2) AS parts)
            WHERE license_id = $1 AND meter = $2
            """, [.id(license), .integer(Int64(meter.number))])
    }
}
