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
        try await TestService.with(driver) { vendor in try await body(vendor, Second(vendor)) }
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

    /// A bundle of either organization, which names the service's keys.
    private static func bundle(
        of organization: OrganizationID, issuer: VerificationKey, _ vendor: TestService,
        version: UInt64 = 1, adjust: (inout TrustBundle) -> Void = { _ in }
    ) throws -> [UInt8] {
        let root = try TestService.key(80)
        var bundle = TrustBundle(
            organization: organization, roots: [root.verificationKey], threshold: 1,
            issuedAt: vendor.now, expiresAt: vendor.now + .seconds(1_000_000))
        bundle.version = version
        bundle.keys = [
            (issuer, KeyRole.issue), (vendor.keys.answerKey, .activate),
            (vendor.keys.listKey, .status),
        ].map { key, role in
            BundleKey(
                key, role: role, notBefore: vendor.now, notAfter: vendor.now + .seconds(900_000))
        }
        adjust(&bundle)
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: root)
        return ceremony.bytes
    }

    @Test func `is handed its own bundle where a second file holds it, which judges its keys`()
        async throws
    {
        try await TestService.with { vendor in
            let second = try Second(vendor)
            let theirs = second.issuer.organization
            let own = try Self.bundle(
                of: vendor.organization, issuer: vendor.issuer.verificationKey, vendor)
            func other(
                _ version: UInt64, adjust: (inout TrustBundle) -> Void = { _ in }
            ) throws -> [UInt8] {
                try Self.bundle(
                    of: theirs, issuer: second.issuer.verificationKey, vendor,
                    version: version, adjust: adjust)
            }
            let first = try other(1)
            let node = try vendor.anotherNode(clock: vendor.clock) { parts in
                parts.trustBundle = own
                parts.otherBundles = [TrustFile(path: "bravo.trust", bundle: first)]
            }
            _ = try vendor.license()
            await node.publisher.round()
            #expect(node.trust.content(of: theirs)?.octets == first)
            try await vendor.application(of: node).test(.router) { client in
                let caller = TestCaller(client: client, token: "")
                let theirs = try await caller.call(.get, second.path + "/trust")
                #expect(theirs.bytes == first)
                #expect(try await caller.call(.get, "/v1/trust").bytes == own)
            }
            // Of either a newer one is taken by itself, and nothing of the other's changes.
            let floors = try other(2) { $0.listFloors = [0: 9] }
            let file = try #require(node.trust.file(of: theirs))
            try file.take(floors)
            await node.publisher.round()
            #expect(node.trust.content(of: theirs)?.octets == floors)
            #expect(node.trust.current?.octets == own)
            let lists = node.lists.all(of: theirs) + node.lists.all(of: vendor.organization)
            #expect(lists.map { $0.claims.sequence >= 9 } == [true, false])
            #expect(throws: BundleRefusal.self) { try file.take(first) }
            #expect(node.trust.anyRefusal != nil && node.trust.refusal == nil)
            // A key that their bundle leaves out issues nothing here any more.
            let key = try LicenseKey(second.license.message)
            let mine = try LicenseKey(vendor.license(seed: 8).message)
            #expect(node.trust.fault(of: key) == nil)
            try file.replace(other(3) { $0.keys.removeFirst() })
            #expect(node.trust.fault(of: key) == .role)
            #expect(node.trust.fault(of: mine) == nil)
            try await node.runtime.pool.shutDown()
        }
    }

    @Test(arguments: Driver.available)
    func `is never handed the first organization's bundle`(_ driver: Driver) async throws {
        try await Self.with(driver) { vendor, second in
            let bundle = try Self.bundle(
                of: vendor.organization, issuer: vendor.issuer.verificationKey, vendor)
            try vendor.service.trust.replace(bundle)
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
