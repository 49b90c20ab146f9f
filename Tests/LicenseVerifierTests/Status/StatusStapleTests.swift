import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A status staple` {
    /// A license at place 7 of list 0, minted an hour before the lists.
    private func license(
        of organization: OrganizationID, seed: UInt64 = 5
    ) throws -> VerifiedLicense {
        var generator = SplitMix64(seed: seed)
        let issuer = Issuer(organization, key: .test(2))
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(7)
        let minted = try issuer.mint(
            LicenseTerms(prefix: LicensePrefix("ACME")!), for: grant,
            issuedAt: StatusFixture.issuedAt - .seconds(3600), using: &generator)
        return try TrustedKeys(pinning: issuer.verificationKey)
            .verify(LicenseKey(parsing: minted.text))
    }

    @Test(arguments: LicenseStatus.allCases)
    func `says of its license what the list says`(status: LicenseStatus) throws {
        let fixture = try StatusFixture()
        let license = try license(of: fixture.organization)
        let list = try fixture.list([7: status])
        let staple = try list.staple(for: license, signedBy: fixture.key)
        #expect(staple.claims.status == status)
        #expect(try fixture.keys.verifyStaple(Carrier.message(staple.carrierText)) == staple)
        var facts = Facts(organization: fixture.organization, benefit: .any, prefix: .any)
        for days in [0, 10, 89, 90, 100] {
            let now = StatusFixture.issuedAt + .seconds(Int64(days) * 86_400)
            facts.status = .list(list)
            let byList = license.evaluate(facts, at: now)
            facts.status = .staple(staple)
            #expect(license.evaluate(facts, at: now).reasons == byList.reasons)
        }
    }

    @Test func `is small enough for a small code`() throws {
        let fixture = try StatusFixture()
        let staple = try fixture.list().staple(
            for: license(of: fixture.organization), signedBy: fixture.key)
        // 311 characters fit version 10 at level M.
        #expect(staple.carrierText.utf8.count <= 311)
    }

    @Test func `says nothing of another license`() throws {
        let fixture = try StatusFixture()
        let staple = try fixture.list([7: .invalid]).staple(
            for: license(of: fixture.organization), signedBy: fixture.key)
        var facts = Facts(organization: fixture.organization, benefit: .any, prefix: .any)
        facts.status = .staple(staple)
        let other = try license(of: fixture.organization, seed: 6)
        let decision = other.evaluate(facts, at: StatusFixture.issuedAt)
        #expect(decision.isAllowed)
        #expect(decision.warnings.map(\.code) == ["status.not-known"])
    }

    @Test func `is no list, a list is no staple, and any flipped bit is refused`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list()
        let staple = try list.staple(
            for: license(of: fixture.organization), signedBy: fixture.key)
        #expect(throws: StatusError.type(.statusStaple)) {
            try fixture.keys.verify(staple.message)
        }
        #expect(throws: StatusError.type(.statusList)) {
            try fixture.keys.verifyStaple(list.message)
        }
        let bytes = staple.message.bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let message = try? SignedMessage(changed, maxPayload: Limits.maxObjectBytes)
            else { continue }
            #expect(throws: StatusError.self) { try fixture.keys.verifyStaple(message) }
        }
    }

    @Test func `is refused when its claims break a rule`() throws {
        let fixture = try StatusFixture()
        let good = try fixture.list().staple(
            for: license(of: fixture.organization), signedBy: fixture.key
        ).claims
        let changes: [(inout StatusStapleClaims) -> Void] = [
            { $0.digest.removeLast() }, { $0.shard = 4096 }, { $0.sequence = 0 },
            { $0.sequence = UInt64($0.issuedAt.secondsSinceEpoch) + 1 },
            { $0.expiresAt = $0.issuedAt },
        ]
        for change in changes {
            var claims = good
            change(&claims)
            let message = try fixture.key.sign(payload: claims.payload, type: .statusStaple)
            #expect(throws: StatusError.claims) { try fixture.keys.verifyStaple(message) }
        }
    }
}
