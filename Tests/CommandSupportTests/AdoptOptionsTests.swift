import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import RegistryCommandSupport

@Suite struct `Taking in what a registry has lost` {
    /// A registry that was restored, with a key that somebody has stolen and one that is good.
    private struct RestoredVendor {
        /// Whose key somebody has stolen.
        static let former = TestVendor(key: 1)
        /// The same vendor with its good key.
        static let current = TestVendor(key: 4)

        let registry: Registry
        let benefit: Benefit
        let directory: String

        init(_ directory: String) throws {
            self.directory = directory
            registry = try Registry.open(sqlite: directory + "/r.sqlite", now: now)
            var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
            terms.lifetime = .years(1)
            benefit = Benefit(id: .random(), name: BenefitName("pro")!, terms: terms)
            try registry.organizations.add(
                Organization(id: Self.current.organization, name: "ACME"), now: now)
            try registry.benefits.add(
                benefit, organization: Self.current.organization, now: now)
            for (name, vendor) in [("former", Self.former), ("current", Self.current)] {
                try registry.organizations.addSigningKey(
                    SigningKeyRecord(
                        name: name, publicKey: vendor.issuer.verificationKey,
                        organization: vendor.organization, createdAt: now))
            }
            try registry.maintenance.continuity.resume(nil, now: now)
        }

        func license(
            by vendor: TestVendor, at moment: Timestamp = now
        ) throws -> VerifiedLicense {
            var generator = SystemRandomNumberGenerator()
            return try vendor.verified(
                vendor.issuer.mint(
                    benefit.terms, for: Grant(benefit.id), issuedAt: moment, using: &generator))
        }

        /// Calls the former key stolen.
        func bundle() throws -> ServedBundle {
            let root = SigningKey.test(9)
            var bundle = TrustBundle(
                organization: Self.current.organization, roots: [root.verificationKey],
                threshold: 1,
                issuedAt: now, expiresAt: now + .seconds(1000))
            bundle.keys = [Self.former, Self.current].map { vendor in
                BundleKey(
                    vendor.issuer.verificationKey, role: .issue, notBefore: now,
                    notAfter: now + .seconds(1000))
            }
            bundle.keys[0].compromisedAt = now
            var ceremony = try TrustCeremony(draft: bundle)
            try ceremony.sign(by: root)
            return try ServedBundle(ceremony.bytes)
        }

        func adopt(_ files: [String], within bundle: ServedBundle?) throws -> AdoptReport {
            var options = AdoptOptions()
            (options.files, options.dryRun) = (files, false)
            return try options.run(
                registry.maintenance.continuity, registry.organizations,
                within: bundle.map { [$0] } ?? [], at: now)
        }

        func file(_ license: VerifiedLicense) throws -> String {
            let path = directory + "/\(license.claims.license).key"
            try license.text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
    }

    @Test func `believes no key that the vendor's bundle takes away`() throws {
        try withTemporaryDirectory { directory in
            let vendor = try RestoredVendor(directory)
            let forged = try vendor.license(by: RestoredVendor.former)
            #expect(throws: LicenseError.issuer(.compromised)) {
                try vendor.adopt([vendor.file(forged)], within: vendor.bundle())
            }
            #expect(try vendor.registry.licenses.find(forged.claims.license) == nil)
            let good = try vendor.license(by: RestoredVendor.current)
            let report = try vendor.adopt([vendor.file(good)], within: vendor.bundle())
            #expect(report.licenses == ["\(good.claims.license)"])
        }
    }

    @Test func `takes the good keys that wait, and names the others`() throws {
        try withTemporaryDirectory { directory in
            let vendor = try RestoredVendor(directory)
            let (forged, good) = (
                try vendor.license(by: RestoredVendor.former),
                try vendor.license(by: RestoredVendor.current)
            )
            let ahead = try vendor.license(
                by: RestoredVendor.current, at: now + .seconds(900))
            for license in [ahead, forged, good] {
                try vendor.registry.maintenance.continuity.keep(license, now: now)
            }
            let report = try vendor.adopt([], within: vendor.bundle())
            #expect(report.licenses == ["\(good.claims.license)"])
            let refused = Set(report.refused.map { String($0.prefix { $0 != ":" }) })
            #expect(
                refused == ["\(ahead.claims.license)", "\(forged.claims.license)"],
                "one that is not taken holds up no others")
            #expect(try vendor.registry.licenses.find(forged.claims.license) == nil)
        }
    }
}

private let now = Timestamp("2027-01-01")!
