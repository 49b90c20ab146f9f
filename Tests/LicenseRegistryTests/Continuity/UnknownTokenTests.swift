import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry

@Suite struct `License keys that a restored registry does not know` {
    @Test(arguments: Driver.available)
    func `of one organization leave the others their room`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (registry, now) = (sample.registry, SampleRegistry.now)
            let other = TestVendor(seed: 2)
            try registry.organizations.add(
                Organization(id: other.issuer.organization, name: "Bravo Ltd"), now: now)
            try registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "issuer", publicKey: sample.issuer.verificationKey,
                    organization: sample.organization, createdAt: now))
            let continuity = registry.maintenance.continuity
            try continuity.resume(nil, now: now)
            // As many as are kept of one, whatever they are.
            let digest =
                driver == .sqlite ? "randomblob(16)" : "decode(md5(CAST(i AS TEXT)), 'hex')"
            try sample.database.run(
                """
                INSERT INTO unknown_token (digest, organization_id, license_id, octets, seen_at)
                WITH RECURSIVE numbers (i) AS (
                    SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 10000)
                SELECT \(digest), organization.id, organization.id, organization.id, 0
                FROM numbers, organization WHERE organization.name = 'Bravo Ltd'
                """)
            let lost = [
                try other.license { $0.issuedAt = now },
                try TestVendor(seed: 1).license { $0.issuedAt = now },
            ]
            for license in lost { try continuity.keep(license, now: now) }
            let kept = try continuity.unknownTokens(limit: 20_000)
            #expect(kept.count == 10_001)
            #expect(
                kept.filter { $0.organization == sample.organization }.map(\.license)
                    == [lost[1].claims.license])
        }
    }
}
