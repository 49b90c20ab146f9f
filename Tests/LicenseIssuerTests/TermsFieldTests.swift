import LicenseIssuer
import LicenseVerifier
import Testing

@Suite struct `Terms by name` {
    private static func terms() throws -> LicenseTerms {
        var terms = LicenseTerms(prefix: try #require(LicensePrefix("ACME")))
        terms.lifetime = .years(1)
        terms.updates = .months(6)
        terms.activationLimit = .seats(3)
        terms.usageLimit = 100
        let region = try #require(ConditionKey("region"))
        terms.conditions = [try #require(Condition(region, .text("eu")))]
        terms.entitlements = [try #require(Entitlement("export"))]
        terms.offline = .seconds(86_400)
        terms.grace = .seconds(3600)
        terms.maxMajorVersion = 4
        terms.enforcement = .advise
        return terms
    }

    @Test func `are read as they are written`() throws {
        let terms = try Self.terms()
        var read = LicenseTerms(prefix: try #require(LicensePrefix("OTHER")))
        for field in TermsField.allCases {
            let value = try #require(terms.value(of: field))
            #expect(read.value(of: field) != value)
            let isSet = read.set(field, to: value)
            #expect(isSet, "\(field.rawValue)")
        }
        #expect(read == terms)
    }

    @Test func `are all in a license`() throws {
        var generator = SystemRandomNumberGenerator()
        let plain = LicenseTerms(prefix: try #require(LicensePrefix("ACME")))
        let moment = try #require(Timestamp("2027-01-01"))
        func claims(_ terms: LicenseTerms) throws -> LicenseClaims {
            try terms.claims(
                license, for: Grant(benefit), of: organization, issuedAt: moment)
        }
        let (license, organization) = (
            LicenseID.random(using: &generator), OrganizationID.random(using: &generator)
        )
        let benefit = BenefitID.random(using: &generator)
        for field in TermsField.allCases where field != .prefix {
            var terms = plain
            let value = try Self.terms().value(of: field)
            let isSet = terms.set(field, to: try #require(value))
            #expect(isSet)
            #expect(try claims(terms) != claims(plain), "\(field.rawValue)")
        }
    }

    @Test(
        arguments: [
            (TermsField.prefix, TermsValue.text("acme")), (.lifetime, .text("1 year")),
            (.updates, .text("")), (.activationLimit, .number(-1)), (.usageLimit, .number(0)),
            (.conditions, .conditions(["Region": .bool(true)])),
            (.entitlements, .names(["a", "a"])), (.offline, .number(-1)),
            (.grace, .number(Limits.maxSpanSeconds + 1)), (.maxMajorVersion, .number(1 << 53)),
            (.enforcement, .text("warn")), (.usageLimit, .text("3")), (.prefix, .number(1)),
        ] as [(TermsField, TermsValue)])
    func `keep their rules`(field: TermsField, value: TermsValue) throws {
        var terms = try Self.terms()
        let isSet = terms.set(field, to: value)
        #expect(!isSet)
        #expect(try terms == Self.terms())
    }
}
