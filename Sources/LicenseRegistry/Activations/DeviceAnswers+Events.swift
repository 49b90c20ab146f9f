import LicenseSync
import LicenseVerifier

/// What the answer to a device makes happen.
extension DeviceAnswers {
    /// Records seats that were taken or ended, and units that came to their limit.
    ///
    /// - Parameters:
    ///   - account: the license before the answer.
    ///   - held: the device's activation before it; nil where it had none.
    func recordEvents(
        of answer: Answer, changing account: LicenseAccount, _ held: ActivationRecord?
    ) throws(RegistryError) {
        // An answer that is repeated changes nothing.
        guard case .new = answer.reply, let activation = answer.activation else { return }
        let events = EventChanges(change)
        let seat = EventSnapshot.ActivationSnapshot(
            id: activation.id, label: activation.label?.shown ?? "",
            activatedAt: held?.activatedAt ?? change.now)
        if held == nil {
            try events.record(.activated, of: account.license) { $0.activation = seat }
        } else if held?.state.status.hasEnded == false, activation.status.hasEnded {
            try events.record(.deactivated, of: account.license) { $0.activation = seat }
        }
        // Only what was granted: what a device claims beyond it makes nothing happen.
        let (covered, before) = (
            activation.allowance.covered, held?.state.allowance.covered ?? 0
        )
        guard let limit = account.pool?.limit, covered > before else { return }
        let sum = try change.value(
            Int64.self, "SELECT device_uses FROM license WHERE id = $1", [.id(account.license)])
        let after = UInt64(clamping: sum ?? 0)
        guard after >= limit, after - min(covered - before, after) < limit else { return }
        try events.record(.usageLimitReached, of: account.license) { snapshot in
            snapshot.usage = EventSnapshot.UsageSnapshot(
                counter: "usage", used: after, limit: limit)
        }
    }
}
