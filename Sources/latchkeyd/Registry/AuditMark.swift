import LicenseRegistry
import Terminal

/// What the mark beside a registry says of the registry's audit log.
enum AuditMark {
    /// The mark knows a record that was there, and its hash.
    static func check(_ continuity: Continuity, _ marks: MarkDirectory) throws {
        let finding = try continuity.finding(marks)
        switch finding {
        case .missingRecords, .otherHistory:
            throw CommandFailure(
                .malformed, code: "audit.cut-off",
                "the log does not have the record that the mark in \(marks.path) knows: "
                    + (finding?.sentence ?? ""),
                nextStep: "compare it with its last export, and the registry with its last backup")
        // A mark of another registry says nothing of this log, nor do lists and answers.
        case .backup, .noMark, .damagedMark, .otherFile, .otherDatabase, .otherRegistry,
            .missingAnswers,
            .olderEpoch, .newerList,
            .unknownActivation, nil:
            break
        }
    }
}
