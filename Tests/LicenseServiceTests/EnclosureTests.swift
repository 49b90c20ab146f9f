import COSE
import COSESigning
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import Testing

@testable import LicenseService

/// A machine without a network has the answer and nothing else.
@Suite struct `An answer that is enough` {
    private static let age = Duration.seconds(60 * 86_400)

    /// A license that asks for a status of the last sixty days.
    private static func license(_ vendor: TestService) throws -> VerifiedLicense {
        var terms = vendor.benefit.terms
        terms.offline = age
        terms.lifetime = .years(9)
        var grant = Grant(vendor.benefit.id)
        grant.statusIndex = try vendor.registry.statusLists.reserveIndexes(
            1, organization: vendor.organization, now: vendor.now)[0]
        let minted = try vendor.issuer.mint(
            terms, for: grant, issuedAt: vendor.now + .seconds(-400 * 86_400))
        try vendor.registry.issuance.record([LicenseRecord(minted)], now: vendor.now)
        return try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
            LicenseKey(parsing: minted.text))
    }

    private static func objects(_ body: ByteBuffer) throws -> [SignedMessage] {
        try SignedMessage.sequence(
            Array(body.readableBytesView), maxPayload: Limits.maxObjectBytes)
    }

    private static func isAllowed(_ ledger: Ledger, of vendor: TestService) throws -> Bool {
        try ledger.decision(
            Facts(organization: vendor.organization, benefit: .any, prefix: .any), at: vendor.now
        ).isAllowed
    }

    @Test func `brings the list to a machine that never saw one`() async throws {
        try await TestService.with { vendor in
            let license = try Self.license(vendor)
            let ledger = try vendor.device("machine", license)
            try await vendor.application.test(.router) { client in
                await vendor.service.publisher.round()
                let request = try ledger.request(.activate, at: vendor.now)
                let answer = try await client.sync(request.bytes)
                #expect(answer.headers[.contentType] == "application/cbor-seq")
                let objects = try Self.objects(answer.body)
                #expect(objects.map(\.header.type) == [.receipt, .statusList])
                #expect(try !Self.isAllowed(ledger, of: vendor))
                try ledger.take(answer)
                #expect(try Self.isAllowed(ledger, of: vendor))
                // It has all that there is, so the next answer comes alone.
                let report = try ledger.pendingReport(at: vendor.now)
                #expect(
                    try Self.objects(await client.sync(report.bytes).body).map(\.header.type)
                        == [.receipt])
                // A batch has one item for each message.
                let batch = try await client.sync(request.bytes + request.bytes)
                #expect(try Self.objects(batch.body).map(\.header.type) == [.receipt, .receipt])
            }
        }
    }

    @Test(arguments: Driver.available)
    func `brings a staple of a long list, about the license key that it brings`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let license = try Self.license(vendor)
            let ledger = try vendor.device("machine", license)
            for seed in 0..<200 {
                let other = try vendor.license(seed: UInt64(seed)).claims.license
                try vendor.registry.issuance.setState(
                    of: other, to: .revoked, reason: "", now: vendor.now)
            }
            try await vendor.application.test(.router) { client in
                await vendor.service.publisher.round()
                try ledger.take(
                    await client.sync(ledger.request(.activate, at: vendor.now).bytes))
                #expect(try Self.isAllowed(ledger, of: vendor))
                let held = try #require(
                    try vendor.registry.licenses.find(license.claims.license))
                var claims = held.claims
                claims.issuedAt = claims.issuedAt + .seconds(1)
                claims.statusIndex = try vendor.registry.statusLists.reserveIndexes(
                    1, organization: vendor.organization, now: vendor.now)[0]
                try vendor.registry.issuance.replaceToken(
                    held, by: vendor.issuer.mint(claims), former: .runsOut, now: vendor.now)
                await vendor.service.publisher.round()
                let report = try ledger.pendingReport(at: vendor.now)
                let answer = try await client.sync(report.bytes)
                #expect(
                    try Self.objects(answer.body).map(\.header.type) == [.receipt, .statusStaple])
                try ledger.take(answer)
                #expect(try Self.isAllowed(ledger, of: vendor))
                #expect(ledger.summary(at: vendor.now).license?.claims == claims)
            }
        }
    }

    @Test func `brings the bundle by which the answer is believed`() async throws {
        let root = try TestService.key(80)
        func bundle(_ vendor: TestService, _ version: UInt64, answers: Bool) throws -> [UInt8] {
            var bundle = TrustBundle(
                organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: vendor.now + .seconds(-10), expiresAt: vendor.now + .seconds(1_000_000))
            bundle.version = version
            let keys: [(VerificationKey, KeyRole)] = [
                (vendor.issuer.verificationKey, .issue), (vendor.keys.listKey, .status),
                (vendor.keys.answerKey, .activate),
            ]
            bundle.keys = keys.filter { answers || $0.1 != .activate }.map { key, role in
                BundleKey(
                    key, role: role, notBefore: vendor.now + .seconds(-1_000 * 86_400),
                    notAfter: vendor.now + .seconds(1_000_000))
            }
            var ceremony = try TrustCeremony(draft: bundle)
            try ceremony.sign(by: root)
            return ceremony.bytes
        }
        try await TestService.with { vendor in
            let license = try Self.license(vendor)
            try vendor.service.trust.replace(bundle(vendor, 2, answers: true))
            let trust = try #require(TrustRoot([root.verificationKey], threshold: 1))
            let ledger = try Ledger.open(
                "\(vendor.directory)/machine", trusting: .root(trust), at: vendor.now)
            let old = try SignedMessage.sequence(
                bundle(vendor, 1, answers: false), maxPayload: TrustBundle.maxPayload)
            for result in ledger.install(old + [license.message], at: vendor.now) {
                _ = try result.get()
            }
            try await vendor.application.test(.router) { client in
                await vendor.service.publisher.round()
                let answer = try await client.sync(
                    ledger.request(.activate, at: vendor.now).bytes)
                #expect(
                    try Self.objects(answer.body).map(\.header.type)
                        == [.receipt, .trustBundle, .statusList])
                try ledger.take(answer)
                #expect(try Self.isAllowed(ledger, of: vendor))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `has a code for each part on the page for machines without a network`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let license = try Self.license(vendor)
            let ledger = try vendor.device("machine", license)
            let text = Carrier.encode(try ledger.request(.activate, at: vendor.now).bytes)
            try await vendor.withBrowser { browser in
                await vendor.service.publisher.round()
                let form = try await browser.get("/portal/offline")
                let page = try await browser.post("/portal/offline", on: form, ["message": text])
                #expect(page.text.contains("QR code 1 of 2"))
                #expect(page.text.contains("QR code 2 of 2"))
                let answer = try #require(page.hidden("answer"))
                let file = try await browser.post(
                    "/portal/offline/file", on: page, ["answer": answer])
                let lines = file.text.split(separator: "\n")
                #expect(lines.count == 2)
                // One code after another, as a phone scans them.
                for line in lines {
                    let message = try Carrier.message(String(line))
                    for result in ledger.install([message], at: vendor.now) { _ = try result.get() }
                }
                #expect(try Self.isAllowed(ledger, of: vendor))
            }
        }
    }
}
