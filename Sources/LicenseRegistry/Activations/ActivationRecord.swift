public import COSE
public import LicenseSync
public import LicenseVerifier
import SQLDatabase

/// A device's seat as the registry keeps it.
public struct ActivationRecord: Equatable, Sendable {
    /// Of which license.
    public let license: LicenseID
    /// What is known of the device.
    public let state: ActivationState
    /// Since when.
    public let activatedAt: Timestamp
    /// Since when it is no longer in use; nil while it is.
    public let endedAt: Timestamp?

    /// The activation.
    public var id: ActivationID { state.id }
    /// The device's own key.
    public var device: VerificationKey { state.device }
    /// A name for people; may be empty.
    public var label: String { state.label.map { "\($0)" } ?? "" }
    /// The end of the lease that was given last; nil for none.
    public var leaseEnd: Timestamp? { state.leaseEnd }
}

extension ActivationRecord {
    static let columns = """
        activation.id, activation.license_id, activation.device_key, activation.label,
        activation.activated_at, activation.lease_end_at, activation.deactivated_at,
        activation.request_digest, activation.standing, activation.fork_evidence,
        activation.units_used, activation.units_ceiling, activation.fingerprint,
        activation.conditions, activation.notes, activation.report_sequence,
        activation.report_journal, activation.acknowledged
        """

    /// Reads a row, and with the reader what other tables have of it.
    init(_ row: SQLRow, _ reader: any SQLReader) throws(SQLError) {
        license = try row.parsed("license_id") { LicenseID($0) }
        activatedAt = try row.timestamp("activated_at")
        endedAt =
            try row.optionalInteger("deactivated_at") == nil ? nil : row.timestamp("deactivated_at")
        let id = try row.parsed("id") { ActivationID($0) }
        // A seat of the first version of the registry was asked for by a request that is forgotten.
        let noRequest = [UInt8](repeating: 0, count: MessageDigest.byteCount)
        guard
            let request = MessageDigest(try row.optionalBlob("request_digest") ?? noRequest)
        else { throw .column("request_digest") }
        var state = ActivationState(
            id,
            // A key that cannot be read back is damage, whatever the reason.
            device: try row.parsed("device_key") { try? VerificationKey(rawRepresentation: $0) },
            request: request)
        state.standing = try Self.standing(row)
        state.leaseEnd =
            try row.optionalInteger("lease_end_at") == nil ? nil : row.timestamp("lease_end_at")
        state.label = DeviceLabel(try row.text("label"))
        state.fingerprint = try row.optionalParsed("fingerprint") { Fingerprint(encoded: $0) }
        state.conditions = try row.optionalParsed("conditions") { [Condition](encoded: $0) } ?? []
        state.notes = try row.optionalParsed("notes") { [Condition](encoded: $0) } ?? []
        guard
            let allowance = Allowance(
                used: UInt64(clamping: try row.integer("units_used")),
                ceiling: UInt64(clamping: try row.integer("units_ceiling")))
        else { throw .column("units_ceiling") }
        state.allowance = allowance
        let usage = try Self.usage(of: id, reader)
        state.usage = usage.known
        state.history = try Self.history(of: id, reported: usage.reported, row, reader)
        self.state = state
    }

    private static func standing(_ row: SQLRow) throws(SQLError) -> ActivationStatus {
        switch try row.integer("standing") {
        case 0: return .active
        case 1:
            return .forked(
                try row.parsed(text: "fork_evidence") { ForkEvidence(rawValue: $0) })
        case 2: return .ended
        default: throw .column("standing")
        }
    }

    /// All that is known to be used, and what the newest report said.
    private static func usage(
        of id: ActivationID, _ reader: any SQLReader
    ) throws(SQLError) -> (known: UsageTotal, reported: UsageTotal) {
        var (known, reported) = (UsageTotal(), UsageTotal())
        try reader.forEachRow(
            "SELECT meter, units, reported FROM activation_usage WHERE activation_id = $1",
            [.blob(id.bytes)]
        ) { (row) throws(SQLError) in
            guard let number = UInt32(exactly: try row.integer("meter")) else {
                throw .column("meter")
            }
            known.raise(Meter(number), to: UInt64(clamping: try row.integer("units")))
            reported.raise(Meter(number), to: UInt64(clamping: try row.integer("reported")))
        }
        return (known, reported)
    }

    private static func history(
        of id: ActivationID, reported: UsageTotal, _ row: SQLRow, _ reader: any SQLReader
    ) throws(SQLError) -> ReportHistory {
        var entries: [UInt64: ReportHistory.Entry] = [:]
        try reader.forEachRow(
            """
            SELECT sequence, message_digest, receipt_digest FROM device_message
            WHERE activation_id = $1
            """, [.blob(id.bytes)]
        ) { (row) throws(SQLError) in
            let sequence = UInt64(clamping: try row.integer("sequence"))
            entries[sequence] = ReportHistory.Entry(
                // Under the number 0 stands the request, which is no report.
                report: sequence == 0
                    ? nil : try row.optionalParsed("message_digest") { MessageDigest($0) },
                receipt: try row.optionalParsed("receipt_digest") { MessageDigest($0) })
        }
        guard let sequence = try row.optionalInteger("report_sequence") else {
            return ReportHistory(newest: nil, acknowledged: nil, entries: entries)
        }
        return ReportHistory(
            newest: ReportHistory.Newest(
                sequence: UInt64(clamping: sequence),
                usage: reported,
                journal: try row.parsed("report_journal") { JournalHash($0) }),
            acknowledged: try row.optionalInteger("acknowledged").map { UInt64(clamping: $0) },
            entries: entries)
    }
}
