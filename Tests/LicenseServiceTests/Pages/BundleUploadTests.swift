import CBOR
import COSE
import COSESigning
import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `A newer trust bundle` {
    private let root = 80 as UInt8
    private let other = 81 as UInt8

    /// A bundle of this vendor, signed by root keys that are named by their seeds.
    private func bundle(
        _ version: UInt64, of vendor: TestService, roots: [UInt8], signedBy signers: [UInt8],
        adjust: (inout TrustBundle) -> Void = { _ in }
    ) throws -> [UInt8] {
        var bundle = TrustBundle(
            organization: vendor.organization,
            roots: try roots.map { try TestService.key($0).verificationKey }, threshold: 1,
            issuedAt: vendor.now, expiresAt: vendor.now + .seconds(90 * 86_400))
        bundle.version = version
        bundle.keys = [
            (vendor.issuer.verificationKey, KeyRole.issue), (vendor.keys.answerKey, .activate),
            (vendor.keys.listKey, .status),
        ].map { key, role in
            BundleKey(
                key, role: role, notBefore: vendor.now - .seconds(60),
                notAfter: vendor.now + .seconds(400 * 86_400))
        }
        adjust(&bundle)
        var ceremony = try TrustCeremony(draft: bundle)
        for signer in signers { try ceremony.sign(by: try TestService.key(signer)) }
        return ceremony.bytes
    }

    /// A vendor who hands out version 1, and an operator who is signed in there.
    private func withVendor(
        _ body: @escaping @Sendable (TestService, TestBrowser, _ file: String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/acme.trust"
            try await TestService.with(adjust: { $0.trustBundlePath = file }) { vendor in
                let former = try TestService.key(70).verificationKey
                let first = try bundle(1, of: vendor, roots: [root], signedBy: [root]) {
                    $0.keys.append(
                        BundleKey(
                            former, role: .status, notBefore: vendor.now - .seconds(60),
                            notAfter: vendor.now))
                }
                try Data(first).write(to: URL(fileURLWithPath: file))
                try vendor.service.trust.replace(first)
                try await vendor.withOperator { browser in
                    try await body(vendor, browser, file)
                }
            }
        }
    }

    @Test func `is shown first, and then handed out and kept once`() async throws {
        try await withVendor { vendor, browser, file in
            let new = try bundle(2, of: vendor, roots: [root, other], signedBy: [root]) {
                $0.keys.append(
                    BundleKey(
                        try! TestService.key(90).verificationKey, role: .issue,
                        notBefore: vendor.now, notAfter: vendor.now + .seconds(86_400)))
                $0.listFloors = [0: 7]
            }
            #expect(try await browser.get("/admin/trust").text.contains("/admin/trust/bundle"))
            let form = try await browser.get("/admin/trust/bundle")
            let preview = try await browser.upload(
                "/admin/trust/bundle/preview", on: form, "bundle", new)
            let added = Hexadecimal.encode(try TestService.key(90).verificationKey.keyID.bytes)
            let removed = Hexadecimal.encode(try TestService.key(70).verificationKey.keyID.bytes)
            for words in [
                "Version 2 takes the place of version 1.", "The key \(added) issues licenses from",
                "The key \(removed), which signs status lists, is gone.",
                "signs the bundles after this one", "List 0 is refused below number 7.",
            ] {
                #expect(preview.text.contains(words), "\(words)")
            }
            #expect(vendor.service.trust.current?.bundle.version == 1)
            let octets = try #require(preview.hidden("octets"))
            for _ in 0..<2 {
                let done = try await browser.post(
                    "/admin/trust/bundle", on: preview, ["octets": octets])
                #expect(done.text.contains("The newer bundle is handed out."))
            }
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: file))) == new)
            let served = try await browser.client.execute(uri: "/v1/trust", method: .get)
            #expect(Array(served.body.readableBytesView) == new)
            var filter = AuditFilter()
            filter.subject = "\(vendor.organization)"
            let records = try vendor.registry.auditLog.records(matching: filter, limit: 50)
            let published = records.filter { $0.action == AuditAction.trustPublish.rawValue }
            #expect(published.map(\.detail) == ["version 2"])
            #expect(published.first?.actor.contains("operator") == true)
        }
    }

    @Test func `is refused where no device would take it`() async throws {
        try await withVendor { vendor, browser, file in
            let held = try Data(contentsOf: URL(fileURLWithPath: file))
            let form = try await browser.get("/admin/trust/bundle")
            func make(
                _ version: UInt64, _ signers: [UInt8],
                _ change: (inout TrustBundle) -> Void = { _ in }
            ) throws -> [UInt8] {
                try bundle(version, of: vendor, roots: [root], signedBy: signers, adjust: change)
            }
            let cases: [(content: [UInt8], words: String)] = [
                ([], "Choose the file"),
                ([1, 2, 3], "A message of the trust bundle is damaged"),
                (try make(2, []), "A message of the trust bundle is damaged"),
                (try make(2, [other]), "0 of the root keys have signed"),
                (
                    try self.bundle(2, of: vendor, roots: [other], signedBy: [root]),
                    "0 of the new root keys have signed"
                ),
                (
                    try self.bundle(2, of: vendor, roots: [other], signedBy: [other]),
                    "0 of the root keys have signed"
                ),
                (Array(held), "Version 1 is handed out already"),
                (try make(1, [root], { $0.listFloors = [0: 1] }), "say different things"),
                (
                    try make(
                        2, [root],
                        {
                            $0.issuedAt = vendor.now - .seconds(200)
                            $0.expiresAt = vendor.now - .seconds(100)
                        }), "has ended"
                ),
                (
                    try make(2, [root], { $0.issuedAt = vendor.now + .seconds(3 * 86_400) }),
                    "clock has not reached"
                ),
            ]
            for (content, words) in cases {
                let page = try await browser.upload(
                    "/admin/trust/bundle/preview", on: form, "bundle", content)
                #expect(page.status == .unprocessableContent, "\(words)")
                #expect(page.text.contains(words), "\(words)")
                // Nor by a form that was made by hand.
                let sent = try await browser.post(
                    "/admin/trust/bundle", on: form,
                    ["octets": Base64.encodeURL(content), "version": "1"])
                #expect(sent.status != .ok, "\(words)")
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == held)
            #expect(vendor.service.trust.current?.bundle.version == 1)
        }
    }

    @Test func `says which keys of the service it takes away, and waits for no second edit`()
        async throws
    {
        try await withVendor { vendor, browser, _ in
            let new = try bundle(2, of: vendor, roots: [root], signedBy: [root]) {
                for index in $0.keys.indices where $0.keys[index].role == .activate {
                    $0.keys[index].compromisedAt = vendor.now
                }
            }
            let form = try await browser.get("/admin/trust/bundle")
            let preview = try await browser.upload(
                "/admin/trust/bundle/preview", on: form, "bundle", new)
            #expect(preview.text.contains("This bundle takes keys of this service away."))
            #expect(preview.text.contains("is called stolen since"))
            // Somebody else was faster.
            try vendor.service.trust.replace(
                bundle(3, of: vendor, roots: [root], signedBy: [root]))
            let octets = try #require(preview.hidden("octets"))
            let late = try await browser.post(
                "/admin/trust/bundle", on: preview, ["octets": octets])
            #expect(late.status == .conflict)
            #expect(vendor.service.trust.current?.bundle.version == 3)
        }
    }

    /// A device that has it would be refused by what this service signs.
    @Test
    func `is refused where it leaves a key of the service out, before and after it was shown`()
        async throws
    {
        try await withVendor { vendor, browser, file in
            let held = try Data(contentsOf: URL(fileURLWithPath: file))
            let new = try bundle(2, of: vendor, roots: [root], signedBy: [root]) {
                $0.keys.removeAll { $0.role == .activate }
            }
            let form = try await browser.get("/admin/trust/bundle")
            let preview = try await browser.upload(
                "/admin/trust/bundle/preview", on: form, "bundle", new)
            let sent = try await browser.post(
                "/admin/trust/bundle", on: form,
                ["octets": Base64.encodeURL(new), "version": "1"])
            for page in [preview, sent] {
                #expect(page.status == .unprocessableContent)
                #expect(page.text.contains("does not name this service"))
                #expect(page.text.contains("latchkey trust add-key"))
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == held)
            #expect(vendor.service.trust.current?.bundle.version == 1)
        }
    }

    @Test func `needs a file to be kept in`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                #expect(!(try await browser.get("/admin/trust").text.contains("/trust/bundle")))
                let page = try await browser.get("/admin/trust/bundle")
                #expect(page.status == .conflict && page.text.contains("trust.bundle"))
            }
        }
    }
}
