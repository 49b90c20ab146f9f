/// What shows that a registry is behind what it has given out.
public enum RestoreFinding: Equatable, Sendable {
    /// It says itself that it is a backup.
    case backup
    /// It had marks, and there is none here.
    case noMark
    /// What is in the place of its mark is none, or only a part of one.
    case damagedMark
    /// It is beside its mark, and not the file that the mark was made beside.
    case otherFile
    /// It is on a server, and not in the database where it was.
    case otherDatabase
    /// The mark here is another registry's, or of one that was made anew in its place.
    case otherRegistry
    /// Its audit log ends before the mark.
    case missingRecords(known: Int64, marked: Int64)
    /// It knows all audit records of the mark, and not what was given out after them.
    case missingAnswers
    /// Its audit log says something else than at the mark: it went on after an earlier restore.
    case otherHistory(record: Int64)
    /// It was resumed elsewhere since.
    case olderEpoch
    /// A newer list is out than it knows of.
    case newerList(shard: UInt32, known: UInt64, seen: UInt64)
    /// A device has a certificate of an activation that it does not know.
    case unknownActivation

    /// One clause for people, and for the audit log.
    public var sentence: String {
        switch self {
        case .backup: "it is a backup or a copy"
        case .noMark: "it had a mark in its directory, and there is none"
        case .damagedMark: "the mark in its directory is damaged"
        case .otherFile: "it and its mark were copied, and the first may go on elsewhere"
        case .otherDatabase:
            "its database was copied into another one, and the first may go on elsewhere"
        case .otherRegistry: "the mark in its directory belongs to another registry"
        case .missingRecords(let known, let marked):
            "it knows \(known) of at least \(marked) changes"
        case .missingAnswers: "it does not know of the newest answers that were given"
        case .otherHistory(let record): "change \(record) is not the one that was marked"
        case .olderEpoch: "it was resumed elsewhere since"
        case .newerList(let shard, let known, let seen):
            "list \(shard) is out with number \(seen), and it knows number \(known)"
        case .unknownActivation: "a device proves an activation that it does not know"
        }
    }
}
