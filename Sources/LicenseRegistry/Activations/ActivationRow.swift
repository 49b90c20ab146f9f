import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// How a status is stored.
enum StoredActivationStatus: Int64, SQLColumnValue {
    case active = 0
    case forked = 1
    case ended = 2
    case void = 3

    init(_ status: ActivationStatus) {
        self =
            switch status {
            case .active: .active
            case .forked: .forked
            case .ended: .ended
            case .void: .void
            }
    }
}

/// What the table of activations has of one.
struct ActivationRow: SQLRecord {
    static let columns = """
        activation.id, activation.license_id, activation.device_key, activation.label,
        activation.activated_at, activation.lease_end_at, activation.deactivated_at,
        activation.request_digest, activation.standing, activation.fork_evidence,
        activation.units_ceiling, activation.units_unmetered, activation.fingerprint,
        activation.conditions, activation.notes, activation.report_sequence,
        activation.report_journal, activation.acknowledged, activation.token_digest,
        activation.seen_at, activation.kept_until, activation.held_bundle, activation.held_list,
        activation.offline_until
        """

    let license: LicenseID
    let activatedAt: Timestamp
    let endedAt: Timestamp?
    let seenAt: Timestamp
    /// Without what it has used, and without its history.
    let state: ActivationState
    /// The newest report; nil for none.
    let newest: (sequence: UInt64, journal: JournalHash)?
    let acknowledged: UInt64?
    let token: [UInt8]?
    let holds: SeenVersions

    init(_ row: SQLRow) throws(SQLError) {
        license = try row["license_id"]
        activatedAt = try row["activated_at"]
        endedAt = try row["deactivated_at"]
        seenAt = try row["seen_at"]
        // A seat of the first version of the registry was asked for by a request that is forgotten.
        let noRequest = [UInt8](repeating: 0, count: MessageDigest.byteCount)
        guard
            let request = MessageDigest(try row.optionalBlob("request_digest") ?? noRequest)
        else { throw .column("request_digest") }
        var state = ActivationState(
            try row["id"],
            // A key that cannot be read back is damage, whatever the reason.
            device: try row.parsed("device_key") { try? VerificationKey(rawRepresentation: $0) },
            request: request)
        state.status =
            switch try row["standing"] as StoredActivationStatus {
            case .active: .active
            case .forked:
                .forked(try row.parsed(text: "fork_evidence") { ForkEvidence(rawValue: $0) })
            case .ended: .ended
            case .void: .void
            }
        state.leaseEnd = try row["lease_end_at"]
        state.keptUntil = try row["kept_until"]
        state.offlineUntil = try row["offline_until"]
        state.label = DeviceLabel(signed: try row.text("label"))
        state.fingerprint = try row.optionalParsed("fingerprint") { Fingerprint(encoded: $0) }
        state.conditions = try row.optionalParsed("conditions") { [Condition](encoded: $0) } ?? []
        state.notes = try row.optionalParsed("notes") { [Condition](encoded: $0) } ?? []
        state.allowance = Allowance(
            granted: UInt64(clamping: try row.integer("units_ceiling")), used: 0,
            unmetered: UInt64(clamping: try row.integer("units_unmetered")))
        self.state = state
        let sequence = try row.optionalInteger("report_sequence")
        newest =
            if let sequence {
                (UInt64(clamping: sequence), try row.parsed("report_journal") { JournalHash($0) })
            } else {
                nil
            }
        acknowledged = try row.optionalInteger("acknowledged").map { UInt64(clamping: $0) }
        token = try row.optionalBlob("token_digest")
        holds = SeenVersions(
            bundle: try row.optionalInteger("held_bundle").map { UInt64(clamping: $0) },
            list: try row.optionalInteger("held_list").map { UInt64(clamping: $0) })
    }
}

/// What is known that a device has used of one meter, and what its newest report said.
struct ActivationUsageRow: SQLRecord {
    let meter: Meter
    let units: UInt64
    let reported: UInt64

    init(_ row: SQLRow) throws(SQLError) {
        meter = try row.meter()
        units = UInt64(clamping: try row.integer("units"))
        reported = UInt64(clamping: try row.integer("reported"))
    }
}

/// What all devices of a license have used of one meter.
struct LicenseUsageRow: SQLRecord {
    let meter: Meter
    let units: UInt64

    init(_ row: SQLRow) throws(SQLError) {
        meter = try row.meter()
        units = UInt64(clamping: try row.integer("units"))
    }
}

/// A message of a device that is remembered.
struct DeviceMessageRow: SQLRecord {
    let sequence: UInt64
    let entry: ReportHistory.Entry

    init(_ row: SQLRow) throws(SQLError) {
        let sequence = UInt64(clamping: try row.integer("sequence"))
        self.sequence = sequence
        entry = ReportHistory.Entry(
            // Under the number 0 is the request, which is no report.
            report: sequence == 0
                ? nil : try row.optionalParsed("message_digest") { MessageDigest($0) },
            receipt: try row.optionalParsed("receipt_digest") { MessageDigest($0) })
    }
}

extension SQLRow {
    fileprivate func meter() throws(SQLError) -> Meter {
        guard let number = UInt32(exactly: try integer("meter")) else { throw .column("meter") }
        return Meter(number)
    }
}
