import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What is changed about the activations of devices.
struct ActivationChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Draws the number of a machine's next clock reset.
    func nextClockReset(of id: ActivationID) throws(RegistryError) -> UInt64 {
        try change.requireCurrent()
        try change.run("UPDATE activation SET resets = resets + 1 WHERE id = $1", [.id(id)])
        let number = try change.value(
            Int64.self, "SELECT resets FROM activation WHERE id = $1", [.id(id)])
        guard let number else { throw .missing(kind: .activation) }
        try change.audit(.activationClockReset, of: id)
        return UInt64(clamping: number)
    }

    /// Remembers which token of its license a device has.
    func set(token: [UInt8], of activation: ActivationID) throws(RegistryError) {
        try change.run(
            "UPDATE activation SET token_digest = $2 WHERE id = $1",
            [.id(activation), .blob(token)])
    }

    /// Writes what the rules decided about an activation.
    func write(
        _ activation: ActivationState, replacing held: ActivationState?, of license: LicenseID
    ) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO activation (id, license_id, device_key, label, activated_at, lease_end_at,
                request_digest, standing, fork_evidence, units_used, units_ceiling, units_unmetered,
                fingerprint, conditions, notes, report_sequence, report_journal, acknowledged,
                seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                $18, $5)
            ON CONFLICT (id) DO UPDATE SET label = excluded.label,
                lease_end_at = excluded.lease_end_at,
                request_digest = excluded.request_digest, standing = excluded.standing,
                fork_evidence = excluded.fork_evidence, units_used = excluded.units_used,
                units_ceiling = excluded.units_ceiling,
                units_unmetered = excluded.units_unmetered,
                report_sequence = excluded.report_sequence,
                report_journal = excluded.report_journal, acknowledged = excluded.acknowledged,
                seen_at = \(Self.seenAt)
            """, values(of: activation, license))
        if activation.status.hasEnded {
            try SeatChanges(change).end(
                activation.id, as: StoredActivationStatus(activation.status))
        }
        try write(activation, usageKnownBefore: held, of: license)
        try raiseTotals(
            of: license,
            uses: activation.allowance.covered.storable - (held?.allowance.covered.storable ?? 0),
            ceiling: activation.allowance.granted.storable
                - (held?.allowance.granted.storable ?? 0))
    }

    /// Exact to an hour, so that a device that reports each minute does not move in the index by
    /// last seen each minute too.
    private static let seenAt = """
        CASE WHEN excluded.seen_at >= activation.seen_at + 3600 THEN excluded.seen_at
            ELSE activation.seen_at END
        """

    /// Adds what one activation has and may use more to the sums of its license.
    private func raiseTotals(
        of license: LicenseID, uses: Int64, ceiling: Int64
    ) throws(RegistryError) {
        guard uses != 0 || ceiling != 0 else { return }
        try change.run(
            """
            UPDATE license SET device_uses = \(saturating("device_uses", "$2")),
                device_ceiling = \(saturating("device_ceiling", "$3"))
            WHERE id = $1
            """, [.id(license), .integer(uses), .integer(ceiling)])
    }

    /// A sum that stays at the largest number, since devices can report any.
    private func saturating(_ column: String, _ more: String) -> String {
        """
        CASE WHEN \(more) > \(Int64.max) - \(column) THEN \(Int64.max)
            ELSE \(column) + \(more) END
        """
    }

    private func values(of activation: ActivationState, _ license: LicenseID) -> [SQLValue] {
        let evidence: ForkEvidence? =
            if case .forked(let evidence) = activation.status { evidence } else { nil }
        let newest = activation.history.newest
        return [
            .id(activation.id), .id(license),
            .blob(activation.device.rawRepresentation),
            .text(activation.label?.shown ?? ""), .time(change.now),
            .time(activation.leaseEnd), .blob(activation.request.bytes),
            .integer(StoredActivationStatus(activation.status).rawValue),
            .optional(evidence?.rawValue),
            .integer(activation.allowance.covered.storable),
            .integer(activation.allowance.granted.storable),
            .integer(activation.allowance.unmetered.storable),
            activation.fingerprint.map { .blob($0.encoded) } ?? .null,
            activation.conditions.encoded.map { .blob($0) } ?? .null,
            activation.notes.encoded.map { .blob($0) } ?? .null,
            .optional(newest?.sequence), newest.map { .blob($0.journal.bytes) } ?? .null,
            .optional(activation.history.acknowledged),
        ]
    }

    private func write(
        _ activation: ActivationState, usageKnownBefore held: ActivationState?,
        of license: LicenseID
    ) throws(RegistryError) {
        let reported = activation.history.newest?.usage ?? UsageTotal()
        let wasReported = held?.history.newest?.usage ?? UsageTotal()
        for entry in activation.usage.entries
        where entry.units != held?.usage[entry.meter]
            || reported[entry.meter] != wasReported[entry.meter]
        {
            try change.run(
                """
                INSERT INTO activation_usage (activation_id, meter, units, reported)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT (activation_id, meter) DO UPDATE SET units = excluded.units,
                    reported = excluded.reported
                """,
                [
                    .id(activation.id), .integer(Int64(entry.meter.number)),
                    .integer(entry.units.storable), .integer(reported[entry.meter].storable),
                ])
            let more = entry.units.storable - (held?.usage[entry.meter].storable ?? 0)
            guard more > 0 else { continue }
            try change.run(
                """
                INSERT INTO license_usage (license_id, meter, units) VALUES ($1, $2, $3)
                ON CONFLICT (license_id, meter) DO UPDATE SET
                    units = \(saturating("license_usage.units", "excluded.units"))
                """,
                [.id(license), .integer(Int64(entry.meter.number)), .integer(more)])
            try MonthCountChanges(change).add([(license, entry.meter, more)])
        }
    }
}

extension UInt64 {
    /// As near as a column comes to it.
    fileprivate var storable: Int64 { Int64(clamping: self) }
}
