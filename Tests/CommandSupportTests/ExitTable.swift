import CBOR
import COSE
import COSESigning
import CommandSupport
import Foundation
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseSyncClient
import LicenseTestSupport
import LicenseVerifier
import RegistryCommandSupport
import SQLDatabase
import Terminal

@testable import latchkey_sync

/// What the manual's list of exit statuses means for each case of each module's error.
///
/// Written by hand from the list, not from the table under test.
struct ExitTable: Sendable, CustomStringConvertible {
    /// The error's name.
    let description: String
    /// The file that declares the enum; nil for an error without cases.
    let file: String?
    let rows: [(status: ExitStatus, errors: [any CommandError])]

    init(
        _ description: String, _ rows: [(status: ExitStatus, errors: [any CommandError])]
    ) {
        self.init(description, in: "\(description).swift", rows)
    }

    init(
        _ description: String, in file: String?,
        _ rows: [(status: ExitStatus, errors: [any CommandError])]
    ) {
        self.description = description
        self.file = file
        self.rows = rows
    }

    /// The names of the cases with a payload that the rows have.
    var payloadCases: Set<String> {
        Set(rows.flatMap(\.errors).compactMap { Mirror(reflecting: $0).children.first?.label })
    }

    /// How many cases without a payload the rows have; their names are not to be had, so that they
    /// are told apart by their codes and sentences.
    var plainCaseCount: Int {
        let plain = rows.flatMap(\.errors).filter { Mirror(reflecting: $0).children.isEmpty }
        return Set(plain.map { "\($0.failure.code): \($0)" }).count
    }

    /// The names of the cases that the enum declares.
    func declaredCases() throws -> Set<String> {
        let sources = RepositoryFolder.root.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init()
        where file.lastPathComponent == self.file {
            let text = try String(contentsOf: file, encoding: .utf8)
            let declaration = text.components(separatedBy: "enum \(description): Error").last?
                .components(separatedBy: "\n}\n").first
            return Set((declaration ?? "").matches(of: /\n    case (\w+)/).map { "\($0.output.1)" })
        }
        return []
    }

    static let all = [
        licenseError, statusError, trustError, syncError, verificationKeyError, signingKeyError,
        keyFileError, ledgerError, issuerError, registryError, sqlError, syncClientError,
        publishingError,
        answerError, affirmationError, ceremonyError, configurationMistakes, serviceHomeError,
        configuredWebhookError, tlsFault, listenFault, foreignFault, rehearsalError,
    ]
}

extension ExitTable {
    static let key = KeyID([1, 2, 3, 4, 5, 6, 7, 8])
    private static let prefix = LicensePrefix("DEMO")
    static let license = LicenseID([UInt8](repeating: 1, count: LicenseID.byteCount))
    static let organization = OrganizationID(
        [UInt8](repeating: 1, count: OrganizationID.byteCount))

    static let licenseError = ExitTable(
        "LicenseError",
        [
            (
                .malformed,
                [
                    LicenseError.empty, LicenseError.tooLong(count: 2, limit: 1),
                    LicenseError.noSeparator, LicenseError.prefix,
                    LicenseError.character(offset: 3), LicenseError.bodyLength,
                    LicenseError.unusedBits, LicenseError.carrier,
                    LicenseError.message(.notSigned1), LicenseError.type(.statusList),
                    LicenseError.payload(.trailingBytes(offset: 1)),
                    LicenseError.claims(.textLabel), LicenseError.issuer(.window),
                    LicenseError.file(.noBegin),
                ] + key.map { [LicenseError.unknownKey($0)] }.orEmpty
                    + prefix.map { [LicenseError.prefixMismatch(text: $0, signed: $0)] }.orEmpty
            )
        ])

    static let statusError = ExitTable(
        "StatusError",
        [
            (
                .malformed,
                [
                    StatusError.type(.cwt), StatusError.message(.notSigned1),
                    StatusError.payload(.trailingBytes(offset: 1)), StatusError.claims,
                    StatusError.compression, StatusError.root, StatusError.outsideWindow,
                    StatusError.otherOrganization, StatusError.otherShard(1),
                    StatusError.otherLicense,
                    StatusError.rollback(sequence: 1, held: 2),
                    StatusError.equivocation(sequence: 1),
                    StatusError.fromTheFuture(issuedAt: .max), StatusError.changes,
                    StatusError.otherList(1), StatusError.gap(from: 2, held: 1),
                    StatusError.deltaRoot, StatusError.pagesForm, StatusError.pagesTable,
                    StatusError.page(1), StatusError.pagesUnreadable(offset: 1),
                ] + key.map { [StatusError.unknownKey($0)] }.orEmpty
            )
        ])

    static let trustError = ExitTable(
        "TrustError",
        [
            (
                .malformed,
                [
                    TrustError.empty, TrustError.type(.cwt), TrustError.payloadsDiffer,
                    TrustError.message(.notSigned1), TrustError.threshold(signed: 1, needed: 2),
                    TrustError.newRoots(signed: 1, needed: 2), TrustError.bundle,
                    TrustError.otherOrganization, TrustError.rollback(version: 1, held: 2),
                    TrustError.equivocation(version: 1), TrustError.fromTheFuture(issuedAt: .max),
                ]
            )
        ])

    static let syncError = ExitTable(
        "SyncError",
        [
            (
                .malformed,
                [
                    SyncError.tooLong(count: 2, limit: 1), SyncError.message(.notSigned1),
                    SyncError.type(.cwt), SyncError.deviceKey(.smallOrder),
                    SyncError.payload(.trailingBytes(offset: 1)), SyncError.claims(.textLabel),
                    SyncError.license(.empty), SyncError.outsideWindow,
                    SyncError.otherOrganization, SyncError.roots(.empty), SyncError.otherRequest,
                    SyncError.otherActivation, SyncError.otherDevice, SyncError.otherLicense,
                    SyncError.resetExpired(at: .max), SyncError.resetUsed(number: 1),
                    SyncError.otherSigner,
                ] + key.map { [SyncError.unknownKey($0)] }.orEmpty
            ),
            (.internalFault, [SyncError.signing(.libcrypto)]),
        ])

    static let verificationKeyError = ExitTable(
        "VerificationKeyError",
        [
            (
                .malformed,
                [
                    VerificationKeyError.unrecognized, VerificationKeyError.privateKey,
                    VerificationKeyError.notEd25519, VerificationKeyError.length(1),
                    VerificationKeyError.notCanonical, VerificationKeyError.smallOrder,
                ]
            ),
            (.unavailable, [VerificationKeyError.noEd25519]),
        ])

    static let signingKeyError = ExitTable(
        "SigningKeyError",
        [
            (
                .internalFault,
                [
                    SigningKeyError.libcrypto, SigningKeyError.seedLength(1),
                    SigningKeyError.notEd25519, SigningKeyError.publicHalf(.smallOrder),
                    SigningKeyError.faultySignature, SigningKeyError.notExportable,
                ]
            )
        ])

    static let keyFileError = ExitTable(
        "KeyFileError",
        [
            (
                .cannotCreate,
                [KeyFileError.exists(path: "k"), KeyFileError.cannotWrite(path: "k", errno: EIO)]
            ),
            (.noInput, [KeyFileError.cannotOpen(path: "k", errno: ENOENT)]),
            (
                .notPermitted,
                [
                    KeyFileError.cannotOpen(path: "k", errno: EACCES),
                    KeyFileError.openToOthers(path: "k"), KeyFileError.otherOwner(path: "k"),
                    KeyFileError.directoryOpenToOthers(path: "k"),
                    KeyFileError.directoryOfOther(path: "k"),
                    KeyFileError.wrongPassphrase(source: "k"),
                ]
            ),
            (
                .inputOutput,
                [
                    KeyFileError.cannotOpen(path: "k", errno: EIO),
                    KeyFileError.cannotRead(path: "k", errno: EIO),
                    KeyFileError.passphraseUnreadable(errno: EBADF),
                ]
            ),
            (
                .configuration,
                [KeyFileError.noLoader(scheme: "pkcs11"), KeyFileError.noTerminal(errno: ENXIO)]
            ),
            (
                .usage,
                [
                    KeyFileError.notURI, KeyFileError.fileURI, KeyFileError.secretInURI,
                    KeyFileError.passphraseEmpty, KeyFileError.passphraseTooLong(limit: 1),
                    KeyFileError.passphraseNotText, KeyFileError.passphraseUntypable,
                    KeyFileError.passphrasesDiffer,
                    KeyFileError.interrupted(signal: SIGINT),
                ]
            ),
            (
                .malformed,
                [
                    KeyFileError.notRegularFile(path: "k"),
                    KeyFileError.tooLarge(path: "k", limit: 1), KeyFileError.noKey(source: "k"),
                    KeyFileError.severalKeys(source: "k"), KeyFileError.publicKey(path: "k"),
                    KeyFileError.certificate(path: "k"), KeyFileError.openSSH(path: "k"),
                    KeyFileError.notEd25519(source: "k", type: "RSA"),
                    KeyFileError.damaged(path: "k"),
                    KeyFileError.unsupportedEncryption(path: "k"),
                    KeyFileError.key(source: "k", .notEd25519),
                ]
            ),
        ])

    static let issuerError = ExitTable(
        "IssuerError",
        [
            (
                .malformed,
                [
                    IssuerError.beyondCalendar, IssuerError.endsBeforeIssue,
                    IssuerError.endsBeforeBeginning(.max), IssuerError.beginsBeforeIssue(.max),
                    IssuerError.endsNoLater(than: .max),
                    IssuerError.license(.empty), IssuerError.offlineWithoutStatus,
                    IssuerError.statusList(.claims), IssuerError.trustBundle,
                    IssuerError.affirmation,
                ] + organization.map { [IssuerError.otherOrganization($0)] }.orEmpty
            ),
            (.internalFault, [IssuerError.signing(.libcrypto)]),
        ])

    static let ledgerError = ExitTable(
        "LedgerError",
        [
            (
                .notPermitted,
                [
                    LedgerError.file(FileFault(.open, "l", code: EROFS)),
                    LedgerError.file(FileFault(.open, "l", code: EACCES)),
                    LedgerError.key(.openToOthers(path: "k")),
                ]
            ),
            (
                .inputOutput,
                [
                    LedgerError.file(FileFault(.write, "l", code: ENOSPC)),
                    LedgerError.mustBeReopened,
                ]
            ),
            (
                .noInput,
                [
                    LedgerError.missing, LedgerError.noLicense, LedgerError.noBundle,
                    LedgerError.noStatusList,
                    LedgerError.key(.cannotOpen(path: "k", errno: ENOENT)),
                ]
            ),
            (
                .denied,
                [
                    LedgerError.otherMachine, LedgerError.notActivated,
                    LedgerError.leaseEnded(at: .max),
                    LedgerError.exhausted(left: 0, used: 1, limit: 1),
                    LedgerError.allowanceExhausted(left: 0, used: 1, allowance: 1),
                    LedgerError.ended,
                ]
            ),
            (
                .usage,
                [
                    LedgerError.amount, LedgerError.tooManyMeters(limit: 1),
                    LedgerError.bundlesNotUsed,
                ]
            ),
            (
                .malformed,
                [
                    LedgerError.pinsDamaged(path: "l"), LedgerError.stateDamaged(path: "l"),
                    LedgerError.stateMissing(path: "l"), LedgerError.stateNewer(version: 9),
                    LedgerError.journalDamaged(record: nil, path: "l"), LedgerError.journalMissing,
                    LedgerError.journalBehind(record: 1, expected: 2), LedgerError.license(.empty),
                    LedgerError.olderLicense(issuedAt: .max, held: .max), LedgerError.trust(.empty),
                    LedgerError.status(.claims), LedgerError.message(.otherRequest),
                    LedgerError.tooManyObjects(limit: 1), LedgerError.notAnObject,
                ] + license.map { [LedgerError.otherLicense(held: $0)] }.orEmpty
            ),
            (.internalFault, [LedgerError.message(.signing(.libcrypto))]),
        ])

    static let registryError = ExitTable(
        "RegistryError",
        [
            (
                .cannotCreate,
                [
                    RegistryError.exists(kind: .benefit, name: "pro"),
                    RegistryError.idTaken(kind: .benefit, id: "x"), RegistryError.notEmpty,
                ]
            ),
            (
                .malformed,
                [
                    RegistryError.message(.otherRequest), RegistryError.tokenVoid,
                    RegistryError.tokenUnknown, RegistryError.customerOfAnother,
                    RegistryError.licenseEnded, RegistryError.revoked,
                    RegistryError.minting(.beyondCalendar),
                    RegistryError.positionTaken(StatusIndex(7), by: .random()),
                    RegistryError.batchDiffers(name: "b"),
                    RegistryError.auditBroken(sequence: 1), RegistryError.copyDiffers(table: "t"),
                    RegistryError.listNumber(highest: 1),
                    RegistryError.database(.corrupt),
                ]
            ),
            (.noInput, [RegistryError.missing(kind: .license), RegistryError.database(.noTables)]),
            (
                .tryLater,
                [
                    RegistryError.rowRecorded, RegistryError.listOutdated,
                    RegistryError.rotatedTooOften(seconds: 1),
                    RegistryError.seatMoves(until: Timestamp("2027-01-01")!),
                    RegistryError.issuedAhead(seconds: 1),
                ]
            ),
            (.usage, [RegistryError.text(TextFault(field: "name", scalar: "\n"))]),
            (
                .configuration,
                [
                    RegistryError.statusListsFull, RegistryError.noIssuer,
                    RegistryError.behind(reason: "older"), RegistryError.moved(to: "elsewhere"),
                    RegistryError.markMissing,
                    RegistryError.markOfAnother(path: ""),
                    RegistryError.markDamaged(path: "mark"),
                    RegistryError.registryLost(mark: "mark", records: nil),
                    RegistryError.registryElsewhere(mark: "mark"),
                ]
            ),
            (.inputOutput, [RegistryError.mark(path: "mark")]),
            (
                .internalFault,
                [
                    RegistryError.minting(.signing(.libcrypto)),
                    RegistryError.message(.signing(.libcrypto)),
                ]
            ),
        ])

    static let sqlError = ExitTable(
        "SQLError",
        [
            (.cannotCreate, [SQLError.cannotOpen, SQLError.readOnly]),
            (.notPermitted, [SQLError.noRights(tables: ["license"])]),
            (
                .malformed,
                [
                    SQLError.notADatabase, SQLError.corrupt, SQLError.column("c"),
                    SQLError.otherMigration(number: 1), SQLError.newerSchema(found: 2, known: 1),
                    SQLError.olderSchema(missing: 1, known: 2), SQLError.foreignLog,
                ]
            ),
            (.noInput, [SQLError.noTables]),
            (
                .tryLater,
                [
                    SQLError.busy, SQLError.timedOut, SQLError.connectionLost,
                    SQLError.outcomeUnknown,
                ]
            ),
            (.usage, [SQLError.invalidURL(.scheme)]),
            (.unavailable, [SQLError.cannotConnect(.noAnswer)]),
            (.inputOutput, [SQLError.diskFull, SQLError.inputOutput]),
            (.configuration, [SQLError.notDurable(setting: "fsync")]),
            (
                .internalFault,
                [SQLError.circularTables, SQLError.constraint, SQLError.other(.sqlite(1))]
            ),
        ])

    static let syncClientError = ExitTable(
        "SyncClientError",
        [
            (
                .unavailable,
                [
                    SyncClientError.unreachable(tries: 1), SyncClientError.untrusted("h"),
                    SyncClientError.foreign("https://h"),
                    SyncClientError.standsStill(code: "registry.behind"),
                ]
            ),
            (.usage, [SyncClientError.address("x")]),
            (.configuration, [SyncClientError.noAddress]),
            (.denied, [SyncClientError.refused(status: 400, code: "c")]),
            (.malformed, [SyncClientError.answer]),
            (.noInput, [SyncClientError.ledger(.missing)]),
        ])
}

extension Optional where Wrapped: RangeReplaceableCollection {
    var orEmpty: Wrapped { self ?? Wrapped() }
}
