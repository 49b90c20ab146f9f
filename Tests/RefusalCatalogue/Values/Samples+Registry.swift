import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import SQLDatabase
import Terminal

extension SampledEnum {
    static let issuerErrors = SampledEnum(
        "A license that cannot be minted", "`IssuerError`.",
        [
            IssuerError.beyondCalendar, .endsBeforeIssue, .endsBeforeBeginning(Example.end),
            .beginsBeforeIssue(Example.end), .endsNoLater(than: Example.end),
            .license(.claims(.outOfRange(.conditions))),
            .license(.message(.payloadTooLong(count: 1500, limit: 1400))),
            .otherOrganization(Example.organization), .offlineWithoutStatus, .statusList(.claims),
            .trustBundle, .affirmation, .signing(.libcrypto),
        ])

    static let registryErrors = SampledEnum(
        "A registry that refuses",
        "`RegistryError`. Codes are stable, so these still say `store`, an older word for the registry.",
        [
            RegistryError.exists(kind: .benefit, name: "pro"), .exists(kind: .key, name: ""),
            .idTaken(kind: .benefit, id: "\(Example.license)"), .missing(kind: .license),
            .batchDiffers(name: "orders.csv"), .rowRecorded, .statusListsFull,
            .positionTaken(Example.index, by: Example.license),
            .message(.signing(.libcrypto)), .listOutdated, .notEmpty,
            .copyDiffers(table: "license"), .auditBroken(sequence: 812), .tokenVoid,
            .tokenUnknown, .customerOfAnother, .minting(.endsBeforeIssue), .noIssuer, .licenseEnded,
            .revoked,
            .text(TextFault(field: "name", scalar: "\u{202E}")),
            .rotatedTooOften(seconds: 3600), .seatMoves(until: Example.end),
            .issuedAhead(seconds: 12),
            .behind(reason: RestoreFinding.missingRecords(known: 120, marked: 143).sentence),
            .moved(to: "postgresql://db.example/latchkey"), .markMissing,
            .markOfAnother(path: "/var/lib/latchkeyd/mark"),
            .mark(path: "/var/lib/latchkeyd/mark"),
            .markDamaged(path: "/var/lib/latchkeyd/mark/registry"),
            .registryLost(mark: "/var/lib/latchkeyd/mark", records: 143),
            .registryElsewhere(mark: "/var/lib/latchkeyd/mark"),
            .listNumber(highest: 1_796_000_000), .database(.busy),
        ])

    static let databaseErrors = SampledEnum(
        "A database that fails", "`SQLError`, as the registry passes it on.",
        [
            SQLError.notADatabase, .cannotOpen, .invalidURL(.scheme), .invalidURL(.characters),
            .invalidURL(.path), .invalidURL(.escape), .invalidURL(.host), .invalidURL(.port),
            .invalidURL(.database), .invalidURL(.parameter(name: "sslmode")),
            .invalidURL(.repeated(name: "sslmode")), .invalidURL(.encryption),
            .cannotConnect(.noAnswer), .cannotConnect(.notNow), .cannotConnect(.refused),
            .cannotConnect(.tooOld), .cannotConnect(.encoding), .connectionLost, .outcomeUnknown,
            .timedOut, .noTables, .olderSchema(missing: 17, known: 18),
            .newerSchema(found: 19, known: 18), .otherMigration(number: 12), .busy, .diskFull,
            .readOnly, .noRights(tables: ["license"]), .inputOutput, .corrupt,
            .foreignLog, .notDurable(setting: "fsync"),
            .column("license.state"), .circularTables, .constraint, .other(.sqlite(1)),
        ])

    static let bundleRefusals = SampledEnum(
        "A trust bundle that a service does not hand out",
        "`BundleRefusal`. With this status a first start ends, and `check-config`; later the service goes on with the bundle before.",
        ending: .configuration,
        [
            BundleRefusal.trust(.otherOrganization), .known(version: 7), .ended(Example.end),
            .withoutOwnKey(Example.key, .activate, .role),
            .withoutOwnKey(Example.key, .status, .window),
            .withoutLicenses(of: Example.key, .role),
            .withoutLicenses(of: Example.key, .window),
            .withoutLicenses(of: Example.key, .compromised),
        ])
}
