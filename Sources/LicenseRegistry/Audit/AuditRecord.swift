import CBOR
import COSE
public import LicenseVerifier
package import SQLDatabase

/// One change of the registry, chained to the one before it.
///
/// The chain shows that something was changed or left out in the middle; that the end was cut off
/// shows only against a copy of the last hash.
public struct AuditRecord: Equatable, Sendable {
    /// Counted from 1 without a gap.
    public let sequence: Int64
    /// When it happened.
    public let recordedAt: Timestamp
    /// Who did it.
    public let actor: String
    /// What was done: an `AuditAction`, or one of a newer program.
    public let action: String
    /// To what, by its id.
    public let subject: String
    /// More about it, in words.
    public let detail: String
    /// The hash of the record before; zeros for the first.
    public let previousHash: [UInt8]
    /// SHA-256 over everything above.
    public let hash: [UInt8]

    static let firstHash = [UInt8](repeating: 0, count: SHA256.byteCount)

    /// The hash that belongs to a record of this content.
    static func hash(
        _ sequence: Int64, _ recordedAt: Timestamp, _ actor: String, _ action: String,
        _ subject: String, _ detail: String, _ previousHash: [UInt8]
    ) -> [UInt8] {
        var encoder = CBOREncoder(capacity: 128)
        encoder.array(count: 7)
        encoder.integer(sequence)
        encoder.integer(recordedAt.secondsSinceEpoch)
        encoder.text(actor)
        encoder.text(action)
        encoder.text(subject)
        encoder.text(detail)
        encoder.bytes(previousHash)
        return SHA256.digest(of: encoder.bytes)
    }

    var expectedHash: [UInt8] {
        Self.hash(sequence, recordedAt, actor, action, subject, detail, previousHash)
    }
}

extension AuditRecord: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        sequence = try row["sequence"]
        recordedAt = try row["recorded_at"]
        actor = try row["actor"]
        action = try row["action"]
        subject = try row["subject"]
        detail = try row["detail"]
        previousHash = try row["previous_hash"]
        hash = try row["hash"]
    }
}
