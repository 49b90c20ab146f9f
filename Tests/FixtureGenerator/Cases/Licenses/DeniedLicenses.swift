import LicenseVerifier

enum DeniedLicenses {
    /// Steps 13 to 21: genuine licenses that may not be used here and now.
    static func all() throws -> [LicenseCase] {
        try deniedScopes() + deniedTimes() + deniedConditions() + deniedLimits()
            + [everythingDenied()]
    }

    private static func denied(
        _ name: String, _ description: String, _ reasons: [String], step: Int,
        warnings: [String] = [], _ change: (inout LicenseClaims) -> Void = { _ in },
        facts: (inout CaseFacts) -> Void = { _ in }
    ) throws -> LicenseCase {
        let claims = Sample.claims(change)
        let text = try TestIssuer.demo.get().mint(claims).text
        return try LicenseCase(
            name, description, .text(text),
            .verified(claims, reasons: reasons, step: step, warnings: warnings)
        ).with { facts(&$0.facts) }
    }

    private static func deniedScopes() throws -> [LicenseCase] {
        [
            try denied(
                "other-organization", "sold by somebody else", ["license.other-organization"],
                step: 13, facts: { $0.organization = identifier("another organization") }),
            try denied(
                "other-benefit", "a license for another product", ["license.other-benefit"],
                step: 13, facts: { $0.benefits = [identifier("another benefit")] }),
            try denied(
                "other-prefix", "a license of another brand", ["license.other-prefix"], step: 13,
                facts: { $0.prefixes = [brand("OTHER")] }),
            try denied(
                "advise-other-benefit", "a license that advises, for another product",
                ["license.other-benefit"], step: 13, { $0.enforcement = .advise },
                facts: { $0.benefits = [identifier("another benefit")] }),
            try denied(
                "nothing-accepted", "a program that accepts no benefit and no prefix",
                ["license.other-benefit", "license.other-prefix"], step: 13,
                facts: {
                    $0.benefits = []
                    $0.prefixes = []
                }),
        ]
    }

    private static func deniedTimes() throws -> [LicenseCase] {
        [
            try denied(
                "clock-behind", "a clock a day and a second behind the issue", ["clock.behind"],
                step: 14, facts: { $0.at = time("2025-12-30T23:59:59Z") }),
            try denied(
                "not-yet-valid", "one second too early", ["license.not-yet-valid"], step: 15,
                { $0.notBefore = time("2026-06-01T00:00:00Z") },
                facts: { $0.at = time("2026-05-31T23:59:59Z") }),
            try denied(
                "expired", "the moment of the end", ["license.expired"], step: 15,
                { $0.expiresAt = Sample.expiresAt }, facts: { $0.at = Sample.expiresAt }),
            try denied(
                "expired-after-grace", "the end of the grace period", ["license.expired"],
                step: 15,
                {
                    $0.expiresAt = Sample.expiresAt
                    $0.grace = .seconds(86_400)
                }, facts: { $0.at = time("2027-01-02T00:00:00Z") }),
            try denied(
                "status-too-old", "a second longer offline than allowed", ["status.too-old"],
                step: 16,
                {
                    $0.offline = .seconds(30 * 86_400)
                    $0.statusIndex = StatusIndex(9)
                }, facts: { $0.at = time("2026-01-31T00:00:01Z") }),
        ]
    }

    private static func deniedConditions() throws -> [LicenseCase] {
        func pair(
            _ name: String, _ description: String, _ reason: String, license: ConditionValue?,
            presented: ConditionValue?
        ) throws -> LicenseCase {
            try denied(
                name, description, [reason], step: 18,
                { $0.conditions = license.map { [condition("key", $0)] } ?? [] },
                facts: { $0.conditions = presented.map { [condition("key", $0)] } ?? [] })
        }
        return [
            try pair(
                "condition-missing", "nothing is presented", "condition.missing",
                license: .bool(true), presented: nil),
            try pair(
                "condition-unknown", "more is presented than the license says",
                "condition.unknown", license: nil, presented: .bool(true)),
            try pair(
                "condition-differs", "another value", "condition.differs",
                license: .text("linux"), presented: .text("macos")),
            try pair(
                "condition-number-as-text", "a number is not its digits", "condition.differs",
                license: .integer(1), presented: .text("1")),
            try pair(
                "condition-true-as-one", "true is not 1", "condition.differs",
                license: .bool(true), presented: .integer(1)),
            try pair(
                "condition-letter-case", "a capital is another letter", "condition.differs",
                license: .text("linux"), presented: .text("Linux")),
            try pair(
                "condition-composed", "an accent composed and not: the same sight, other bytes",
                "condition.differs", license: .text("Orle\u{301}ans"),
                presented: .text("Orl\u{e9}ans")),
        ]
    }

    private static func deniedLimits() throws -> [LicenseCase] {
        [
            try denied(
                "no-seat", "the machine has no seat", ["activation.missing"], step: 19,
                { $0.activationLimit = .seats(3) }),
            try denied(
                "no-unlimited-seat", "a seat is needed although there is no limit",
                ["activation.missing"], step: 19, { $0.activationLimit = .unlimited }),
            try denied(
                "usage-unknown", "nobody counts", ["usage.unknown"], step: 20,
                { $0.usageLimit = 100 }),
            try denied(
                "usage-exhausted", "all units are used", ["usage.exhausted"], step: 20,
                { $0.usageLimit = 100 }, facts: { $0.usage = .used(100) }),
            try denied(
                "release-unknown", "the program does not say its build", ["release.unknown"],
                step: 21, { $0.maxMajorVersion = 3 }),
            try denied(
                "released-too-late", "a build released a second after the updates ended",
                ["release.too-late"], step: 21, { $0.updatesUntil = time("2026-06-30T00:00:00Z") },
                facts: { $0.release = .build(time("2026-06-30T00:00:01Z"), 1) }),
            try denied(
                "major-version", "a higher major version", ["release.major-version"], step: 21,
                { $0.maxMajorVersion = 3 },
                facts: { $0.release = .build(time("2026-01-01"), 4) }),
        ]
    }

    private static func everythingDenied() throws -> LicenseCase {
        try denied(
            "everything", "every reason that one moment can have, in the order of the steps",
            [
                "license.other-organization", "license.other-benefit", "license.other-prefix",
                "license.expired", "status.too-old", "condition.missing", "condition.differs",
                "condition.unknown", "activation.missing", "usage.exhausted", "release.too-late",
                "release.major-version",
            ], step: 13,
            {
                $0.expiresAt = Sample.expiresAt
                $0.offline = .seconds(86_400)
                $0.statusIndex = StatusIndex(1)
                $0.conditions = [condition("a", .integer(1)), condition("b", .integer(2))]
                $0.activationLimit = .seats(2)
                $0.usageLimit = 10
                $0.updatesUntil = Sample.expiresAt
                $0.maxMajorVersion = 1
            },
            facts: {
                $0.organization = identifier("another organization")
                $0.benefits = [identifier("another benefit")]
                $0.prefixes = [brand("OTHER")]
                $0.at = time("2028-01-01")
                $0.conditions = [condition("b", .integer(3)), condition("c", .integer(4))]
                $0.usage = .used(11)
                $0.release = .build(time("2027-06-01"), 2)
            })
    }
}
