import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What the answers to devices make happen.
extension DeviceAnswers {
    /// Records seats that were taken or ended, and units that came to their limit.
    func recordEvents(of decisions: [DeviceDecision]) throws(RegistryError) {
        for decision in decisions { try recordSeat(of: decision) }
        let counting = decisions.filter { $0.account.pool != nil && $0.unitsCovered > 0 }
        for (license, decisions) in Dictionary(grouping: counting, by: \.account.license) {
            try recordLimit(of: license, decisions)
        }
    }

    private func recordSeat(of decision: DeviceDecision) throws(RegistryError) {
        guard let activation = decision.answer.activation else { return }
        let (held, license) = (decision.held, decision.account.license)
        let event: EventType
        if held == nil {
            event = .activated
        } else if held?.state.status.hasEnded == false, activation.status.hasEnded {
            event = .deactivated
        } else {
            return
        }
        try EventChanges(change).record(event, of: license) { snapshot in
            snapshot.activation = EventSnapshot.ActivationSnapshot(
                id: activation.id, label: activation.label?.shown ?? "",
                activated: ExactTime(held?.activatedAt ?? change.now))
        }
    }

    /// Tells of the step that took the last of a license's units.
    private func recordLimit(
        of license: LicenseID, _ decisions: [DeviceDecision]
    ) throws(RegistryError) {
        guard let limit = decisions.first?.account.pool?.limit else { return }
        let sum = try change.value(
            Int64.self, "SELECT device_uses FROM license WHERE id = $1", [.id(license)])
        let after = UInt64(clamping: sum ?? 0)
        let more = decisions.reduce(0) { $0 + min($1.unitsCovered, UInt64(Limits.maxCount)) }
        guard after >= limit, after - min(more, after) < limit else { return }
        try EventChanges(change).record(.usageLimitReached, of: license) { snapshot in
            snapshot.usage = EventSnapshot.UsageSnapshot(
                counter: "usage", used: after, limit: limit)
        }
    }
}
