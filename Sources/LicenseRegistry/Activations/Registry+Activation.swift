import COSE
public import LicenseSync
public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// An activation by its id.
    public func activation(_ id: ActivationID) throws(RegistryError) -> ActivationRecord? {
        try transactions.read { (reader) throws(RegistryError) in try Self.activation(id, reader) }
    }

    /// A license's activations that have not ended, the oldest first.
    public func activations(of license: LicenseID) throws(RegistryError) -> [ActivationRecord] {
        try transactions.read { (reader) throws(RegistryError) in
            try Self.activations(of: license, reader)
        }
    }

    static func activations(
        of license: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> [ActivationRecord] {
        try reader.rows(
            """
            SELECT \(ActivationRecord.columns) FROM activation
            WHERE license_id = $1 AND deactivated_at IS NULL ORDER BY activated_at, id
            """, [.blob(license.bytes)],
            { (row) throws(SQLError) in try ActivationRecord(row, reader.reader) })
    }

    /// What all devices of a license are known to have used.
    public func usage(of license: LicenseID) throws(RegistryError) -> UsageTotal {
        try transactions.read { (reader) throws(RegistryError) in
            try Self.usage(of: license, reader)
        }
    }

    /// Takes a device's seat away without its word; throws `missing` where it has none.
    ///
    /// The units that it was allowed stay granted: nobody knows how many of them it uses.
    public func freeSeat(_ id: ActivationID, now: Timestamp) throws(RegistryError) {
        try change(.activationFree, of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                UPDATE activation SET deactivated_at = $2, standing = 2
                WHERE id = $1 AND deactivated_at IS NULL
                """, [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
            guard count == 1, let ended = try Self.activation(id, writer) else {
                throw .missing(kind: .activation)
            }
            try Self.emit(.deactivated, of: ended.license, now: now, writer) { snapshot in
                snapshot.activation = EventSnapshot.ActivationSnapshot(
                    id: id, label: ended.label, activatedAt: ended.activatedAt)
            }
        }
    }

    /// Draws the number of a machine's next clock reset; throws `missing` for an unknown one.
    public func nextClockReset(
        of id: ActivationID, now: Timestamp
    ) throws(RegistryError) -> UInt64 {
        try change(.activationClockReset, of: "\(id)", now: now) {
            (writer) throws(RegistryError) in
            try writer.run(
                "UPDATE activation SET resets = resets + 1 WHERE id = $1", [.blob(id.bytes)])
            let number = try writer.row(
                "SELECT resets FROM activation WHERE id = $1", [.blob(id.bytes)]
            ) { (row) throws(SQLError) in UInt64(clamping: try row.integer("resets")) }
            guard let number else { throw .missing(kind: .activation) }
            return number
        }
    }

    static func activation(
        _ id: ActivationID, _ reader: any Reading
    ) throws(RegistryError) -> ActivationRecord? {
        try reader.row(
            "SELECT \(ActivationRecord.columns) FROM activation WHERE id = $1",
            [.blob(id.bytes)],
            { (row) throws(SQLError) in try ActivationRecord(row, reader.reader) })
    }

    /// The newest activation of a device's key.
    static func activation(
        of device: VerificationKey, for license: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> ActivationRecord? {
        try reader.row(
            """
            SELECT \(ActivationRecord.columns) FROM activation
            WHERE license_id = $1 AND device_key = $2
            ORDER BY deactivated_at IS NULL DESC, activated_at DESC LIMIT 1
            """, [.blob(license.bytes), .blob(device.rawRepresentation)],
            { (row) throws(SQLError) in try ActivationRecord(row, reader.reader) })
    }

    // MARK: - Writing

    static func write(
        _ activation: ActivationState, replacing held: ActivationState?, of license: LicenseID,
        _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO activation (id, license_id, device_key, label, activated_at, lease_end_at,
                deactivated_at, request_digest, standing, fork_evidence, units_used,
                units_ceiling, fingerprint, conditions, notes, report_sequence, report_journal,
                acknowledged)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                $18)
            ON CONFLICT (id) DO UPDATE SET label = excluded.label,
                lease_end_at = excluded.lease_end_at,
                deactivated_at = coalesce(activation.deactivated_at, excluded.deactivated_at),
                request_digest = excluded.request_digest, standing = excluded.standing,
                fork_evidence = excluded.fork_evidence, units_used = excluded.units_used,
                units_ceiling = excluded.units_ceiling,
                report_sequence = excluded.report_sequence,
                report_journal = excluded.report_journal, acknowledged = excluded.acknowledged
            """, values(of: activation, license, now))
        try write(activation, usageKnownBefore: held, of: license, writer)
        try raiseTotals(
            of: license,
            uses: activation.allowance.used.storable - (held?.allowance.used.storable ?? 0),
            ceiling: activation.allowance.ceiling.storable
                - (held?.allowance.ceiling.storable ?? 0),
            writer)
    }

    /// Adds what one activation has and may use more to the sums of its license.
    private static func raiseTotals(
        of license: LicenseID, uses: Int64, ceiling: Int64, _ writer: Change
    ) throws(RegistryError) {
        guard uses != 0 || ceiling != 0 else { return }
        try writer.run(
            """
            UPDATE license SET device_uses = \(saturating("device_uses", "$2")),
                device_ceiling = \(saturating("device_ceiling", "$3"))
            WHERE id = $1
            """, [.blob(license.bytes), .integer(uses), .integer(ceiling)])
    }

    /// A sum that stays at the largest number, since devices can report any.
    private static func saturating(_ column: String, _ more: String) -> String {
        """
        CASE WHEN \(more) > \(Int64.max) - \(column) THEN \(Int64.max)
            ELSE \(column) + \(more) END
        """
    }

    private static func values(
        of activation: ActivationState, _ license: LicenseID, _ now: Timestamp
    ) -> [SQLValue] {
        let (standing, evidence): (Int64, ForkEvidence?) =
            switch activation.standing {
            case .active: (0, nil)
            case .forked(let evidence): (1, evidence)
            case .ended: (2, nil)
            }
        let newest = activation.history.newest
        return [
            .blob(activation.id.bytes), .blob(license.bytes),
            .blob(activation.device.rawRepresentation),
            .text(activation.label.map { "\($0)" } ?? ""), .integer(now.secondsSinceEpoch),
            .optional(activation.leaseEnd?.secondsSinceEpoch),
            standing == 2 ? .integer(now.secondsSinceEpoch) : .null,
            .blob(activation.request.bytes), .integer(standing),
            evidence.map { .text($0.rawValue) } ?? .null,
            .integer(Int64(clamping: activation.allowance.used)),
            .integer(Int64(clamping: activation.allowance.ceiling)),
            activation.fingerprint.map { .blob($0.encoded) } ?? .null,
            activation.conditions.encoded.map { .blob($0) } ?? .null,
            activation.notes.encoded.map { .blob($0) } ?? .null,
            .optional(newest?.sequence), newest.map { .blob($0.journal.bytes) } ?? .null,
            .optional(activation.history.acknowledged),
        ]
    }

    private static func write(
        _ activation: ActivationState, usageKnownBefore held: ActivationState?,
        of license: LicenseID, _ writer: Change
    ) throws(RegistryError) {
        let reported = activation.history.newest?.usage ?? UsageTotal()
        let wasReported = held?.history.newest?.usage ?? UsageTotal()
        for entry in activation.usage.entries
        where entry.units != held?.usage[entry.meter]
            || reported[entry.meter] != wasReported[entry.meter]
        {
            try writer.run(
                """
                INSERT INTO activation_usage (activation_id, meter, units, reported)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT (activation_id, meter) DO UPDATE SET units = excluded.units,
                    reported = excluded.reported
                """,
                [
                    .blob(activation.id.bytes), .integer(Int64(entry.meter.number)),
                    .integer(entry.units.storable), .integer(reported[entry.meter].storable),
                ])
            let more = entry.units.storable - (held?.usage[entry.meter].storable ?? 0)
            guard more > 0 else { continue }
            try writer.run(
                """
                INSERT INTO license_usage (license_id, meter, units) VALUES ($1, $2, $3)
                ON CONFLICT (license_id, meter) DO UPDATE SET
                    units = \(saturating("license_usage.units", "excluded.units"))
                """,
                [.blob(license.bytes), .integer(Int64(entry.meter.number)), .integer(more)])
        }
    }
}

extension UInt64 {
    /// As near as a column comes to it.
    fileprivate var storable: Int64 { Int64(clamping: self) }
}
