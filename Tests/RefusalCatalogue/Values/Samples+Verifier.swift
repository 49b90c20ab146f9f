import CBOR
import COSE
import LicenseVerifier
import Terminal

extension SampledEnum {
    static func all(_ sources: SourceTree) -> [SampledEnum] {
        [
            reasons, warnings, licenseErrors, keyDamage, readingFaults, statusErrors, trustErrors,
            ledgerErrors,
            syncErrors, clientErrors(sources), keyFileErrors, publicKeyErrors, signingKeyErrors,
            issuerErrors,
            registryErrors, databaseErrors, bundleRefusals,
        ]
    }

    private static let reasons = SampledEnum(
        "Reasons against a license",
        "A decision lists each that holds (`Reason`); `verify` and `status` end with 1.",
        ending: .denied,
        [
            Reason.otherOrganization(Example.organization), .otherBenefit(Example.benefit),
            .otherPrefix(Example.prefix), .clockBehind(issuedAt: Example.issued),
            .clockBehindSigned(at: Example.issued), .notYetValid(from: Example.end),
            .expired(at: Example.end),
            .statusTooOld(knownAsOf: Example.issued, offline: .seconds(30 * 86_400)),
            .bundleTooOld(issuedAt: Example.issued, limit: .seconds(90 * 86_400)),
            .revoked(asOf: Example.asked), .suspended(asOf: Example.asked),
            .statusNotUnderstood(asOf: Example.asked), .statusDisputed(asOf: Example.asked),
            .conditionMissing(Example.condition), .conditionDiffers(Example.condition),
            .conditionUnknown(Example.condition.key), .notActivated(.seats(3)),
            .notActivated(.unlimited), .seatOfOtherLicense(Example.license), .seatOfOtherMachine,
            .leaseEnded(at: Example.end), .usageUnknown(limit: 1000),
            .usageExhausted(used: 1000, limit: 1000),
            .allowanceExhausted(used: 200, allowance: 200), .releaseUnknown,
            .releasedTooLate(releasedAt: Example.end, updatesUntil: Example.issued),
            .majorVersionTooHigh(4, limit: 3),
        ])

    private static let warnings = SampledEnum(
        "Warnings about a license", "They deny nothing (`Warning`).", ending: .allowed,
        [
            Warning.expiresSoon(at: Example.end),
            .inGrace(expiredAt: Example.issued, until: Example.end),
            .clockSlightlyBehind(issuedAt: Example.issued),
            .clockHeld(at: Example.end, reading: Example.issued),
            .statusNotKnown(since: Example.issued), .statusListDue(issuedAt: Example.issued),
            .statusListExpired(at: Example.end), .bundleExpired(at: Example.end),
            .bundleDue(issuedAt: Example.issued), .leaseEndsSoon(at: Example.end),
            .notJudged(.conditions), .notJudged(.activation), .notJudged(.usage),
            .notJudged(.release),
        ])

    private static let licenseErrors = SampledEnum(
        "A license key or file that is refused",
        "Malformed or not genuine (`LicenseError`); each case belongs to a numbered step of "
            + "<doc:Token-Format>.",
        [
            LicenseError.empty, .tooLong(count: 4000, limit: 2200), .noSeparator, .prefix,
            .character(offset: 17), .bodyLength, .unusedBits, .carrier,
        ] + Clauses.coseErrors.map(LicenseError.message) + [
            .type(.statusList), .unknownKey(Example.key),
            .payload(.trailingBytes(offset: 120)),
        ] + Clauses.claimsErrors.map(LicenseError.claims) + [
            .prefixMismatch(text: Example.otherPrefix, signed: Example.prefix)
        ] + IssuerFault.allCases.map(LicenseError.issuer)
            + [
                .file(.noBegin), .file(.noEnd), .file(.secondBlock(line: 12)),
                .file(.line(7)), .file(.tooLong(count: 2_000_000, limit: 1_048_576)),
                .file(.noObjects),
            ])

    private static let keyDamage = SampledEnum(
        "Damage to a license key on its way",
        "What a program or page says instead, where it recognizes the damage (`KeyDamage`).",
        ending: .malformed,
        [
            KeyDamage.lineBreak, .space, .dash("\u{2013}"), .invisible("\u{200b}"),
            .foreignLetter("\u{0410}"), .quoted, .padding, .lowerCasePrefix, .cutEnd(missing: 12),
        ])

    private static let readingFaults = SampledEnum(
        "A text that cannot be read without guessing",
        "What the lenient reader says where it finds an object that it cannot read (`ReadingFault`).",
        ending: .malformed,
        [
            ReadingFault.stray("\u{0430}", at: TextPosition(line: 2, column: 17)),
            .ambiguous("1", at: TextPosition(line: 2, column: 17)),
            .caseLost(at: TextPosition(line: 1, column: 5)),
            .cut(missing: 12, at: TextPosition(line: 3, column: 5)),
            .uneven(at: TextPosition(line: 3, column: 5)),
            .damaged(.badSignature, at: TextPosition(line: 1, column: 1)),
            .typed([TypedSlip(line: 3, group: 2)]), .typedLine(4),
            .tooLong(count: 5_000_000, limit: ReceivedText.maxBytes), .nothing, .several(2),
        ])

    private static let statusErrors = SampledEnum(
        "A status list, delta or staple that is refused", "See <doc:Status-List> (`StatusError`).",
        [
            StatusError.type(.statusDelta), .type(.cwt), .unknownKey(Example.key),
            .message(.badSignature), .message(.notSigned1), .payload(.trailingBytes(offset: 120)),
            .claims, .compression, .root, .outsideWindow, .otherOrganization, .otherShard(2),
            .otherLicense,
            .rollback(sequence: 41, held: 42), .equivocation(sequence: 42),
            .fromTheFuture(issuedAt: Example.end), .changes, .otherList(2),
            .gap(from: 42, held: 40), .deltaRoot, .pagesForm, .pagesTable, .page(3),
            .pagesUnreadable(offset: 8192),
        ])

    private static let trustErrors = SampledEnum(
        "A trust bundle that is refused", "See <doc:Trust-Bundle> (`TrustError`).",
        [
            TrustError.empty, .type(.cwt), .payloadsDiffer, .message(.badSignature),
            .message(.notSigned1), .threshold(signed: 1, needed: 2),
            .newRoots(signed: 1, needed: 2), .bundle, .otherOrganization,
            .rollback(version: 17, held: 18), .equivocation(version: 18),
            .fromTheFuture(issuedAt: Example.end),
        ])
}
