import COSE
import COSESigning
import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import Synchronization
import Testing

@testable import LicenseService

/// Two organizations over one service: a neighbor gets nothing of the other's, by ids or by keys.
@Suite struct `A neighbor` {
    /// Another organization, with an issuing key of its own.
    private struct Neighbor {
        let issuer: Issuer
        let benefit: Benefit

        /// The issuing key's private half.
        static func key() throws -> SigningKey { try TestService.key(66) }

        init(_ vendor: TestService) throws {
            issuer = Issuer(.random(), key: try Self.key())
            try vendor.registry.organizations.add(
                Organization(id: issuer.organization, name: "Neighbor Ltd"), now: vendor.now)
            try vendor.registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "neighbor", publicKey: issuer.verificationKey,
                    organization: issuer.organization, createdAt: vendor.now))
            benefit = Benefit(
                id: .random(), name: try #require(BenefitName("theirs")),
                terms: vendor.benefit.terms)
            try vendor.registry.benefits.add(
                benefit, organization: issuer.organization, now: vendor.now)
        }

        /// A license that this one signs, with whatever claims it likes.
        func token(
            _ claims: LicenseClaims, _ change: (inout LicenseClaims) -> Void = { _ in }
        ) throws -> VerifiedLicense {
            var claims = claims
            change(&claims)
            let signer = Issuer(claims.organization, key: try Self.key())
            return try TrustedKeys(pinning: Self.key().verificationKey).verify(
                LicenseKey(signer.mint(claims).message))
        }
    }

    private static func request(
        with license: VerifiedLicense, seed: UInt8 = 90
    ) throws -> [UInt8] {
        let device = try TestService.key(seed)
        let request = ActivationRequest(
            .activate, license: .key(try LicenseKey(license.message)),
            device: device.verificationKey, id: .random(), issuedAt: TestService.now)
        return try request.signed(by: device).bytes
    }

    private static func outcome(_ answer: TestResponse, _ vendor: TestService) throws -> Receipt {
        let message = try SignedMessage(deviceMessage: Array(answer.body.readableBytesView))
        return try ActivationKeys(pinning: vendor.keys.answerKey).verifyReceipt(message).receipt
    }

    @Test func `who signs another's license id gets no seat and no key`() async throws {
        try await TestService.with { vendor in
            let neighbor = try Neighbor(vendor)
            // The service hears of the new key.
            await vendor.service.publisher.round()
            let license = try vendor.license()
            let forged = [
                try neighbor.token(license.claims),
                try neighbor.token(license.claims) { $0 = $0.of(neighbor.issuer.organization) },
            ]
            try await vendor.application.test(.router) { client in
                for token in forged {
                    let answer = try await client.sync(Self.request(with: token))
                    guard answer.status == .ok else {
                        #expect(answer.status == .unprocessableContent)
                        continue
                    }
                    let receipt = try Self.outcome(answer, vendor)
                    #expect(receipt.outcome == .unknownLicense)
                    #expect(receipt.certificate == nil && receipt.replacement == nil)
                }
                #expect(
                    try vendor.registry.activations.all(of: license.claims.license).isEmpty)
                let good = try await client.sync(Self.request(with: license))
                #expect(try Self.outcome(good, vendor).outcome == .accepted)
            }
        }
    }

    /// A bundle in which the issuing key is marked as stolen, or as of another role, or is left out.
    private static func bundle(
        of vendor: TestService, _ change: (inout BundleKey) -> Void, naming isNamed: Bool = true
    ) throws -> [UInt8] {
        let root = try TestService.key(80)
        var bundle = TrustBundle(
            organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
            issuedAt: TestService.now, expiresAt: TestService.now + .seconds(1_000_000))
        var entry = BundleKey(
            isNamed ? vendor.issuer.verificationKey : try TestService.key(81).verificationKey,
            role: .issue, notBefore: TestService.now,
            notAfter: TestService.now + .seconds(900_000))
        change(&entry)
        bundle.keys = [entry]
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: root)
        return ceremony.bytes
    }

    @Test func `changes nothing for a program that called before it came`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let alone = try await caller.call(.get, "/manage/v1/benefits")
                #expect(alone.status == .ok)
                let later = vendor.now + .seconds(10)
                try vendor.registry.organizations.add(
                    Organization(id: .random(), name: "Neighbor Ltd"), now: later)
                let beside = try await caller.call(.get, "/manage/v1/benefits")
                #expect(beside.status == .ok)
                #expect(beside.bytes == alone.bytes)
                // Who begins to call now says whom they mean.
                let token = try BearerToken.make(
                    "new", scopes: Set(TokenScope.allCases), organization: nil, expiresAt: nil,
                    vendor.registry.tokens, later)
                let new = TestCaller(client: caller.client, token: token.text)
                #expect(
                    try await new.call(.get, "/manage/v1/benefits").status
                        == .unprocessableContent)
                let named = try await new.call(
                    .get, "/manage/v1/benefits?organization_id=\(vendor.organization)")
                #expect(named.bytes == alone.bytes)
            }
        }
    }

    @Test func `who stole a key gets nothing by it, with or without a mark in the bundle`()
        async throws
    {
        for mark in [false, true] {
            try await TestService.with { vendor in
                let license = try vendor.license()
                if mark {
                    try vendor.service.trust.replace(
                        Self.bundle(of: vendor) { $0.compromisedAt = TestService.now })
                }
                var claims = license.claims
                claims.issuedAt = claims.issuedAt + .seconds(-1)
                let signer = Issuer(vendor.organization, key: try TestService.key(1))
                let backdated = try TrustedKeys(pinning: signer.verificationKey).verify(
                    LicenseKey(signer.mint(claims).message))
                try await vendor.application.test(.router) { client in
                    let answer = try await client.sync(Self.request(with: backdated))
                    if mark {
                        #expect(answer.status == .unprocessableContent)
                    } else {
                        let receipt = try Self.outcome(answer, vendor)
                        #expect(receipt.outcome == .unknownLicense && receipt.replacement == nil)
                    }
                    #expect(
                        try vendor.registry.activations.all(of: license.claims.license).isEmpty)
                }
            }
        }
    }

    @Test func `loses a key by the bundle, but no license that the vendor affirms`() async throws {
        try await TestService.with { vendor in
            let (affirmed, other) = (try vendor.license(), try vendor.license(seed: 8))
            var list = AffirmationCeremony(
                [affirmed.message], of: vendor.organization,
                signedBy: vendor.issuer.verificationKey.keyID)
            try list.sign(by: TestService.key(80))
            try vendor.service.trust.replace(
                Self.bundle(of: vendor) { $0.compromisedAt = TestService.now },
                affirmations: [list.bytes])
            try await vendor.application.test(.router) { client in
                let good = try await client.sync(Self.request(with: affirmed))
                #expect(try Self.outcome(good, vendor).outcome == .accepted)
                let bad = try await client.sync(Self.request(with: other, seed: 91))
                #expect(bad.status == .unprocessableContent)
            }
        }
    }

    @Test func `mints nothing with a key that the bundle takes away`() async throws {
        try await TestService.with { vendor in
            let token = try vendor.token()
            let order = #"{"benefit_id": "\#(vendor.benefit.id)"}"#
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                let uri = "/manage/v1/license-keys"
                #expect(try await caller.call(.post, uri, order).status == .created)
                for bundle in [
                    try Self.bundle(of: vendor) { $0.compromisedAt = TestService.now },
                    try Self.bundle(of: vendor) { $0.role = .status },
                    try Self.bundle(of: vendor) { $0.notBefore = TestService.now + .seconds(60) },
                    try Self.bundle(of: vendor, { _ in }, naming: false),
                ] {
                    try vendor.service.trust.replace(bundle)
                    let refused = try await caller.call(.post, uri, order)
                    #expect(refused.status == .unprocessableContent)
                    #expect(refused["code"]?.hasPrefix("issuer.") == true)
                }
                let served = vendor.service.trust.current?.document.body
                #expect(throws: TrustError.self) { try vendor.service.trust.replace([1, 2, 3]) }
                #expect(vendor.service.trust.current?.document.body == served)
                try vendor.service.trust.replace(Self.bundle(of: vendor) { _ in })
                #expect(try await caller.call(.post, uri, order).status == .created)
            }
        }
    }

    /// A bundle that names the service's own keys.
    private static func bundle(
        naming keys: [BundleKey], of vendor: TestService
    ) throws -> [UInt8] {
        let root = try TestService.key(80)
        var bundle = TrustBundle(
            organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
            issuedAt: TestService.now, expiresAt: TestService.now + .seconds(1_000_000))
        bundle.keys =
            keys + [
                BundleKey(
                    vendor.issuer.verificationKey, role: .issue, notBefore: TestService.now,
                    notAfter: TestService.now + .seconds(900_000))
            ]
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: root)
        return ceremony.bytes
    }

    /// The key with which the service signs its answers.
    private static func answering(
        _ vendor: TestService, _ role: KeyRole, from start: Timestamp
    ) -> BundleKey {
        BundleKey(
            vendor.keys.answerKey, role: role, notBefore: start,
            notAfter: TestService.now + .seconds(900_000))
    }

    @Test func `signs no answers with a key of the service that the bundle takes away`()
        async throws
    {
        try await TestService.with { vendor in
            let token = try vendor.token()
            let license = try vendor.license()
            let good = Self.answering(vendor, .activate, from: TestService.now)
            var stolen = good
            stolen.compromisedAt = TestService.now
            let faults = [
                (91, stolen), (92, Self.answering(vendor, .issue, from: TestService.now)),
                (93, Self.answering(vendor, .activate, from: TestService.now + .seconds(60))),
            ]
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                for (seed, fault) in faults {
                    try vendor.service.trust.replace(Self.bundle(naming: [fault], of: vendor))
                    let refused = try await client.sync(
                        Self.request(with: license, seed: UInt8(seed)))
                    #expect(refused.status == .conflict)
                    #expect(String(buffer: refused.body).contains("service-key-withdrawn"))
                    #expect(try await caller.call(.get, "/health")["status"] == "key-withdrawn")
                    let metrics = try await caller.call(.get, "/metrics").bytes
                    #expect(
                        String(decoding: metrics, as: UTF8.self).contains(
                            "latchkeyd_service_keys_withdrawn 1"))
                    // The bundle is how devices hear of it.
                    #expect(try await caller.call(.get, "/v1/trust").status == .ok)
                }
                #expect(
                    try vendor.registry.activations.all(of: license.claims.license).isEmpty)
                try vendor.service.trust.replace(Self.bundle(naming: [good], of: vendor))
                let answer = try await client.sync(Self.request(with: license))
                #expect(try Self.outcome(answer, vendor).outcome == .accepted)
                #expect(try await caller.call(.get, "/health")["status"] == "ok")
            }
        }
    }

    @Test func `signs no lists with a key of the service that the bundle takes away`()
        async throws
    {
        try await TestService.with { vendor in
            let license = try vendor.license()
            await vendor.service.publisher.round()
            let shard = try #require(license.claims.statusIndex?.shard)
            let uri = "/v1/status-lists/\(shard)"
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: "")
                let before = try await caller.call(.get, uri).bytes
                #expect(!before.isEmpty)
                var stolen = BundleKey(
                    vendor.keys.listKey, role: .status, notBefore: TestService.now,
                    notAfter: TestService.now + .seconds(900_000))
                stolen.compromisedAt = TestService.now
                try vendor.service.trust.replace(Self.bundle(naming: [stolen], of: vendor))
                try vendor.registry.issuance.setState(
                    of: license.claims.license, to: .revoked, reason: "", now: vendor.now)
                await vendor.service.publisher.round()
                #expect(try await caller.call(.get, uri).bytes == before)
                stolen.compromisedAt = nil
                try vendor.service.trust.replace(Self.bundle(naming: [stolen], of: vendor))
                await vendor.service.publisher.round()
                #expect(try await caller.call(.get, uri).bytes != before)
            }
        }
    }

    @Test func `hands out a bundle only once devices that take it have a list`() async throws {
        let now = Mutex(TestService.now)
        try await TestService.with { vendor in
            let license = try vendor.license()
            let node = try vendor.anotherNode(clock: ServiceClock { now.withLock { $0 } })
            await node.publisher.round()
            let shard = try #require(license.claims.statusIndex?.shard)
            let id = StatusListID(vendor.organization, shard)
            func bundle(from seconds: Int64) throws -> [UInt8] {
                try Self.bundle(
                    naming: [
                        BundleKey(
                            vendor.keys.listKey, role: .status,
                            notBefore: TestService.now + .seconds(seconds),
                            notAfter: TestService.now + .seconds(900_000))
                    ], of: vendor)
            }
            func isTaken(_ version: Timestamp) throws -> Bool {
                let list = try #require(node.lists[id]).claims
                return list.issuedAt >= version
            }
            // The window begins after the newest list, and has begun.
            now.withLock { $0 = TestService.now + .seconds(100) }
            try node.trust.replace(bundle(from: 60))
            #expect(node.trust.current == nil)
            await node.publisher.round()
            #expect(node.trust.current != nil)
            #expect(try isTaken(TestService.now + .seconds(60)))
            let served = node.lists[id]?.claims.sequence
            await node.publisher.round()
            #expect(node.lists[id]?.claims.sequence == served)
            // It begins later: the bundle before is handed out until then, and lists are signed.
            let before = node.trust.current?.document.etag
            try node.trust.replace(bundle(from: 200))
            try vendor.registry.issuance.setState(
                of: license.claims.license, to: .revoked, reason: "",
                now: TestService.now + .seconds(100))
            await node.publisher.round()
            #expect(node.trust.current?.document.etag == before)
            #expect(try #require(node.lists[id]?.claims.sequence) > #require(served))
            now.withLock { $0 = TestService.now + .seconds(200) }
            await node.publisher.round()
            #expect(node.trust.current?.document.etag != before)
            #expect(try isTaken(TestService.now + .seconds(200)))
        }
    }

    @Test func `does not start with a bundle that cannot be read`() async throws {
        await #expect(throws: ConfigurationMistakes.self) {
            try await TestService.with(adjust: { $0.trustBundle = [1, 2, 3] }) { _ in }
        }
    }

    @Test func `who imports under another's customer is refused, and reads nothing`() async throws {
        try await TestService.with { vendor in
            let neighbor = try Neighbor(vendor)
            // The service hears of the new key.
            await vendor.service.publisher.round()
            let victim = CustomerID.random()
            try vendor.registry.customers.add(
                CustomerRecord(
                    id: victim, organization: vendor.organization, name: "Victim Person",
                    createdAt: vendor.now), now: vendor.now)
            var grant = Grant(neighbor.benefit.id)
            grant.customer = victim
            var random = SystemRandomNumberGenerator()
            let minted = try neighbor.issuer.mint(
                neighbor.benefit.terms, for: grant, issuedAt: vendor.now, using: &random)
            let token = try vendor.token(organization: neighbor.issuer.organization)
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                let answer = try await caller.call(
                    .post, "/manage/v1/license-keys/import",
                    #"{"license_keys": [{"key": "\#(minted.text)"}]}"#)
                let row = (answer.json["results"] as? [[String: Any]])?.first
                #expect(row?["code"] as? String == "store.customer-of-another")
                let read = try await caller.call(
                    .get, "/manage/v1/license-keys/\(minted.claims.license)")
                #expect(read.status == .notFound)
            }
        }
    }

    @Test func `is told that a license key is another's, and imports none`() async throws {
        try await TestService.with { vendor in
            let neighbor = try Neighbor(vendor)
            await vendor.service.publisher.round()
            let minted = try vendor.issuer.mint(
                vendor.benefit.terms, for: Grant(vendor.benefit.id), issuedAt: vendor.now)
            let token = try vendor.token(organization: neighbor.issuer.organization)
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                let answer = try await caller.call(
                    .post, "/manage/v1/license-keys/import",
                    #"{"license_keys": [{"key": "\#(minted.text)"}]}"#)
                let row = (answer.json["results"] as? [[String: Any]])?.first
                #expect(row?["result"] as? String == "refused")
                #expect(row?["code"] as? String == "license.other-organization")
                #expect(
                    row?["detail"] as? String == "the license key is that of another organization")
                #expect(try vendor.registry.licenses.find(minted.claims.license) == nil)
            }
        }
    }

    @Test func `voids its own devices, and its units come back`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let token = try vendor.token()
            try await vendor.application.test(.router) { client in
                let request = try ledger.request(.activate, at: TestService.now)
                try ledger.take(await client.sync(request.bytes))
                let seat = try #require(
                    try vendor.registry.activations.all(of: license.claims.license).first)
                let caller = TestCaller(client: client, token: token)
                let uri = "/manage/v1/activations/\(seat.id)/void-usage"
                let voided = try await caller.call(.post, uri)
                #expect(voided.status == .ok && voided["standing"] == "void")
                #expect(voided.json["allowance"] as? Int == 0)
                let report = try ledger.pendingReport(at: TestService.now)
                let late = try await client.sync(report.bytes)
                #expect(try Self.outcome(late, vendor).outcome == .deactivated)
                #expect(
                    try await caller.call(
                        .post, "/manage/v1/activations/\(ActivationID.random())/void-usage"
                    ).status == .notFound)
            }
        }
    }
}

extension LicenseClaims {
    /// The same claims in the name of another organization.
    func of(_ organization: OrganizationID) -> LicenseClaims {
        var claims = LicenseClaims(
            license, of: organization, benefit: benefit, prefix: prefix, issuedAt: issuedAt)
        claims.activationLimit = activationLimit
        claims.usageLimit = usageLimit
        claims.expiresAt = expiresAt
        claims.statusIndex = statusIndex
        return claims
    }
}
