import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// The messages of a device that are remembered, with their answers.
extension Registry {
    /// Writes what has changed of a history, and the answer under its number.
    static func write(
        _ history: ReportHistory, replacing held: ReportHistory?, of activation: ActivationID,
        answer: (sequence: UInt64, message: MessageDigest, receipt: [UInt8]),
        _ writer: Change
    ) throws(RegistryError) {
        for sequence in (held?.entries ?? [:]).keys where history.entries[sequence] == nil {
            try writer.run(
                "DELETE FROM device_message WHERE activation_id = $1 AND sequence = $2",
                [.blob(activation.bytes), .optional(sequence)])
        }
        for (sequence, entry) in history.entries
        where sequence == answer.sequence || entry != held?.entries[sequence] {
            let isAnswer = sequence == answer.sequence
            let message = sequence == 0 ? (isAnswer ? answer.message : nil) : entry.report
            try writer.run(
                """
                INSERT INTO device_message
                    (activation_id, sequence, message_digest, receipt_digest, receipt)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (activation_id, sequence) DO UPDATE SET
                    message_digest = coalesce(excluded.message_digest,
                        device_message.message_digest),
                    receipt_digest = excluded.receipt_digest,
                    receipt = coalesce(excluded.receipt, device_message.receipt)
                """,
                [
                    .blob(activation.bytes), .optional(sequence),
                    message.map { .blob($0.bytes) } ?? .null,
                    entry.receipt.map { .blob($0.bytes) } ?? .null,
                    isAnswer ? .blob(answer.receipt) : .null,
                ])
        }
    }

    /// The answer that a message got before.
    static func recordedAnswer(
        _ message: MessageDigest, _ activation: ActivationID, _ reader: any Reading
    ) throws(RegistryError) -> [UInt8] {
        let receipt = try reader.row(
            """
            SELECT receipt FROM device_message
            WHERE activation_id = $1 AND message_digest = $2 AND receipt IS NOT NULL
            """, [.blob(activation.bytes), .blob(message.bytes)]
        ) { (row) throws(SQLError) in try row.blob("receipt") }
        guard let receipt else { throw .missing(kind: .activation) }
        return receipt
    }
}
