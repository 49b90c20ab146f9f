import COSE
import COSESigning
import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

/// What devices fetch, where one service works for two organizations.
@Suite struct `A device of the second organization` {
    /// The second organization, with an issuing key and a license.
    private struct Second {
        let issuer: Issuer
        let license: VerifiedLicense

        var path: String { "/v1/organizations/\(issuer.organization)" }

        init(_ vendor: TestService) throws {
            issuer = Issuer(.random(), key: try TestService.key(67))
            let (registry, organization, now) = (vendor.registry, issuer.organization, vendor.now)
            try registry.organizations.add(
                Organization(id: organization, name: "Bravo Ltd"), now: now + .seconds(1))
            try registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "bravo", publicKey: issuer.verificationKey, organization: organization,
                    createdAt: now))
            let benefit = Benefit(
                id: .random(), name: try #require(BenefitName("theirs")),
                terms: vendor.benefit.terms)
            try registry.benefits.add(benefit, organization: organization, now: now)
            var grant = Grant(benefit.id)
            grant.statusIndex = try registry.statusLists.reserveIndexes(
                1, organization: organization, now: now)[0]
            var random = SystemRandomNumberGenerator()
            let minted = try issuer.mint(
                benefit.terms, for: grant, issuedAt: now, using: &random)
            try registry.issuance.record([LicenseRecord(minted)], now: now)
            license = try TrustedKeys(pinning: issuer.verificationKey).verify(
                LicenseKey(minted.message))
        }

        func device(_ vendor: TestService) throws -> Ledger {
            let ledger = try Ledger.open(
                vendor.directory + "/bravo",
                trusting: .keys(
                    licenses: TrustedKeys(pinning: issuer.verificationKey),
                    activations: ActivationKeys(pinning: vendor.keys.answerKey),
                    statuses: StatusKeys(pinning: vendor.keys.listKey)), at: vendor.now)
            for result in ledger.install([license.message], at: vendor.now) {
                _ = try result.get()
            }
            return ledger
        }

        func reasons(_ ledger: Ledger, at now: Timestamp) throws -> [String] {
            let facts = Facts(organization: issuer.organization, benefit: .any, prefix: .any)
            return try ledger.decision(facts, at: now).reasons.map(\.code)
        }
    }

    private static func with(
        _ driver: Driver, _ body: (TestService, Second) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver) { (place: TestDatabase) in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                try await body(vendor, Second(vendor))
                try await vendor.service.shutDown()
            }
        }
    }

    private static func list(_ bytes: [UInt8], _ vendor: TestService) throws -> VerifiedStatusList {
        try StatusKeys(pinning: vendor.keys.listKey).verify(
            SignedMessage(bytes, maxPayload: Limits.maxObjectBytes))
    }

    @Test(arguments: Driver.available)
    func `is denied by its own list, which lies under its organization's name`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, second in
            _ = try vendor.license()
            let ledger = try second.device(vendor)
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: "")
                func fetch() async throws {
                    await vendor.service.publisher.round()
                    let bytes = try await caller.call(.get, second.path + "/status-lists/0").bytes
                    let list = try Self.list(bytes, vendor)
                    #expect(list.claims.organization == second.issuer.organization)
                    #expect(list.claims.uri == "https://keys.test\(second.path)/status-lists/0")
                    for result in ledger.install([list.message], at: vendor.now) {
                        _ = try result.get()
                    }
                }
                try await fetch()
                #expect(try !second.reasons(ledger, at: vendor.now).contains("status.revoked"))
                try vendor.registry.issuance.setState(
                    of: second.license.claims.license, to: .revoked, reason: "", now: vendor.now)
                try await fetch()
                #expect(try second.reasons(ledger, at: vendor.now).contains("status.revoked"))
                // The address without a name is the first organization's, as it always was.
                let first = try await caller.call(.get, "/v1/status-lists/0").bytes
                #expect(try Self.list(first, vendor).claims.organization == vendor.organization)
                let named = try await caller.call(
                    .get, "/v1/organizations/\(vendor.organization)/status-lists/0")
                #expect(named.bytes == first)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is never handed the first organization's bundle`(_ driver: Driver) async throws {
        try await Self.with(driver) { vendor, second in
            let root = try TestService.key(80)
            var bundle = TrustBundle(
                organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: vendor.now, expiresAt: vendor.now + .seconds(1_000_000))
            bundle.keys = [
                (vendor.issuer.verificationKey, KeyRole.issue),
                (vendor.keys.answerKey, .activate), (vendor.keys.listKey, .status),
            ].map { key, role in
                BundleKey(
                    key, role: role, notBefore: vendor.now,
                    notAfter: vendor.now + .seconds(900_000))
            }
            var ceremony = try TrustCeremony(draft: bundle)
            try ceremony.sign(by: root)
            try vendor.service.trust.replace(ceremony.bytes)
            await vendor.service.publisher.round()
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: "")
                let theirs = try await caller.call(.get, second.path + "/trust")
                #expect(theirs.refusal == "404 no-trust-bundle")
                let own = try await caller.call(
                    .get, "/v1/organizations/\(vendor.organization)/trust")
                #expect(own.status == .ok)
                #expect(try await caller.call(.get, "/v1/trust").bytes == own.bytes)
                #expect(
                    try await caller.call(.get, "/v1/organizations/x/trust").status == .notFound)
            }
        }
    }
}
