import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// The messages of devices that are remembered, with their answers, as they are written.
struct MessageChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Writes what has changed of histories, and each answer under its number.
    func write(_ decisions: [DeviceDecision]) throws(RegistryError) {
        let remembered = decisions.filter(\.answer.isRemembered)
        let forgotten = remembered.flatMap(Self.forgotten)
        if !forgotten.isEmpty {
            try change.run(
                "DELETE FROM device_message WHERE activation_id = $1 AND sequence = $2",
                each: forgotten)
        }
        try change.run(
            """
            INSERT INTO device_message
                (activation_id, sequence, message_digest, receipt_digest, receipt)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (activation_id, sequence) DO UPDATE SET
                message_digest = coalesce(excluded.message_digest,
                    device_message.message_digest),
                receipt_digest = excluded.receipt_digest,
                receipt = coalesce(excluded.receipt, device_message.receipt)
            """, each: remembered.flatMap(Self.rows))
    }

    private static func forgotten(_ decision: DeviceDecision) -> [[SQLValue]] {
        guard let held = decision.held?.state, let activation = decision.activation else {
            return []
        }
        return held.history.entries.keys.filter { activation.history.entries[$0] == nil }.map {
            [.id(held.id), .optional($0)]
        }
    }

    private static func rows(_ decision: DeviceDecision) -> [[SQLValue]] {
        guard let activation = decision.activation else { return [] }
        let (held, answered) = (decision.held?.state.history, decision.sequence)
        return activation.history.entries.filter { sequence, entry in
            sequence == answered || entry != held?.entries[sequence]
        }.map { sequence, entry in
            let isAnswer = sequence == answered
            let message = sequence == 0 ? (isAnswer ? decision.message : nil) : entry.report
            return [
                .id(activation.id), .optional(sequence),
                message.map { .blob($0.bytes) } ?? .null,
                entry.receipt.map { .blob($0.bytes) } ?? .null,
                isAnswer ? .blob(decision.receipt) : .null,
            ]
        }
    }
}
