import CBOR
import LicenseVerifier

enum ValidLicenses {
    /// Licenses that a verifier must accept, at the edges of what the rules allow.
    static func all() throws -> [LicenseCase] {
        try plainLicenses() + licensesOfManyClaims() + licensesAtTheLimits()
            + licensesInOtherForms() + licensesWithWarnings()
    }

    /// A minted license that is allowed without a word.
    static func accepted(
        _ name: String, _ description: String, warnings: [String] = [],
        _ change: (inout LicenseClaims) -> Void = { _ in }
    ) throws -> LicenseCase {
        let claims = Sample.claims(change)
        let minted = try TestIssuer.demo.get().mint(claims)
        return try LicenseCase(
            name, description, .text(minted.text), .verified(claims, warnings: warnings))
    }

    private static func plainLicenses() throws -> [LicenseCase] {
        [
            try accepted("minimal", "only the required claims; perpetual"),
            try accepted("one-year", "a license with an end") { $0.expiresAt = Sample.expiresAt },
            try accepted(
                "typical", "an end, two limits and a status index",
                warnings: ["status.not-known", "activation.not-judged"]
            ) {
                $0.expiresAt = Sample.expiresAt
                $0.activationLimit = .seats(5)
                $0.usageLimit = 10_000
                $0.statusIndex = StatusIndex(123_456)
            }.with {
                $0.facts.activationNotJudged = true
                $0.facts.usage = .used(0)
            },
            try accepted("perpetual-with-updates", "no end, but builds only until a date") {
                $0.updatesUntil = Sample.expiresAt
                $0.maxMajorVersion = 3
            }.with { $0.facts.release = .build(Sample.expiresAt, 3) },
            try accepted(
                "unlimited-seats", "an activation limit of 0: a seat is needed, of any number",
                warnings: ["activation.not-judged"]
            ) { $0.activationLimit = .unlimited }.with { $0.facts.activationNotJudged = true },
            try accepted(
                "last-second", "judged one second before its end",
                warnings: [
                    "license.expires-soon"
                ]
            ) { $0.expiresAt = Sample.expiresAt }.with {
                $0.facts.at = time("2026-12-31T23:59:59Z")
            },
            try accepted("first-second", "judged at the moment from which it is good") {
                $0.notBefore = time("2026-06-01T00:00:00Z")
            }.with { $0.facts.at = time("2026-06-01T00:00:00Z") },
            try accepted("any-product", "a program that takes any benefit and prefix of the vendor")
                .with {
                    $0.facts.benefits = nil
                    $0.facts.prefixes = nil
                },
            try accepted("one-of-several", "a program that takes several benefits and prefixes")
                .with {
                    $0.facts.benefits = [identifier("another benefit"), Sample.benefit]
                    $0.facts.prefixes = [brand("OLDNAME"), Sample.prefix]
                },
        ]
    }

    private static func licensesOfManyClaims() throws -> [LicenseCase] {
        let all = Sample.claims { claims in
            claims.notBefore = time("2026-01-02T00:00:00Z")
            claims.expiresAt = Sample.expiresAt
            claims.grace = .seconds(14 * 86_400)
            claims.offline = .seconds(90 * 86_400)
            claims.activationLimit = .seats(3)
            claims.usageLimit = 1000
            claims.conditions = [
                condition("os", .text("linux")), condition("tier", .integer(2)),
                condition("server", .bool(true)),
            ]
            claims.entitlements = ["export", "sso", "support:24x7"].map { entitlement($0) }
            claims.statusIndex = StatusIndex(5 << 20 | 77)
            claims.customer = identifier("customer")
            claims.updatesUntil = Sample.expiresAt
            claims.maxMajorVersion = 4
            claims.enforcement = .advise
            claims.critical = [32]
            claims.extensions = extensions([(32, .text("signed note")), (40, .bool(false))])
        }
        let text = try TestIssuer.demo.get().mint(all).text
        return [
            try LicenseCase(
                "every-claim", "every claim that a license can have",
                .text(text),
                .verified(all, warnings: ["status.not-known", "activation.not-judged"])
            ).with {
                $0.understood = [32]
                // Presented in another order than the license's.
                $0.facts.conditions = all.conditions.reversed()
                $0.facts.activationNotJudged = true
                $0.facts.usage = .used(999)
                $0.facts.release = .build(time("2026-05-01"), 4)
            },
            try accepted(
                "condition-decomposed", "a condition whose text is composed of base and accent"
            ) {
                $0.conditions = [condition("site", .text("Orle\u{301}ans"))]
            }.with { $0.facts.conditions = [condition("site", .text("Orle\u{301}ans"))] },
            try accepted(
                "everything-left-out", "every question that a program may leave out is left out",
                warnings: [
                    "conditions.not-judged", "activation.not-judged", "usage.not-judged",
                    "release.not-judged",
                ]
            ) {
                $0.conditions = [condition("os", .text("linux"))]
                $0.activationLimit = .seats(1)
                $0.usageLimit = 1
                $0.maxMajorVersion = 0
            }.with {
                $0.facts.conditions = nil
                $0.facts.activationNotJudged = true
                $0.facts.usage = .notJudged
                $0.facts.release = .notJudged
            },
            try accepted("extension-ignored", "an extension that nobody need understand") {
                $0.extensions = extensions([(32, .integer(1)), (65_000, .bytes([1, 2, 3]))])
            },
            try accepted("extension-critical", "a critical extension that the program understands")
            {
                $0.critical = [33]
                $0.extensions = extensions([(33, .integer(1))])
            }.with { $0.understood = [33] },
            try advised(),
        ]
    }

    /// Nothing is denied, and everything is said.
    private static func advised() throws -> LicenseCase {
        let claims = Sample.claims {
            $0.expiresAt = Sample.expiresAt
            $0.usageLimit = 10
            $0.enforcement = .advise
        }
        let text = try TestIssuer.demo.get().mint(claims).text
        return try LicenseCase(
            "advise", "reasons against a license that advises: all are listed, none denies",
            .text(text),
            .verified(claims, reasons: ["license.expired", "usage.exhausted"], step: 15)
        ).with {
            $0.facts.at = time("2027-06-01")
            $0.facts.usage = .used(10)
        }
    }

    private static func licensesAtTheLimits() throws -> [LicenseCase] {
        [
            try accepted("shortest-prefix", "a prefix of one letter") { $0.prefix = brand("Z") }
                .with { $0.facts.prefixes = [brand("Z")] },
            try accepted("longest-prefix", "a prefix of 16 characters") {
                $0.prefix = brand("A123456789BCDEFG")
            }.with { $0.facts.prefixes = [brand("A123456789BCDEFG")] },
            try accepted("largest-numbers", "every number and text at its upper bound") {
                $0.expiresAt = Timestamp.max
                $0.grace = .seconds(SpecifiedLimit.spanSeconds)
                $0.offline = .seconds(SpecifiedLimit.spanSeconds)
                $0.activationLimit = .seats(UInt64(SpecifiedLimit.count))
                $0.usageLimit = UInt64(SpecifiedLimit.count)
                $0.conditions = largestConditions
                $0.statusIndex = StatusIndex(.max)
                $0.updatesUntil = Timestamp.max
                $0.maxMajorVersion = UInt64(SpecifiedLimit.count)
            }.with {
                $0.facts.conditions = largestConditions
                $0.facts.activationNotJudged = true
                $0.facts.usage = .used(SpecifiedLimit.count - 1)
                $0.facts.release = .build(Timestamp.max, SpecifiedLimit.count)
                $0.verdict = $0.verdict.warning(["status.not-known", "activation.not-judged"])
            },
            try accepted("smallest-numbers", "every number at its lower bound") {
                $0.expiresAt = Sample.issuedAt + .seconds(1)
                $0.notBefore = Sample.issuedAt
                $0.grace = .zero
                $0.offline = .zero
                $0.usageLimit = 1
                $0.statusIndex = StatusIndex(0)
                $0.updatesUntil = time("1970-01-01")
                $0.maxMajorVersion = 0
            }.with {
                $0.facts.at = Sample.issuedAt
                $0.facts.usage = .used(0)
                $0.facts.release = .build(time("1970-01-01"), 0)
                $0.verdict = $0.verdict.warning(["license.expires-soon", "status.not-known"])
            },
            try accepted("most-entries", "32 conditions and 64 entitlements") { claims in
                claims.conditions = manyConditions
                claims.entitlements = (0..<64).map { entitlement("e\(10 + $0)") }
            }.with { $0.facts.conditions = manyConditions },
            try accepted("deepest-extension", "an extension nested four levels deep") {
                $0.extensions = extensions([(32, nested(levels: 4))])
            },
            try accepted("longest-payload", "a payload of exactly 1,536 bytes") {
                $0.extensions = extensions([(32, .bytes(ArraySlice(filler(1454))))])
            },
        ]
    }

    private static let largestConditions = [
        condition("a", .integer(SpecifiedLimit.count)),
        condition("b", .integer(-SpecifiedLimit.count)),
        condition(
            "c" + String(repeating: "z", count: 63), .text(String(repeating: "x", count: 256))),
    ]

    private static let manyConditions = (0..<32).map {
        condition("c\(10 + $0)", .integer(Int64($0)))
    }

    private static func licensesInOtherForms() throws -> [LicenseCase] {
        let demo = try TestIssuer.demo.get()
        let other = try TestIssuer.other.get()
        let claims = Sample.claims
        let minted = try demo.mint(claims)
        let carrier = minted.carrier
        return [
            try LicenseCase(
                "algorithm-eddsa", "the algorithm is named EdDSA (-8)",
                .text(try demo.mint(claims, algorithm: -8).text), .verified(claims)),
            try LicenseCase(
                "white-space-around", "white space at both ends, which is trimmed",
                .text(" \t\r\n" + minted.text + "\r\n\u{b}\u{c} "), .verified(claims)),
            try LicenseCase(
                "carrier", "the carrier form of a QR code", .carrier(carrier), .verified(claims)),
            try LicenseCase(
                "carrier-white-space", "the carrier form with white space around",
                .carrier("\n" + carrier + "\r\n"), .verified(claims)),
            try LicenseCase(
                "second-key", "signed by the second of two trusted keys",
                .text(try other.mint(claims).text), .verified(claims)
            ).with { $0.trusted = [demo, other] },
        ]
    }

    private static func licensesWithWarnings() throws -> [LicenseCase] {
        [
            try accepted(
                "expires-soon", "30 days before the end", warnings: ["license.expires-soon"]
            ) { $0.expiresAt = Sample.expiresAt }.with {
                $0.facts.at = time("2026-12-02T00:00:00Z")
            },
            try accepted("not-so-soon", "a second earlier nothing is said") {
                $0.expiresAt = Sample.expiresAt
            }.with { $0.facts.at = time("2026-12-01T23:59:59Z") },
            try accepted("grace-begins", "the moment of the end", warnings: ["license.in-grace"]) {
                $0.expiresAt = Sample.expiresAt
                $0.grace = .seconds(86_400)
            }.with { $0.facts.at = Sample.expiresAt },
            try accepted(
                "grace-ends", "the last second of the grace period", warnings: ["license.in-grace"]
            ) {
                $0.expiresAt = Sample.expiresAt
                $0.grace = .seconds(86_400)
            }.with { $0.facts.at = time("2027-01-01T23:59:59Z") },
            try accepted(
                "clock-slightly-behind", "a clock one day behind the moment of issue",
                warnings: ["clock.slightly-behind"]
            ).with { $0.facts.at = time("2025-12-31T00:00:00Z") },
            try accepted(
                "offline-limit", "knowledge exactly as old as it may be",
                warnings: ["status.not-known"]
            ) {
                $0.offline = .seconds(30 * 86_400)
                $0.statusIndex = StatusIndex(9)
            },
        ]
    }
}

extension LicenseCase.Verdict {
    /// The same verdict with these warnings.
    func warning(_ warnings: [String]) -> LicenseCase.Verdict {
        guard case .verified(let claims, let reasons, let step, _) = self else { return self }
        return .verified(claims, reasons: reasons, step: step, warnings: warnings)
    }
}

/// A map of extensions.
func extensions(_ entries: [(Int64, CBORItem)]) -> CBORMap {
    CBORMap(entries.map { CBORMap.Entry(.integer($0.0), $0.1) }) ?? CBORMap()
}

/// Arrays in arrays; the innermost holds a number.
func nested(levels: Int) -> CBORItem {
    levels == 0 ? .integer(0) : .array([nested(levels: levels - 1)])
}

/// Bytes without a meaning.
func filler(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0) }
}
