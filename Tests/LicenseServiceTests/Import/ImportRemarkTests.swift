import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `What an import says before it takes anything` {
    private static let theirs = "1c285b2d-6ce6-4bc7-b8be-adb6a7e304da"
    private static let organization = Organization(id: .random(), name: "ACME Ltd")

    private static func key(
        _ number: Int, of organization: String = "\(organization.id)", seats: String = "3",
        units: String = "100", end: String = #""2027-01-15T10:00:00Z""#
    ) -> [UInt8] {
        Array(
            """
            {"id": "k\(number)", "key": "OLD-\(number)", "organization_id": "\(organization)",
            "benefit_id": "\(theirs)", "limit_activations": \(seats), "limit_usage": \(units),
            "created_at": "2026-01-15T10:00:00Z", "expires_at": \(end)}
            """.utf8)
    }

    private static func benefit(_ change: (inout LicenseTerms) -> Void = { _ in }) throws -> Benefit
    {
        var terms = LicenseTerms(prefix: try #require(LicensePrefix("ACME")))
        change(&terms)
        return Benefit(
            id: try #require(BenefitID(theirs)), name: try #require(BenefitName("pro")),
            terms: terms)
    }

    private static func remarks(
        _ lists: [[UInt8]], _ benefit: Benefit, as own: BenefitID? = nil
    ) -> [ImportRemark] {
        let work = ForeignImport(.polar, benefits: [theirs: own ?? benefit.id])
        return work.remarks(on: ForeignSurvey(.polar, lists: lists), [benefit], organization)
    }

    @Test func `is what keys have and their benefit does not give, with the command that gives it`()
        throws
    {
        let lists = [Self.key(1), Self.key(2), Self.key(3, seats: "5"), Self.key(4, end: "null")]
        let remarks = Self.remarks(lists, try Self.benefit())
        guard case .missingTerms(let name, _, let options)? = remarks.first else {
            Issue.record("nothing was said")
            return
        }
        #expect(remarks.count == 1 && "\(name)" == "pro")
        #expect(options == ["--activations 3", "--usage 100", "--lifetime 1y"])
        #expect(
            "\(remarks[0])".contains(
                "`latchkeyd benefits edit pro --activations 3 --usage 100 --lifetime 1y`"))
    }

    @Test func `is nothing where the benefit gives it, or a list describes the benefit`() throws {
        let whole = try Self.benefit { terms in
            terms.activationLimit = .seats(1)
            terms.usageLimit = 1
            terms.lifetime = .years(1)
        }
        #expect(Self.remarks([Self.key(1)], whole) == [])
        // One key with an end of its own is no rule.
        let endless = try Self.benefit { terms in
            terms.activationLimit = .seats(1)
            terms.usageLimit = 1
        }
        let lists = [Self.key(1), Self.key(2, end: "null"), Self.key(3, end: "null")]
        #expect(Self.remarks(lists, endless) == [])
        let described = Array(
            """
            {"id": "\(Self.theirs)", "type": "license_keys", "description": "Pro plan",
            "organization_id": "\(Self.organization.id)", "metadata": {},
            "properties": {"prefix": "MYAPP", "expires": null, "activations": null,
            "limit_usage": null}}
            """.utf8)
        #expect(Self.remarks([described, Self.key(1)], try Self.benefit()) == [])
    }

    @Test func `is that apps will not find keys of another organization or benefit`() throws {
        let other = OrganizationID.random()
        let whole = try Self.benefit { terms in
            terms.activationLimit = .seats(1)
            terms.usageLimit = 1
            terms.lifetime = .years(1)
        }
        #expect(
            Self.remarks([Self.key(1, of: "\(other)"), Self.key(2, of: "\(other)")], whole) == [
                .otherOrganization(
                    theirs: "\(other)", ours: Self.organization.id, name: "ACME Ltd")
            ])
        let ours = Benefit(id: .random(), name: whole.name, terms: whole.terms)
        // However many keys there are, and whichever way they are mapped.
        var work = ForeignImport(.polar, benefits: [:])
        work.otherBenefit = ours.id
        let said = work.remarks(
            on: ForeignSurvey(.polar, lists: [Self.key(1), Self.key(2)]), [ours],
            Self.organization)
        #expect(said == [.otherBenefit(theirs: whole.id, name: ours.name)])
    }
}
