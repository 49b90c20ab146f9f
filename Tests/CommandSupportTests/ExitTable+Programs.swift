import COSESigning
import CommandSupport
import Glibc
import LicenseRegistry
import LicenseVerifier
import Terminal

@testable import LicenseService
@testable import latchkey
@testable import latchkeyd

// The errors that only one program has.
extension ExitTable {
    private static let activation = ActivationID(
        [UInt8](repeating: 1, count: ActivationID.byteCount))

    static let publishingError = ExitTable(
        "PublishingError",
        [
            (
                .cannotCreate,
                [
                    PublishingError.damaged(path: "0")
                ]
                    + key.map { [PublishingError.unknownKey(path: "0", $0)] }.orEmpty
                    + organization.map { [PublishingError.otherOrganization(path: "0", $0)] }
                    .orEmpty + [PublishingError.otherShard(path: "0", 1)]
            ),
            (
                .configuration,
                [PublishingError.shrinks(shard: 0, from: 20, to: 1)]
            ),
            (.noInput, organization.map { [PublishingError.noStatusIndexes($0)] }.orEmpty),
        ])

    static let answerError = ExitTable(
        "AnswerError",
        [
            (
                .usage,
                [AnswerError.leaseMissing, AnswerError.noSeatNeeded]
                    + activation.map { [AnswerError.notRebound($0)] }.orEmpty
            ),
            (.malformed, [AnswerError.otherObject, AnswerError.proof, AnswerError.legacyKey]),
            (
                .noInput,
                [AnswerError.noFile("request.txt")]
                    + license.map { [AnswerError.unknownLicense($0)] }.orEmpty
                    + activation.map { [AnswerError.unknownActivation($0)] }.orEmpty
            ),
        ])

    static let affirmationError = ExitTable(
        "AffirmationError", in: nil,
        [
            (
                .malformed,
                [
                    AffirmationError(.empty), AffirmationError(.payloadsDiffer),
                    AffirmationError(.threshold(signed: 1, needed: 2)),
                ]
            )
        ])

    static let ceremonyError = ExitTable(
        "CeremonyError",
        [
            (
                .malformed,
                [CeremonyError.draft(path: "b"), CeremonyError.notPredecessor(path: "b")]
            ),
            (
                .cannotCreate,
                [CeremonyError.signed(path: "b", version: 1)]
                    + key.map { [CeremonyError.hasSigned($0)] }.orEmpty
            ),
            (
                .notPermitted,
                key.map {
                    [
                        CeremonyError.notRoot($0), CeremonyError.roleKey($0, .issue),
                        CeremonyError.stolenKey($0),
                    ]
                }.orEmpty
            ),
            (.noInput, key.map { [CeremonyError.unknownKey($0)] }.orEmpty),
            (
                .usage,
                key.map {
                    [
                        CeremonyError.rootWithRole($0), CeremonyError.knownKey($0),
                        CeremonyError.window($0),
                    ]
                }.orEmpty + [
                    CeremonyError.constraints(.status), CeremonyError.expiry,
                    CeremonyError.tooManyKeys, CeremonyError.addresses,
                ]
            ),
        ])

    static let configurationMistakes = ExitTable(
        "ConfigurationMistakes", in: nil,
        [(.configuration, [ConfigurationMistakes(sentences: ["unknown setting x"])])])

    static let serviceHomeError = ExitTable(
        "ServiceHomeError", in: "ServiceHome.swift",
        [
            (.cannotCreate, [ServiceHomeError.cannotCreate(path: "/x", code: 13)]),
            (
                .configuration,
                [
                    ServiceHomeError.noHome(path: "/x"), ServiceHomeError.noSuchKey("issuer"),
                    ServiceHomeError.otherKey("issuer"), ServiceHomeError.keyElsewhere("service"),
                    ServiceHomeError.otherOrganization(OrganizationID.random()),
                    ServiceHomeError.noSuchOrganization("Bravo", known: ["ACME"]),
                ]
            ),
        ])

    static let tlsFault = ExitTable(
        "TLSFault", in: "TLSCertificate.swift",
        [
            (
                .noInput,
                [
                    TLSFault.unreadable(path: "/x", code: ENOENT),
                    TLSFault.keyFile(.cannotOpen(path: "/x", errno: ENOENT)),
                ]
            ),
            (
                .malformed,
                [
                    TLSFault.noCertificate(path: "/x"), TLSFault.noKey(path: "/x"),
                    TLSFault.otherKey(certificate: "/x", key: "/y"),
                ]
            ),
        ])

    static let listenFault = ExitTable(
        "ListenFault", in: "ListenAddress.swift",
        [
            (.configuration, [ListenFault.unknownHost("keys.invalid")]),
            (
                .unavailable,
                [ListenFault.inUse("127.0.0.1:1"), ListenFault.system("127.0.0.1:1", code: EACCES)]
            ),
        ])

    static let configuredWebhookError = ExitTable(
        "ConfiguredWebhookError", in: "ConfiguredWebhook.swift",
        [
            (
                .noInput,
                [ConfiguredWebhookError.file(.cannotOpen(path: "/x", errno: ENOENT))]
            ),
            (.configuration, [ConfiguredWebhookError.secrets(path: "/x")]),
        ])

    static let rehearsalError = ExitTable(
        "RehearsalError", in: "Rehearsal.swift",
        [(.malformed, [RehearsalError.unreadableRequest(3)])])

    static let foreignFault = ExitTable(
        "ForeignFault", in: "ForeignFault.swift",
        [
            (
                .malformed,
                [
                    ForeignFault.notAnItem, ForeignFault.member("status"),
                    ForeignFault.unmapped("prod_1"), ForeignFault.keyTaken,
                    ForeignFault.unknownLicense, ForeignFault.notJSON(line: 2, nil),
                    ForeignFault.refusal("Unauthorized"), ForeignFault.organizations(["a", "b"]),
                    ForeignFault.otherOrganization("a"), ForeignFault.maskedKey,
                    ForeignFault.otherKey, ForeignFault.otherSpelling,
                ]
            ),
            (.tryLater, [ForeignFault.registry(.rowRecorded)]),
        ])
}
