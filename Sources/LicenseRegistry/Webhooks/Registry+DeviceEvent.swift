import LicenseSync
import LicenseVerifier

/// What the answer to a device makes happen.
extension Registry {
    /// Records seats that were taken or ended, and units that came to their limit.
    ///
    /// - Parameters:
    ///   - account: the license before the answer.
    ///   - held: the device's activation before it; nil where it had none.
    static func emit(
        _ answer: Answer, changing account: LicenseAccount, _ held: ActivationRecord?,
        now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        // An answer that is repeated changes nothing.
        guard case .new = answer.reply, let activation = answer.activation else { return }
        let seat = EventSnapshot.ActivationSnapshot(
            id: activation.id, label: activation.label.map { "\($0)" } ?? "",
            activatedAt: held?.activatedAt ?? now)
        if held == nil {
            try emit(.activated, of: account.license, now: now, writer) { $0.activation = seat }
        } else if held?.state.standing != .ended, activation.standing == .ended {
            try emit(.deactivated, of: account.license, now: now, writer) { $0.activation = seat }
        }
        let (before, after) = (account.usage[.units], answer.account.usage[.units])
        guard let limit = account.pool?.limit, before < limit, after >= limit else { return }
        try emit(.usageLimitReached, of: account.license, now: now, writer) { snapshot in
            snapshot.usage = EventSnapshot.UsageSnapshot(
                counter: "usage", used: after, limit: limit)
        }
    }
}
