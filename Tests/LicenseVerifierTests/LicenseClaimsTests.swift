import CBOR
import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `License claims` {
    /// Mint, text, parse, verify: what comes out is what went in.
    @Test(arguments: 0..<UInt64(300))
    func `come out of a key as they went in`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let key = try SignedPayloads(understanding: [32])
        var claims = LicenseClaims.random(using: &generator)
        claims.prefix = try #require(LicensePrefix("DEMO"))
        let payload = try claims.payload()
        let license = try key.verify(payload)
        #expect(license.claims == claims)
        #expect(try license.claims.payload() == payload)
        #expect(
            try CBORDecoder.decode(payload[...], limits: CBORLimits(depth: 6, entries: 64)).encoded
                == payload)
    }

    /// Each change breaks one rule that the types alone cannot say.
    @Test(arguments: Broken.all)
    func `that break a rule are not written`(_ broken: Broken) throws {
        let claims = TestVendor().claims(broken.change)
        #expect(throws: LicenseError.claims(.outOfRange(broken.name))) { try claims.payload() }
    }

    @Test func `may have as many entries as the limits say`() throws {
        let vendor = TestVendor()
        let license = try vendor.license { claims in
            claims.extensions = Broken.extensions(
                [(32, .array([CBORItem](repeating: .bool(true), count: Limits.maxEntries)))]
                    + (33..<92).map { ($0, .integer(1)) })
        }
        // With the four required labels the map holds 64.
        #expect(license.claims.extensions.entries.count == 60)
    }

    @Test func `too long for a key are not written`() throws {
        func claims(filling count: Int) throws -> LicenseClaims {
            TestVendor().claims { claims in
                claims.extensions = Broken.extensions([
                    (32, .bytes(ArraySlice([UInt8](repeating: 0, count: count))))
                ])
            }
        }
        let room = Limits.maxLicensePayload - (try claims(filling: 300).payload().count - 300)
        #expect(try claims(filling: room).payload().count == 1536)
        #expect(throws: LicenseError.message(.payloadTooLong(count: 1537, limit: 1536))) {
            try claims(filling: room + 1).payload()
        }
    }

    @Test func `grant the entitlements that they list`() throws {
        let sso = try #require(Entitlement("sso"))
        let claims = TestVendor().claims { $0.entitlements = [sso] }
        #expect(claims.has(sso))
        #expect(try !claims.has(#require(Entitlement("ss0"))))
    }
}

/// A change of claims that breaks a rule, and the claim that is named for it.
struct Broken: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let name: ClaimName
    let change: @Sendable (inout LicenseClaims) -> Void

    init(
        _ description: String, _ name: ClaimName,
        _ change: @escaping @Sendable (inout LicenseClaims) -> Void
    ) {
        testDescription = description
        self.name = name
        self.change = change
    }

    static func extensions(_ entries: [(Int64, CBORItem)]) -> CBORMap {
        CBORMap(entries.map { CBORMap.Entry(.integer($0.0), $0.1) }) ?? CBORMap()
    }

    static let all = times + counts + lists + extensionRules

    private static let tooMany = UInt64(Limits.maxCount) + 1

    private static let times = [
        Broken("an end at the issue", .expiresAt) { $0.expiresAt = $0.issuedAt },
        Broken("an end before it begins", .expiresAt) {
            $0.notBefore = $0.issuedAt + .seconds(9)
            $0.expiresAt = $0.issuedAt + .seconds(9)
        },
        Broken("good before its issue", .notBefore) { $0.notBefore = $0.issuedAt - .seconds(1) },
        Broken("half a second of grace", .grace) { $0.grace = .milliseconds(500) },
        Broken("negative grace", .grace) { $0.grace = .seconds(-1) },
        Broken("too much grace", .grace) { $0.grace = .seconds(Limits.maxSpanSeconds + 1) },
        Broken("too long offline", .offline) { $0.offline = .seconds(Limits.maxSpanSeconds + 1) },
    ]

    private static let counts = [
        Broken("no seat", .activationLimit) { $0.activationLimit = .seats(0) },
        Broken("2^53 seats", .activationLimit) { $0.activationLimit = .seats(tooMany) },
        Broken("no unit", .usageLimit) { $0.usageLimit = 0 },
        Broken("2^53 units", .usageLimit) { $0.usageLimit = tooMany },
        Broken("2^64 - 1 units", .usageLimit) { $0.usageLimit = .max },
        Broken("major version 2^53", .maxMajorVersion) { $0.maxMajorVersion = tooMany },
    ]

    private static let lists = [
        Broken("33 conditions", .conditions) { claims in
            claims.conditions = (10..<43).compactMap { number in
                ConditionKey("c\(number)").flatMap { Condition($0, .bool(true)) }
            }
        },
        Broken("one condition twice", .conditions) { claims in
            claims.conditions = [1, 1].compactMap { number in
                ConditionKey("c").flatMap { Condition($0, .integer(number)) }
            }
        },
        Broken("conditions out of order", .conditions) { claims in
            claims.conditions = ["tier", "os"].compactMap { name in
                ConditionKey(name).flatMap { Condition($0, .bool(true)) }
            }
        },
        Broken("65 entitlements", .entitlements) { claims in
            claims.entitlements = (10..<75).compactMap { Entitlement("e\($0)") }
        },
        Broken("entitlements out of order", .entitlements) { claims in
            claims.entitlements = ["sso", "export"].compactMap { Entitlement($0) }
        },
    ]

    private static let extensionRules = [
        Broken("a label of the license as an extension", .extensions) {
            $0.extensions = extensions([(31, .integer(1))])
        },
        Broken("an empty array", .extensions) { $0.extensions = extensions([(32, .array([]))]) },
        Broken("an empty map inside", .extensions) {
            $0.extensions = extensions([(32, .array([.map(CBORMap())]))])
        },
        Broken("five levels", .extensions) { claims in
            claims.extensions = extensions([
                (32, .array([.array([.array([.array([.array([.bool(true)])])])])]))
            ])
        },
        Broken("65 elements", .extensions) { claims in
            claims.extensions = extensions([
                (32, .array([CBORItem](repeating: .integer(1), count: 65)))
            ])
        },
        Broken("65 labels in all", .extensions) { claims in
            claims.extensions = extensions((0..<61).map { (32 + $0, .integer(1)) })
        },
        Broken("a critical extension that is not there", .critical) { $0.critical = [32] },
        Broken("critical labels out of order", .critical) {
            $0.extensions = extensions([(32, .integer(1)), (33, .integer(1))])
            $0.critical = [33, 32]
        },
    ]
}
