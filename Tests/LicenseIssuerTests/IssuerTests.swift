import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Issuers` {
    private let issuer: Issuer
    private let terms: LicenseTerms
    private let grant: Grant
    private let issuedAt: Timestamp

    init() throws {
        var generator = SplitMix64(seed: 3)
        issuer = Issuer(.random(using: &generator), key: .test(3))
        terms = LicenseTerms(prefix: try #require(LicensePrefix("DEMO")))
        grant = Grant(.random(using: &generator))
        issuedAt = moment("2026-01-31T12:00:00Z")
    }

    private func verified(_ minted: MintedLicense) throws -> VerifiedLicense {
        try TrustedKeys(pinning: issuer.verificationKey).verify(LicenseKey(parsing: minted.text))
    }

    @Test func `say in a license what terms and grant say`() throws {
        var terms = terms
        terms.lifetime = .months(1)
        terms.updates = .years(1)
        terms.activationLimit = .seats(3)
        terms.usageLimit = 10
        terms.grace = .seconds(60)
        terms.offline = .seconds(70)
        terms.maxMajorVersion = 2
        terms.enforcement = .advise
        // Given in any order, written in the one order.
        terms.entitlements = ["sso", "export"].compactMap { Entitlement($0) }
        terms.conditions = ["tier", "os"].compactMap { name in
            ConditionKey(name).flatMap { Condition($0, .bool(true)) }
        }
        var grant = grant
        var generator = SplitMix64(seed: 4)
        grant.customer = .random(using: &generator)
        grant.notBefore = issuedAt + .seconds(5)
        grant.statusIndex = StatusIndex(77)
        let minted = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        let claims = try verified(minted).claims
        #expect(claims == minted.claims)
        #expect(claims.organization == issuer.organization && claims.benefit == grant.benefit)
        #expect(claims.customer == grant.customer && claims.statusIndex == grant.statusIndex)
        #expect(claims.issuedAt == issuedAt && claims.notBefore == grant.notBefore)
        // Spans count from the beginning.
        #expect(claims.expiresAt == moment("2026-02-28T12:00:05Z"))
        #expect(claims.updatesUntil == moment("2027-01-31T12:00:05Z"))
        #expect(claims.activationLimit == .seats(3) && claims.usageLimit == 10)
        #expect(claims.grace == .seconds(60) && claims.offline == .seconds(70))
        #expect(claims.maxMajorVersion == 2 && claims.enforcement == .advise)
        #expect(claims.entitlements.map(\.description) == ["export", "sso"])
        #expect(claims.conditions.map(\.key.description) == ["os", "tier"])
    }

    @Test func `make the same key of the same claims`() throws {
        var one = SplitMix64(seed: 5)
        var other = SplitMix64(seed: 5)
        let first = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &one)
        let second = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &other)
        #expect(first == second)
        #expect(try issuer.mint(first.claims) == first)
        let third = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &one)
        #expect(third.claims.license != first.claims.license)
    }

    @Test func `keep a typical license within 250 characters`() throws {
        var terms = terms
        terms.lifetime = .years(1)
        terms.activationLimit = .seats(5)
        terms.usageLimit = 10_000
        var grant = grant
        grant.statusIndex = StatusIndex(123_456)
        var generator = SplitMix64(seed: 6)
        let minted = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        #expect(minted.text.count <= 250)
    }

    /// One key in thirty has two hyphens in a row; of four draws all would have to.
    @Test func `avoid two hyphens in a row`() throws {
        var generator = SplitMix64(seed: 7)
        let texts = try (0..<200).map { _ in
            try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator).text
        }
        #expect(texts.count { $0.contains("--") } == 0)
    }

    @Test func `refuse claims of another organization`() throws {
        var generator = SplitMix64(seed: 8)
        let minted = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        var claims = minted.claims
        claims.organization = .random(using: &generator)
        let other = claims.organization
        #expect(throws: IssuerError.otherOrganization(other)) { try issuer.mint(claims) }
    }

    @Test func `refuse terms that no license can say`() throws {
        var generator = SplitMix64(seed: 9)
        var terms = terms
        terms.lifetime = .years(9000)
        #expect(throws: IssuerError.beyondCalendar) {
            try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        }
        terms.lifetime = .until(issuedAt)
        #expect(throws: IssuerError.endsBeforeIssue) {
            try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        }
        var later = grant
        later.notBefore = issuedAt + .seconds(10)
        terms.lifetime = .until(issuedAt + .seconds(10))
        #expect(throws: IssuerError.endsBeforeBeginning(issuedAt + .seconds(10))) {
            try issuer.mint(terms, for: later, issuedAt: issuedAt, using: &generator)
        }
        later.notBefore = issuedAt - .seconds(1)
        #expect(throws: IssuerError.beginsBeforeIssue(issuedAt - .seconds(1))) {
            try issuer.mint(terms, for: later, issuedAt: issuedAt, using: &generator)
        }
        terms.lifetime = .perpetual
        terms.usageLimit = 0
        #expect(throws: IssuerError.license(.claims(.outOfRange(.usageLimit)))) {
            try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        }
        terms.usageLimit = nil
        let twice = try #require(Entitlement("sso"))
        terms.entitlements = [twice, twice]
        #expect(throws: IssuerError.license(.claims(.outOfRange(.entitlements)))) {
            try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        }
    }

    @Test func `refuse terms that do not fit into a key`() throws {
        var generator = SplitMix64(seed: 10)
        var terms = terms
        let long = String(repeating: "x", count: 256)
        terms.conditions = (0..<6).compactMap { number in
            ConditionKey("c\(number)").flatMap { Condition($0, .text(long)) }
        }
        let error = try #require(throws: IssuerError.self) {
            try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        }
        #expect(error.code == "key.payload-too-long")
        #expect(error.nextStep.contains("leave out conditions"))
    }

    @Test(arguments: 0..<UInt64(100))
    func `mint whatever claims keep the rules`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var claims = LicenseClaims.random(using: &generator)
        claims.organization = issuer.organization
        claims.critical = []
        let minted = try issuer.mint(claims)
        #expect(try verified(minted).claims == claims)
        #expect(minted.text.hasPrefix("\(claims.prefix)_"))
    }
}
