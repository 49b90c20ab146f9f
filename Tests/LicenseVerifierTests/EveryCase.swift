import CBOR
import COSE
import LicenseVerifier

/// One value of each case of the enums that explain themselves.
enum EveryCase {
    static let keyID = KeyID([1, 2, 3, 4, 5, 6, 7, 8])
    static let prefix = LicensePrefix("DEMO")
    static let moment = Timestamp.max
    static let condition = ConditionKey("os").flatMap { Condition($0, .text("linux")) }

    static let licenseErrors: [LicenseError] =
        [
            .empty, .tooLong(count: 2, limit: 1), .noSeparator, .prefix, .character(offset: 3),
            .bodyLength, .unusedBits, .carrier, .type(.contentFormat(60)),
            .payload(.trailingBytes(offset: 1)),
        ] + coseErrors.map { .message($0) } + claimsErrors.map { .claims($0) }
        + fileFaults.map { .file($0) } + keyID.map { [.unknownKey($0)] }.orEmpty
        + prefix.map { [.prefixMismatch(text: $0, signed: $0)] }.orEmpty

    static let coseErrors: [COSEError] =
        [
            .notSigned1, .envelope(.trailingBytes(offset: 1)), .elementType(offset: 1),
            .unprotectedNotEmpty, .signatureLength(63), .payloadTooLong(count: 2, limit: 1),
            .header(.trailingBytes(offset: 1)), .headerLabels, .algorithm(-7), .badSignature,
            .noEd25519,
        ] + keyID.map { [.otherKey($0)] }.orEmpty

    static let claimsErrors: [ClaimsError] = [
        .missing(.prefix), .outOfRange(.benefit), .unknown(label: 17), .textLabel,
        .critical(label: 32),
    ]

    static let fileFaults: [LicenseFileFault] = [
        .noBegin, .noEnd, .secondBlock(line: 2), .line(3), .tooLong(count: 2, limit: 1), .noObjects,
    ]

    static let reasons: [Reason] =
        [
            .otherOrganization(.random()), .otherBenefit(.random()), .clockBehind(issuedAt: moment),
            .notYetValid(from: moment), .expired(at: moment),
            .statusTooOld(knownAsOf: moment, offline: .seconds(60)),
            .notActivated(.seats(2)), .usageUnknown(limit: 3),
            .usageExhausted(used: 3, limit: 3), .releaseUnknown,
            .releasedTooLate(releasedAt: moment, updatesUntil: moment),
            .majorVersionTooHigh(4, limit: 3),
        ] + prefix.map { [.otherPrefix($0)] }.orEmpty
        + condition.map {
            [.conditionMissing($0), .conditionDiffers($0), .conditionUnknown($0.key)]
        }.orEmpty

    static let warnings: [Warning] = [
        .expiresSoon(at: moment), .inGrace(expiredAt: moment, until: moment),
        .clockSlightlyBehind(issuedAt: moment), .statusNotKnown(since: moment),
        .notJudged(.conditions), .notJudged(.activation), .notJudged(.usage), .notJudged(.release),
    ]

    /// What only trust bundles and status lists bring about, which the license vectors do not have.
    static let issuerErrors: [LicenseError] = IssuerFault.allCases.map { .issuer($0) }

    static let listReasons: [Reason] = [
        .revoked(asOf: moment), .suspended(asOf: moment), .statusNotUnderstood(asOf: moment),
    ]

    static let seatReasons: [Reason] = [
        .seatOfOtherLicense(.random()), .seatOfOtherMachine, .leaseEnded(at: moment),
    ]

    static let listWarnings: [Warning] = [
        .statusListDue(issuedAt: moment), .statusListExpired(at: moment),
        .leaseEndsSoon(at: moment),
    ]

    static let statusErrors: [StatusError] =
        [
            .type(.cwt), .message(.badSignature), .message(.notSigned1),
            .payload(.trailingBytes(offset: 1)), .claims, .compression, .root, .outsideWindow,
            .otherOrganization, .otherShard(3), .rollback(sequence: 1, held: 2),
            .equivocation(sequence: 1), .fromTheFuture(issuedAt: moment), .changes, .otherList(3),
            .gap(from: 2, held: 1), .deltaRoot, .pagesForm, .pagesTable, .page(3),
            .pagesUnreadable(offset: 4096),
        ] + keyID.map { [.unknownKey($0)] }.orEmpty

    static let trustErrors: [TrustError] = [
        .empty, .type(.cwt), .payloadsDiffer, .message(.badSignature), .message(.notSigned1),
        .threshold(signed: 1, needed: 2), .newRoots(signed: 1, needed: 2), .bundle,
        .otherOrganization, .rollback(version: 1, held: 2), .equivocation(version: 1),
        .fromTheFuture(issuedAt: moment),
    ]

    static let damages: [KeyDamage] = [
        .lineBreak, .space, .dash("\u{2013}"), .invisible("\u{200b}"), .foreignLetter("\u{430}"),
        .quoted, .padding, .lowerCasePrefix, .cutEnd(missing: 3),
    ]
}

extension Identifier {
    fileprivate static func random() -> Identifier {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }
}

extension Optional where Wrapped: ExpressibleByArrayLiteral {
    fileprivate var orEmpty: Wrapped { self ?? [] }
}
