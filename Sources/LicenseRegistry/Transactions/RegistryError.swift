public import LicenseIssuer
public import LicenseSync
public import LicenseVerifier
public import SQLDatabase

/// Why the registry could not do what was asked.
///
/// Bound values never become part of an error.
public enum RegistryError: Error, Equatable, Sendable {
    /// There is something of that kind and name already.
    case exists(kind: RecordKind, name: String)
    /// There is something of that kind and id already, perhaps another organization's.
    case idTaken(kind: RecordKind, id: String)
    /// Something that was named is not there.
    case missing(kind: RecordKind)
    /// A batch of that name was begun with other input.
    case batchDiffers(name: String)
    /// A row that belongs to a batch is there already.
    case rowRecorded
    /// All positions of all status lists are taken.
    case statusListsFull
    /// Another license has the position in a status list that a token names.
    case positionTaken(StatusIndex, by: LicenseID)
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
    /// The token was replaced by a rotation, and is no longer valid.
    case tokenVoid
    /// The registry has the license, and not this token of it.
    case tokenUnknown
    /// A customer that was named is another organization's.
    case customerOfAnother
    /// A license that a sale gives could not be minted, so nothing was changed.
    case minting(IssuerError)
    /// The license has ended, so that no new token of it can be dated before its end.
    case licenseEnded
    /// The license is revoked, and so cannot be disabled.
    case revoked
    /// The customer has asked for as many new keys as a day may have; the next may come after so
    /// many seconds.
    case rotatedTooOften(seconds: Int64)
    /// The license's seats have moved as often as its benefit lets them, until then.
    case seatMoves(until: Timestamp)
    /// New tokens follow one another so fast that the next one would be dated into the future.
    case issuedAhead(seconds: Int64)
    /// There is no key to mint with that may.
    case noIssuer
    /// The registry is behind what it has given out, as after a restore, and stands still at what
    /// could do harm.
    case behind(reason: String)
    /// The registry was moved to another database.
    case moved(to: String)
    /// There is no mark of the registry here, which had marks: it may be a copy or was restored.
    case markMissing
    /// The mark here belongs to another registry than the one that others work on.
    case markOfAnother(path: String)
    /// The mark of the registry cannot be read or written.
    case mark(path: String)
    /// What is in the place of the mark of the registry is none, or only a part of one.
    case markDamaged(path: String)
    /// No list can have the number that its next ones are to exceed.
    case listNumber(highest: UInt64)
    /// There is a mark of a registry here, and the registry is gone.
    case registryLost(mark: String, records: Int64?)
    /// There is a mark here of a registry that was never in this directory.
    case registryElsewhere(mark: String)
    /// A name or another text for people has a character that nobody sees.
    case text(TextFault)
    /// The database could not do it.
    case database(SQLError)
}

/// The kinds of things in the registry.
public enum RecordKind: String, Sendable {
    case organization, benefit, license, batch, activation, customer, file, grant
    case email = "e-mail address"
    case queuedEmail = "e-mail"
    case token = "API token"
    case webhookEndpoint = "webhook endpoint"
    case delivery
    case signingKey = "signing key"
    case key = "license key"
    case statusList = "status list"
    case product

    /// Its name as a sentence says it of one.
    fileprivate var withArticle: String {
        (rawValue.first.map { "aeioAEIO".contains($0) } ?? false ? "an " : "a ") + rawValue
    }
}

extension RegistryError: SQLFailure {
    /// A failure of the database.
    public init(_ error: SQLError) { self = .database(error) }

    /// Does what only the database can fail in.
    static func wrapping<Result>(
        _ body: () throws(SQLError) -> Result
    ) throws(RegistryError) -> Result {
        do throws(SQLError) {
            return try body()
        } catch {
            throw .database(error)
        }
    }
}

extension RegistryError: Explained {
    /// Whether it stands in the way of all that the registry gives out, until somebody has seen to
    /// it.
    public var isStandstill: Bool {
        switch self {
        case .behind, .moved, .markMissing, .markOfAnother, .markDamaged, .registryLost,
            .registryElsewhere:
            true
        case .exists, .idTaken, .missing, .batchDiffers, .rowRecorded, .statusListsFull,
            .positionTaken, .message,
            .listOutdated, .notEmpty, .copyDiffers, .auditBroken, .tokenVoid, .tokenUnknown,
            .customerOfAnother, .minting, .licenseEnded, .revoked, .rotatedTooOften, .seatMoves,
            .issuedAhead, .noIssuer, .text, .mark, .listNumber, .database:
            false
        }
    }

    /// A stable name for programs.
    public var code: String {
        switch self {
        case .exists, .idTaken: "store.exists"
        case .missing: "store.missing"
        case .batchDiffers: "store.batch-differs"
        case .rowRecorded: "store.row-recorded"
        case .statusListsFull: "store.status-lists-full"
        case .positionTaken: "store.position-taken"
        case .message(let error): error.code
        case .listOutdated: "store.list-outdated"
        case .notEmpty: "store.not-empty"
        case .copyDiffers: "store.copy-differs"
        case .auditBroken: "store.audit-broken"
        case .tokenVoid: "license.token-void"
        case .tokenUnknown: "license.token-unknown"
        case .customerOfAnother: "store.customer-of-another"
        case .minting(let error): error.code
        case .licenseEnded: "license.ended"
        case .revoked: "license.revoked"
        case .rotatedTooOften: "license.rotated-too-often"
        case .seatMoves: "license.seat-moves"
        case .issuedAhead: "license.issued-ahead"
        case .noIssuer: "no-minting"
        case .behind: "registry.behind"
        case .moved: "registry.moved"
        case .markMissing: "registry.mark-missing"
        case .markOfAnother: "registry.mark-of-another"
        case .mark: "registry.mark"
        case .markDamaged: "registry.mark-damaged"
        case .listNumber: "registry.list-number"
        case .registryLost: "registry.lost"
        case .registryElsewhere: "registry.elsewhere"
        case .text(let fault): fault.code
        case .database(let error): error.code
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        // What is nobody's own words is not repeated.
        case .exists(let kind, ""): "the registry has this \(kind.rawValue) already"
        case .exists(let kind, let name):
            "there is \(kind.withArticle) called \(name) already"
        case .idTaken(let kind, let id):
            "there is \(kind.withArticle) with the id \(id) already"
        case .missing(let kind): "there is no such \(kind.rawValue)"
        case .batchDiffers(let name):
            "the batch \(name) was begun with other rows, terms or key"
        case .rowRecorded: "another run of this batch is under way"
        case .statusListsFull: "all positions in the status lists are taken"
        case .positionTaken(let index, let license):
            "position \(index.position) of status list \(index.shard) is that of the license \(license)"
        case .message(let error): error.description
        case .listOutdated: "another program has signed a newer status list meanwhile"
        case .notEmpty: "the registry to copy into is not empty"
        case .copyDiffers(let table): "the copy of the table \(table) differs from the original"
        case .auditBroken(let sequence):
            "the audit log was changed from record \(sequence) on"
        case .tokenVoid: "this license key was replaced by another one"
        case .tokenUnknown: "the registry does not have this license key"
        case .customerOfAnother: "the customer belongs to another organization"
        case .minting(let error): error.description
        case .licenseEnded: "the license has ended"
        case .revoked: "a revoked license cannot be disabled"
        case .rotatedTooOften:
            "this license has had as many new keys as its customer may ask for in a day"
        case .seatMoves(let next):
            "seats of this license have moved as often as they may, until \(next)"
        case .issuedAhead:
            "a key of this license is dated into the future, or the next one would be"
        case .noIssuer: "no issuing key here may mint licenses of this benefit"
        case .text(let fault): fault.description
        case .behind(let reason):
            "the registry is behind what it has given out: \(reason)"
        case .moved(let address): "this registry was moved to \(address)"
        case .markMissing:
            "this directory has no mark of the registry, which may be an old copy or a backup"
        case .markOfAnother(let path): "the mark in \(path) belongs to another registry"
        case .mark(let path): "the mark of the registry cannot be read or written: \(path)"
        case .markDamaged(let path): "the mark of the registry is damaged: \(path)"
        case .listNumber(let highest):
            "no status list can have a number above \(highest) now"
        case .registryLost(let mark, let records):
            "the registry that the mark in \(mark) belongs to is gone"
                + (records.map { ", with at least \($0) changes" } ?? "")
        case .registryElsewhere(let mark):
            "the registry that the mark in \(mark) belongs to is not in this directory, but on a "
                + "server or in a file elsewhere"
        case .database(let error): error.description
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .exists(_, ""): "use the one that is there, or give another one"
        case .exists: "choose another name"
        case .idTaken: "choose another id"
        case .missing: "check the name"
        case .batchDiffers: "choose another name with --batch-name"
        case .rowRecorded: "wait for it to end, and run the command again"
        case .statusListsFull: "issue for another organization, or without a status index"
        case .positionTaken:
            "mint it with another status index: of two with one index, both would be revoked"
        case .message(let error): error.nextStep
        case .listOutdated: "run the command again"
        case .notEmpty: "name a new, empty registry"
        case .copyDiffers: "keep using the registry that you have, and report this"
        case .auditBroken: "compare the log with its last export"
        case .tokenVoid: "use the newest license key"
        case .tokenUnknown: "import the license key first"
        case .customerOfAnother: "name a customer of the license's own organization"
        case .minting(let error): error.nextStep
        case .licenseEnded: "give it a later end"
        case .revoked: "enable it first, if it is to come back"
        case .rotatedTooOften(let seconds):
            "use the newest license key, or try again in \(seconds) seconds"
        case .seatMoves(let next):
            "wait until \(next), or have the vendor let it pass with --beyond-moves"
        case .issuedAhead(let seconds): "try again in \(seconds) seconds"
        case .noIssuer: "set keys.minting, or mint the license where its key is, and import it"
        case .text(let fault): fault.nextStep
        case .behind:
            "run `latchkeyd registry resume`, or `latchkey registry resume` without a service, to "
                + "see what is missing"
        case .markMissing:
            "run `latchkeyd init` while another node of the registry runs; if none is left, "
                + "`registry resume` shows what is missing"
        case .markOfAnother(let path):
            "name the registry of this directory; if it is the one that you mean, move \(path) away"
        case .moved: "name the new database, or take this one back with `registry resume`"
        case .mark: "check the directory, its permissions and the space on the disk"
        case .markDamaged:
            "run `latchkeyd init` while another node of the registry runs; if none is left, "
                + "`registry resume` shows what is missing and recreates the mark"
        case .listNumber(let highest):
            "give a number of at most \(highest), or none, to have it calculated"
        case .registryLost(let mark, _):
            "check the name of the database; if it is gone, put its newest backup in its place, and "
                + "run `registry resume`; to begin a new registry, move \(mark) away"
        case .registryElsewhere:
            "use `latchkeyd` with the settings of the service, as `latchkeyd benefits`, `latchkeyd "
                + "keys` and `latchkeyd token`, and leave the mark where it is; a service names the "
                + "registry with the setting database"
        case .database(let error): error.nextStep
        }
    }
}
