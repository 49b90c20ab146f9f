public import LicenseIssuer
public import LicenseSync
public import LicenseVerifier

/// Why the registry could not do what was asked.
///
/// Bound values never become part of an error.
public enum RegistryError: Error, Equatable, Sendable {
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
    /// The tables are those of an older program, from a step on.
    case olderSchema(missing: Int64, known: Int64)
    /// A newer program has changed the tables.
    case newerSchema(found: Int64, known: Int64)
    /// A released change of the tables is not the one that this program knows.
    case otherMigration(number: Int64)
    /// Another program holds the registry for longer than one waits.
    case busy
    /// The disk is full.
    case diskFull
    /// The file or its directory cannot be written.
    case readOnly
    /// The disk or the file system failed.
    case inputOutput
    /// The file is damaged.
    case corrupt
    /// The database does not promise what the registry needs.
    case notDurable(setting: String)
    /// There is something of that kind and name already.
    case exists(kind: RecordKind, name: String)
    /// Something that was named is not there.
    case missing(kind: RecordKind)
    /// A batch of that name was begun with other input.
    case batchDiffers(name: String)
    /// A row that belongs to a batch stands there already.
    case rowRecorded
    /// A column holds what this program never writes.
    case column(String)
    /// All positions of all status lists are taken.
    case statusListsFull
    /// The answer to a device could not be signed, so nothing was changed.
    case message(SyncError)
    /// Another program has signed a newer status list meanwhile.
    case listOutdated
    /// The registry that was to take a copy holds something already.
    case notEmpty
    /// A copy is not what it was made from.
    case copyDiffers(table: String)
    /// The audit log was changed outside this program, from this record on.
    case auditBroken(sequence: Int64)
    /// The token was replaced by a rotation, and is good no more.
    case tokenVoid
    /// A license that a sale gives could not be minted, so nothing was changed.
    case minting(IssuerError)
    /// There is no key to mint with that may.
    case noIssuer
    /// A rule of the tables was broken.
    case constraint
    /// Anything else that the database reports, by its code.
    case database(DatabaseCode)
}

/// The kinds of things in the registry.
public enum RecordKind: String, Sendable {
    case organization, benefit, license, batch, activation, customer, file, registry, grant
    case email = "e-mail address"
    case queuedEmail = "e-mail"
    case token = "API token"
    case webhookEndpoint = "webhook endpoint"
    case delivery
    case signingKey = "signing key"
    case key = "license key"
    case statusList = "status list"
}

extension RegistryError: Explained {
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
        case .olderSchema: "store.older-schema"
        case .newerSchema: "store.newer-schema"
        case .otherMigration: "store.other-migration"
        case .busy: "store.busy"
        case .diskFull: "store.disk-full"
        case .readOnly: "store.read-only"
        case .inputOutput: "store.input-output"
        case .corrupt, .column: "store.corrupt"
        case .notDurable: "store.not-durable"
        case .exists: "store.exists"
        case .missing: "store.missing"
        case .batchDiffers: "store.batch-differs"
        case .rowRecorded: "store.row-recorded"
        case .statusListsFull: "store.status-lists-full"
        case .message(let error): error.code
        case .listOutdated: "store.list-outdated"
        case .notEmpty: "store.not-empty"
        case .copyDiffers: "store.copy-differs"
        case .auditBroken: "store.audit-broken"
        case .tokenVoid: "license.token-void"
        case .minting(let error): error.code
        case .noIssuer: "no-minting"
        case .constraint: "store.constraint"
        case .database: "store.database"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .notADatabase: "the registry's file is not a database"
        case .cannotOpen: "the registry cannot be opened"
        case .invalidURL(let fault): fault.description
        case .cannotConnect(let fault): fault.description
        case .connectionLost: "the connection to the database broke; nothing was changed"
        case .outcomeUnknown:
            "the connection to the database broke while a change was made; it may or may not stand"
        case .timedOut: "the database took too long, and nothing was changed"
        case .olderSchema(let missing, let known):
            "the registry's tables lack step \(missing), and this program needs all up to \(known)"
        case .newerSchema(let found, let known):
            "the registry is of version \(found), and this program knows up to \(known)"
        case .otherMigration(let number):
            "step \(number) of the registry's tables is not the one of this program"
        case .busy: "another program is busy with the registry"
        case .diskFull: "the disk is full"
        case .readOnly: "the registry cannot be written"
        case .inputOutput: "the disk of the registry failed"
        case .corrupt: "the registry is damaged"
        case .column(let name): "the registry is damaged: \(name) holds no possible value"
        case .notDurable(let setting): "the database does not keep to \(setting)"
        case .exists(let kind, let name): "there is a \(kind.rawValue) called \(name) already"
        case .missing(let kind): "there is no such \(kind.rawValue)"
        case .batchDiffers(let name):
            "the batch \(name) was begun with other rows, terms or key"
        case .rowRecorded: "another run of this batch is under way"
        case .statusListsFull: "all positions in the status lists are taken"
        case .message(let error): error.description
        case .listOutdated: "another program has signed a newer status list meanwhile"
        case .notEmpty: "the registry that is to take the copy is not empty"
        case .copyDiffers(let table): "the copy of the table \(table) is not what it was made from"
        case .auditBroken(let sequence):
            "the audit log was changed from record \(sequence) on"
        case .tokenVoid: "this license key was replaced by another one"
        case .minting(let error): error.description
        case .noIssuer: "there is no issuing key that may mint this license"
        case .constraint: "the registry refused a change that breaks its rules"
        case .database(let code): "the database failed with code \(code)"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .notADatabase, .corrupt, .column, .otherMigration:
            "restore the registry from a backup"
        case .cannotOpen, .readOnly: "check the directory and its permissions"
        case .invalidURL(let fault): fault.nextStep
        case .cannotConnect(let fault): fault.nextStep
        case .connectionLost: "try again"
        case .outcomeUnknown: "look whether the change is there before you repeat it"
        case .timedOut: "try again, and look at the load of the database"
        case .olderSchema: "bring them up to date with `latchkeyd registry migrate`"
        case .newerSchema: "update this program"
        case .busy: "wait for the other program to end, and try again"
        case .diskFull: "make room on the disk, and run the command again"
        case .inputOutput: "check the disk, and run the command again"
        case .notDurable: "keep the registry on a local disk, or set up the server so"
        case .exists: "choose another name"
        case .missing: "check the name"
        case .batchDiffers: "choose another name with --batch-name"
        case .rowRecorded: "wait for it to end, and run the command again"
        case .statusListsFull: "issue for another organization, or without a status index"
        case .message(let error): error.nextStep
        case .listOutdated: "run the command again"
        case .notEmpty: "name a registry that is new"
        case .copyDiffers: "stay with the registry that you have, and report it"
        case .auditBroken: "compare the log with its last export"
        case .tokenVoid: "use the newest license key"
        case .minting(let error): error.nextStep
        case .noIssuer: "entrust the service with an issuing key, by keys.minting"
        case .constraint, .database: "please report it, with what you did"
        }
    }
}
