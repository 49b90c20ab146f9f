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
        try change.registryStatus?.requireCurrent()
        try change.run("UPDATE activation SET resets = resets + 1 WHERE id = $1", [.id(id)])
        let number = try change.value(
            Int64.self, "SELECT resets FROM activation WHERE id = $1", [.id(id)])
        guard let number else { throw .missing(kind: .activation) }
        let label = try change.value(
            String.self, "SELECT label FROM activation WHERE id = $1", [.id(id)])
        try change.audit(.activationClockReset, of: id, label ?? "")
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
        try write([ActivationChange(of: license, from: held, to: activation)])
    }

    /// The same about several.
    func write(_ changes: [ActivationChange]) throws(RegistryError) {
        try insert(changes.filter { $0.before == nil })
        try update(changes.filter { $0.before != nil })
        for ended in changes.map(\.after) where ended.status.hasEnded {
            try SeatChanges(change).end(
                ended.id, as: StoredActivationStatus(ended.status), isOwnWord: true)
        }
        try writeUsage(changes)
        try raiseTotals(changes)
    }

    /// Writes that an activation has other units than before, and nothing else about it.
    func settle(_ written: ActivationChange) throws(RegistryError) {
        guard written.moreCeiling != 0 else { return }
        try change.run(
            "UPDATE activation SET units_ceiling = $2 WHERE id = $1",
            [.id(written.after.id), .integer(Int64(clamping: written.after.allowance.granted))])
        try raiseTotals([written])
    }

    private func insert(_ changes: [ActivationChange]) throws(RegistryError) {
        guard !changes.isEmpty else { return }
        try change.run(
            """
            INSERT INTO activation (id, lease_end_at, request_digest, standing, fork_evidence,
                units_used, units_ceiling, units_unmetered, report_sequence, report_journal,
                acknowledged, license_id, device_key, label, activated_at, fingerprint,
                conditions, notes, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                $18, $15)
            """,
            each: changes.map { written in
                let activation = written.after
                return written.values + [
                    .id(written.license), .blob(activation.device.rawRepresentation),
                    .text(activation.label?.shown ?? ""), .time(change.now),
                    activation.fingerprint.map { .blob($0.encoded) } ?? .null,
                    activation.conditions.encoded.map { .blob($0) } ?? .null,
                    activation.notes.encoded.map { .blob($0) } ?? .null,
                ]
            })
    }

    /// What a device said of itself when it asked first stays.
    private func update(_ changes: [ActivationChange]) throws(RegistryError) {
        guard !changes.isEmpty else { return }
        try change.run(
            """
            UPDATE activation SET lease_end_at = $2, request_digest = $3, standing = $4,
                fork_evidence = $5, units_used = $6, units_ceiling = $7, units_unmetered = $8,
                report_sequence = $9, report_journal = $10, acknowledged = $11,
                kept_until = $13,
                seen_at = CASE WHEN $12 >= seen_at + \(ActivationRecord.seenResolution)
                    THEN $12 ELSE seen_at END,
                held_bundle = coalesce($14, held_bundle), held_list = coalesce($15, held_list),
                offline_until = $16
            WHERE id = $1
            """,
            each: changes.map { written in
                written.values + [
                    .time(change.now), .time(written.after.keptUntil),
                    .optional(written.holds?.bundle), .optional(written.holds?.list),
                    .time(written.after.offlineUntil),
                ]
            })
    }

    private func writeUsage(_ changes: [ActivationChange]) throws(RegistryError) {
        let rows = changes.flatMap(\.usageRows)
        guard !rows.isEmpty else { return }
        try change.run(
            """
            INSERT INTO activation_usage (activation_id, meter, units, reported)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (activation_id, meter) DO UPDATE SET units = excluded.units,
                reported = excluded.reported
            """, each: rows)
        var sums: [LicenseMeter: Int64] = [:]
        for written in changes {
            for (meter, more) in written.moreUnits {
                sums[LicenseMeter(license: written.license, meter: meter), default: 0]
                    .addUpToMax(more)
            }
        }
        try change.run(
            """
            INSERT INTO license_usage (license_id, meter, units) VALUES ($1, $2, $3)
            ON CONFLICT (license_id, meter) DO UPDATE SET
                units = \(saturating("license_usage.units", "excluded.units"))
            """,
            each: sums.sorted { $0.key < $1.key }.map { key, more in
                [.id(key.license), .integer(Int64(key.meter.number)), .integer(more)]
            })
        try MonthCountChanges(change).add(
            sums.sorted { $0.key < $1.key }.map { ($0.key.license, $0.key.meter, $0.value) })
    }

    /// Adds what activations have and may use more to the sums of their licenses.
    private func raiseTotals(_ changes: [ActivationChange]) throws(RegistryError) {
        var sums: [LicenseID: (uses: Int64, ceiling: Int64)] = [:]
        for written in changes where written.moreUses != 0 || written.moreCeiling != 0 {
            sums[written.license, default: (0, 0)].uses.addUpToMax(written.moreUses)
            sums[written.license, default: (0, 0)].ceiling.addUpToMax(written.moreCeiling)
        }
        guard !sums.isEmpty else { return }
        try change.run(
            """
            UPDATE license SET device_uses = \(saturating("device_uses", "$2")),
                device_ceiling = \(saturating("device_ceiling", "$3"))
            WHERE id = $1
            """,
            each: sums.sorted { $0.key < $1.key }.map { license, sum in
                [.id(license), .integer(sum.uses), .integer(sum.ceiling)]
            })
    }

    /// A sum that stays at the largest number, since devices can report any.
    private func saturating(_ column: String, _ more: String) -> String {
        """
        CASE WHEN \(more) > \(Int64.max) - \(column) THEN \(Int64.max)
            ELSE \(column) + \(more) END
        """
    }
}

/// A meter of a license.
private struct LicenseMeter: Hashable, Comparable {
    let license: LicenseID
    let meter: Meter

    static func < (left: LicenseMeter, right: LicenseMeter) -> Bool {
        (left.license, left.meter) < (right.license, right.meter)
    }
}

extension Int64 {
    fileprivate mutating func addUpToMax(_ more: Int64) {
        let (sum, overflow) = addingReportingOverflow(more)
        self = overflow ? (more > 0 ? .max : .min) : sum
    }
}
