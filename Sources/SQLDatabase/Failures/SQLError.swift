/// Why the database could not do what was asked.
///
/// Bound values never become part of an error.
public enum SQLError: Equatable, Sendable {
    /// The file is not a database.
    case notADatabase
    /// The file cannot be opened or made.
    case cannotOpen
    /// The text is not a database URL.
    case invalidURL(DatabaseURLFault)
    /// The server cannot be reached or does not let one in.
    case cannotConnect(ConnectionFault)
    /// The connection broke, again and again; nothing was changed.
    case connectionLost
    /// The connection broke while a change was made durable, and nobody can say whether it was.
    case outcomeUnknown
    /// The database gave up a statement that took too long; nothing was changed.
    case timedOut
    /// The database has no tables, or there is no such file.
    case noTables
    /// The tables are those of an older program, from a step on.
    case olderSchema(missing: Int64, known: Int64)
    /// A newer program has changed the tables.
    case newerSchema(found: Int64, known: Int64)
    /// A released change of the tables is not the one that this program knows.
    case otherMigration(number: Int64)
    /// Another program holds the database for longer than one waits.
    case busy
    /// The disk is full.
    case diskFull
    /// The file or its directory cannot be written.
    case readOnly
    /// The user that this program is for the database may not change these tables.
    case noRights(tables: [String])
    /// The disk or the file system failed.
    case inputOutput
    /// The file is damaged.
    case corrupt
    /// The log beside the file belongs to another one, whose place it has taken.
    case foreignLog
    /// The database does not promise what its tables need.
    case notDurable(setting: String)
    /// A column holds what this program never writes.
    case column(String)
    /// Tables point at each other in a circle.
    case circularTables
    /// A rule of the tables was broken.
    case constraint
    /// Anything else that the database reports, by its code.
    case other(DatabaseCode)
}

extension SQLError: SQLFailure {
    /// The error itself.
    public init(_ error: SQLError) { self = error }
}

extension SQLError {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .notADatabase: "store.not-a-database"
        case .cannotOpen: "store.cannot-open"
        case .invalidURL: "store.invalid-url"
        case .cannotConnect: "store.cannot-connect"
        case .connectionLost: "store.connection-lost"
        case .outcomeUnknown: "store.outcome-unknown"
        case .timedOut: "store.timed-out"
        case .noTables: "store.missing"
        case .olderSchema: "store.older-schema"
        case .newerSchema: "store.newer-schema"
        case .otherMigration: "store.other-migration"
        case .busy: "store.busy"
        case .diskFull: "store.disk-full"
        case .readOnly: "store.read-only"
        case .noRights: "store.no-rights"
        case .inputOutput: "store.input-output"
        case .corrupt, .column: "store.corrupt"
        case .foreignLog: "store.foreign-log"
        case .notDurable: "store.not-durable"
        case .circularTables: "store.circular-tables"
        case .constraint: "store.constraint"
        case .other: "store.database"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .notADatabase: "the registry file is not a database"
        case .cannotOpen: "the registry cannot be opened"
        case .invalidURL(let fault): fault.description
        case .cannotConnect(let fault): fault.description
        case .connectionLost: "the connection to the database broke; nothing was changed"
        case .outcomeUnknown:
            "the connection to the database broke during a change, which may or may not be saved"
        case .timedOut: "the database took too long, and nothing was changed"
        case .noTables: "there is no such registry"
        case .olderSchema(let missing, let known):
            "the registry's tables lack migration \(missing), and this program needs all up to \(known)"
        case .newerSchema(let found, let known):
            "the registry's tables have migration \(found), which this program, of version \(known), "
                + "does not know"
        case .otherMigration(let number):
            "migration \(number) of the registry differs from this program's"
        case .busy: "another program is busy with the registry"
        case .diskFull: "the disk is full"
        case .readOnly: "the registry cannot be written to"
        case .noRights(let tables):
            "the user of the database may not change \(tables.prefix(3).joined(separator: ", "))"
                + (tables.count > 3 ? " and \(tables.count - 3) more" : "")
        case .inputOutput: "the disk of the registry failed"
        case .corrupt: "the registry is damaged"
        case .column(let name): "the registry is damaged: \(name) holds an impossible value"
        case .foreignLog:
            "the registry's file has taken the place of another one, whose log still lies beside it"
        case .notDurable(let setting):
            "the database does not guarantee durable writes: check \(setting)"
        case .circularTables: "the registry's tables point at each other in a circle"
        case .constraint: "the registry refused a change that breaks its rules"
        case .other(let code): "the database failed with code \(code)"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .notADatabase, .corrupt, .column, .otherMigration:
            "restore the registry from a backup, with `latchkeyd registry restore` where a service has it"
        case .foreignLog:
            "put the backup in place with `latchkeyd registry restore`, or move the two files away that "
                + "end in -wal and -shm: what is in them came after the backup"
        case .cannotOpen: "check the directory and its permissions"
        case .readOnly:
            "check the permissions, and whether the disk was mounted read-only; to read the registry "
                + "there, copy its file to another disk, and the one beside it that ends in -wal"
        case .noRights: "make that user the owner of the database and its tables"
        case .invalidURL(let fault): fault.nextStep
        case .cannotConnect(let fault): fault.nextStep
        case .connectionLost: "try again"
        case .outcomeUnknown: "check whether the change was made before you repeat it"
        case .timedOut: "try again, and look at the load of the database"
        case .noTables: "check the name"
        case .olderSchema: "bring them up to date with `latchkeyd registry migrate`"
        case .newerSchema: "update this program"
        case .busy: "wait for the other program to end, and try again"
        case .diskFull: "make room on the disk, and run the command again"
        case .inputOutput: "check the disk, and run the command again"
        case .notDurable: "keep the registry on a local disk, or change the server's settings"
        case .circularTables, .constraint, .other: "please report it, with what you did"
        }
    }
}
