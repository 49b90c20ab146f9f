import LicenseVerifier

enum UnacceptableClaims {
    /// Step 10: claims that are well written and are not a license's.
    static func all() throws -> [LicenseCase] {
        try missingClaims() + unknownClaims() + claimsOutOfRange() + listsOutOfRange()
            + unacceptableExtensions()
    }

    private static func unacceptable(
        _ name: String, _ description: String, _ code: String = "claims.out-of-range",
        _ change: (inout RawClaims) -> Void
    ) throws -> LicenseCase {
        try ForeignMessages.forged(name, description, code, step: 10) {
            var claims = RawClaims()
            change(&claims)
            $0.payload = claims.bytes
        }
    }

    private static func missingClaims() throws -> [LicenseCase] {
        let names: [(Int64, String)] = [
            (1, "prefix"), (2, "organization"), (3, "benefit"), (16, "license-id"),
        ]
        return try names.map { label, name in
            try unacceptable("no-\(name)", "the claim is missing", "claims.missing") {
                $0.license.remove(label)
            }
        } + [
            try unacceptable("no-issued-at", "the claim is missing", "claims.missing") {
                $0.top.remove(6)
            },
            try unacceptable("no-license", "the license's own map is missing", "claims.missing") {
                $0.top.remove(-65537)
            },
            try ForeignMessages.forged(
                "empty-claims", "a map without an entry", "claims.missing", step: 10
            ) {
                $0.payload = [0xa0]
            },
            try ForeignMessages.forged(
                "claims-array", "an array in the place of the map", "claims.out-of-range", step: 10
            ) {
                $0.payload = [0x80]
            },
        ]
    }

    private static func unknownClaims() throws -> [LicenseCase] {
        let top: [(String, String, Int64)] = [
            ("claim-issuer", "the registered claim iss", 1),
            ("claim-cti", "the registered claim cti", 7),
            ("claim-next-format", "the private claim of another object", -65539),
        ]
        let inner: [(String, String, Int64)] = [
            ("label-17", "the first reserved label", 17),
            ("label-31", "the last reserved label", 31),
            ("label-0", "label 0", 0), ("label-negative", "a negative label", -1),
        ]
        return try top.map { name, description, label in
            try unacceptable(name, description, "claims.unknown") {
                $0.top.set(label, Raw.integer(1))
            }
        }
            + inner.map { name, description, label in
                try unacceptable(name, description, "claims.unknown") {
                    $0.license.set(label, Raw.integer(1))
                }
            } + [
                try unacceptable("claim-text", "a claim whose label is a text", "claims.text-label")
                {
                    $0.top.entries.append((Raw.text("exp"), Raw.integer(1)))
                },
                try unacceptable(
                    "label-text", "a license's label that is a text", "claims.text-label"
                ) {
                    $0.license.entries.append((Raw.text("seats"), Raw.integer(1)))
                },
            ]
    }

    private static func claimsOutOfRange() throws -> [LicenseCase] {
        let issuedAt = Sample.issuedAt.secondsSinceEpoch
        let expiresAt = Sample.expiresAt.secondsSinceEpoch
        let tooLate = Raw.integer(Timestamp.max.secondsSinceEpoch + 1)
        let top: [(String, String, Int64, [UInt8])] = [
            ("issued-negative", "issued before 1970", 6, Raw.integer(-1)),
            ("issued-text", "issued at a text", 6, Raw.text("2026-01-01")),
            ("issued-beyond-calendar", "issued after the year 9999", 6, tooLate),
            ("expires-beyond-calendar", "an end after the year 9999", 4, tooLate),
            ("expires-at-issue", "an end at the moment of issue", 4, Raw.integer(issuedAt)),
            ("expires-before-issue", "an end before the issue", 4, Raw.integer(issuedAt - 1)),
            ("not-before-issue", "good from before its issue", 5, Raw.integer(issuedAt - 1)),
            ("not-before-end", "good from its end on", 5, Raw.integer(expiresAt)),
            ("license-array", "an array in the place of the license's map", -65537, [0x80]),
        ]
        let tooMany = Raw.integer(SpecifiedLimit.count + 1)
        let tooLong = Raw.integer(SpecifiedLimit.spanSeconds + 1)
        let zeros = Raw.bytes([UInt8](repeating: 0, count: 16))
        let inner: [(String, String, Int64, [UInt8])] = [
            ("prefix-small", "a prefix in small letters", 1, Raw.text("demo")),
            ("prefix-bytes", "the prefix as bytes", 1, Raw.bytes(Array("DEMO".utf8))),
            ("prefix-17", "a prefix of 17 characters", 1, Raw.text("ABCDEFGHIJKLMNOPQ")),
            ("prefix-empty", "an empty prefix", 1, Raw.text("")),
            ("organization-zero", "a UUID of zeros", 2, zeros),
            ("organization-short", "a UUID of 15 bytes", 2, Raw.bytes(filler(15))),
            ("organization-text", "a UUID as text", 2, Raw.text(Sample.organization.description)),
            ("benefit-zero", "a UUID of zeros", 3, zeros),
            ("benefit-long", "a UUID of 17 bytes", 3, Raw.bytes(filler(17))),
            ("license-id-zero", "a UUID of zeros", 16, zeros),
            ("customer-zero", "a UUID of zeros", 9, zeros),
            ("activations-negative", "-1 seats", 4, Raw.integer(-1)),
            ("activations-2-53", "2^53 seats", 4, tooMany),
            ("activations-true", "true seats", 4, [0xf5]),
            ("usage-zero", "no unit at all", 5, Raw.integer(0)),
            ("usage-2-53", "2^53 units", 5, tooMany),
            ("status-2-32", "a status index of 2^32", 8, Raw.integer(1 << 32)),
            ("status-negative", "a negative status index", 8, Raw.integer(-1)),
            ("offline-too-long", "more than ten years offline", 10, tooLong),
            ("offline-negative", "a negative span", 10, Raw.integer(-1)),
            ("offline-2-63", "the longest span that 64 bits can say", 10, Raw.integer(.max)),
            ("grace-too-long", "more than ten years of grace", 11, tooLong),
            ("grace-negative", "a negative span", 11, Raw.integer(.min)),
            ("updates-beyond-calendar", "updates after the year 9999", 13, tooLate),
            ("major-2-53", "a major version of 2^53", 14, tooMany),
            ("major-negative", "a negative major version", 14, Raw.integer(-1)),
            ("enforcement-0", "the default, written out", 15, Raw.integer(0)),
            ("enforcement-2", "a value of the future", 15, Raw.integer(2)),
        ]
        return try top.map { name, description, label, value in
            try unacceptable(name, description) { $0.top.set(label, value) }
        }.filter { $0.name != "license-array" } + [
            try ForeignMessages.forged(
                "license-array", "an array in the place of the license's map",
                "claims.out-of-range", step: 10
            ) {
                var claims = RawClaims().top
                claims.set(-65537, [0x80])
                $0.payload = claims.bytes
            }
        ]
            + inner.map { name, description, label, value in
                try unacceptable(name, description) { $0.license.set(label, value) }
            }
    }

    private static func listsOutOfRange() throws -> [LicenseCase] {
        let one = Raw.integer(1)
        func name(_ text: String, _ value: [UInt8]) -> [UInt8] {
            Raw.map([(Raw.text(text), value)])
        }
        let conditions: [(String, String, [UInt8])] = [
            ("conditions-empty", "a map without a condition", Raw.map([])),
            (
                "conditions-33", "33 conditions",
                Raw.map((0..<33).map { (Raw.text("c\(10 + $0)"), one) })
            ),
            ("condition-capital", "a capital in a name", name("OS", one)),
            ("condition-digit-first", "a name that begins with a digit", name("1st", one)),
            ("condition-name-empty", "an empty name", name("", one)),
            (
                "condition-name-65", "a name of 65 characters",
                name(String(repeating: "a", count: 65), one)
            ),
            ("condition-name-number", "a number as name", Raw.map([(one, one)])),
            ("condition-integer-2-53", "an integer of 2^53", name("n", Raw.integer(1 << 53))),
            ("condition-integer-low", "an integer of -2^53", name("n", Raw.integer(-(1 << 53)))),
            (
                "condition-text-257", "a text of 257 bytes",
                name("t", Raw.text(String(repeating: "x", count: 257)))
            ),
            (
                "condition-text-257-bytes", "a text of 256 characters and 257 bytes",
                name("t", Raw.text(String(repeating: "x", count: 255) + "\u{e9}"))
            ),
            ("condition-line-feed", "a control character in a text", name("t", Raw.text("a\nb"))),
            ("condition-delete", "the control character U+007F", name("t", Raw.text("a\u{7f}"))),
            ("condition-c1", "the control character U+0085", name("t", Raw.text("a\u{85}"))),
            ("condition-bytes", "bytes as a value", name("t", Raw.bytes([1]))),
            ("condition-array", "an array as a value", name("t", Raw.array([one]))),
            ("conditions-array", "an array in the place of the map", Raw.array([one])),
        ]
        let entitlements: [(String, String, [UInt8])] = [
            ("entitlements-empty", "an array without an entitlement", Raw.array([])),
            (
                "entitlements-unsorted", "ordered by length first",
                Raw.array([Raw.text("sso"), Raw.text("export")])
            ),
            ("entitlements-twice", "one twice", Raw.array([Raw.text("sso"), Raw.text("sso")])),
            ("entitlement-capital", "a capital", Raw.array([Raw.text("SSO")])),
            ("entitlement-empty", "an empty name", Raw.array([Raw.text("")])),
            (
                "entitlement-65", "65 characters",
                Raw.array([Raw.text(String(repeating: "a", count: 65))])
            ),
            ("entitlement-number", "a number", Raw.array([one])),
            ("entitlements-text", "a text in the place of the array", Raw.text("sso")),
        ]
        return try conditions.map { name, description, value in
            try unacceptable(name, description) { $0.license.set(6, value) }
        }
            + entitlements.map { name, description, value in
                try unacceptable(name, description) { $0.license.set(7, value) }
            }
    }

    private static func unacceptableExtensions() throws -> [LicenseCase] {
        let lists: [(String, String, [Int64])] = [
            ("critical-empty", "an array without a label", []),
            ("critical-absent", "a label that is not there", [33]),
            ("critical-unsorted", "labels out of order", [40, 32]),
            ("critical-twice", "a label twice", [32, 32]),
            ("critical-own-label", "a label of the license itself", [1]),
        ]
        return try lists.map { name, description, labels in
            try unacceptable(name, description) {
                $0.license.set(12, Raw.array(labels.map { Raw.integer($0) }))
                $0.license.set(32, Raw.integer(1))
                $0.license.set(40, Raw.integer(1))
            }.with { $0.understood = [1, 32, 33, 40] }
        } + [
            try unacceptable("critical-text", "a text in the place of a label") {
                $0.license.set(12, Raw.array([Raw.text("32")]))
                $0.license.set(32, Raw.integer(1))
            }.with { $0.understood = [32] },
            try unacceptable("extension-empty-array", "an extension that holds an empty array") {
                $0.license.set(32, Raw.array([Raw.array([])]))
            },
            try unacceptable("extension-empty-map", "an extension that is an empty map") {
                $0.license.set(32, Raw.map([]))
            },
            try unacceptable(
                "critical-not-understood", "a critical extension that the program does not know",
                "claims.critical"
            ) {
                $0.license.set(12, Raw.array([Raw.integer(32)]))
                $0.license.set(32, Raw.integer(1))
            }.with { $0.understood = [33] },
        ]
    }
}
