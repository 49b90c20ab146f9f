import CBOR
import COSE
import COSESigning
import Foundation
import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The page that checks a key` {
    @Test func `hands out the verifier of the bindings, byte for byte, to be kept for ever`()
        async throws
    {
        try await TestService.with { vendor in
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/portal/check")
                let policy = try #require(page.headers[.contentSecurityPolicy])
                #expect(policy.contains("script-src 'self';") && !policy.contains("unsafe"))
                #expect(page.text.matches(of: /<script/).count == 2)
                let found = page.text.firstMatch(of: /type="module" src="([^"]*)"/)
                let path = String(try #require(found).1)
                let check = try await browser.get(path)
                let imports = check.text.matches(of: /from "\.\/([^"]*)"/).map { String($0.1) }
                #expect(imports.count == 2)
                let files = ["latchkey.js", "latchkey-sentences.js"]
                for (name, file) in zip(imports, files) {
                    let asset = try await browser.get("/assets/\(name)")
                    #expect(asset.text == (try Self.binding(file)))
                    #expect(asset.headers[.cacheControl] == "public, max-age=31536000, immutable")
                    #expect(asset.headers[.contentType] == "text/javascript; charset=utf-8")
                }
                // Only this page carries it.
                let other = try await browser.get("/portal/offline")
                #expect(!other.text.contains("type=\"module\""))
            }
        }
    }

    @Test func `names the organization's own keys, and since when one is retired`() async throws {
        try await TestService.with { vendor in
            let other = Organization(id: .random(), name: "Other <Ltd>")
            // Later, or it might be the first one.
            try vendor.registry.organizations.add(other, now: vendor.now + .seconds(1))
            let (theirs, old) = (
                try TestService.key(81).verificationKey, try TestService.key(82).verificationKey
            )
            for (name, key, owner) in [
                ("theirs", theirs, other.id), ("old", old, vendor.organization),
            ] {
                try vendor.registry.organizations.addSigningKey(
                    SigningKeyRecord(
                        name: name, publicKey: key, organization: owner, createdAt: vendor.now))
            }
            try vendor.registry.organizations.retireSigningKey(named: "old", now: vendor.now)
            await vendor.service.publisher.round()
            try await vendor.withBrowser { browser in
                let trust = try await Self.trust(browser, "")
                let named = (trust["keys"]?.array ?? []).compactMap(\.object)
                #expect(named.count == 2)
                let name = Hexadecimal.encode(old.rawRepresentation)
                let retired = try #require(named.first { $0["key"]?.string == name })
                #expect(retired["retiredAt"]?.integer == vendor.now.secondsSinceEpoch)
                #expect(named.allSatisfy { $0 == retired || $0["retiredAt"] == nil })
                #expect(trust["bundle"] == nil)
                let second = try await Self.trust(browser, "?organization=\(other.id)")
                #expect(second["name"]?.string == "Other <Ltd>")
                let others = (second["keys"]?.array ?? []).map { $0.object?["key"]?.string }
                #expect(others == [Hexadecimal.encode(theirs.rawRepresentation)])
                #expect(second["lists"]?.array?.isEmpty == true)
            }
        }
    }

    @Test func `carries the bundle that limits its keys, with the roots that signed it`()
        async throws
    {
        try await TestService.with { vendor in
            let root = try TestService.key(80)
            var draft = TrustBundle(
                organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: vendor.now, expiresAt: vendor.now + .seconds(1_000_000))
            draft.keys = [
                BundleKey(
                    vendor.issuer.verificationKey, role: .issue, notBefore: vendor.now,
                    notAfter: vendor.now + .seconds(900_000))
            ]
            var ceremony = try TrustCeremony(draft: draft)
            try ceremony.sign(by: root)
            let bytes = ceremony.bytes
            try vendor.service.trust.replace(bytes)
            // A license file leads a machine from the root key to the license's.
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let text = try await browser.get("/admin/keys/\(id)/file").text
                let objects = try LicenseFile(parsing: Array(text.utf8)).objects
                #expect(objects.map(\.header.type) == [.cwt, .trustBundle])
                #expect(objects.last?.bytes == bytes)
            }
            try await vendor.withBrowser { browser in
                let bundle = try await Self.trust(browser, "")["bundle"]?.object
                #expect(bundle?["content"]?.string == Base64.encodePadded(bytes))
                let roots = (bundle?["roots"]?.array ?? []).map(\.string)
                #expect(roots == [Hexadecimal.encode(root.verificationKey.rawRepresentation)])
                #expect(bundle?["threshold"]?.integer == 1)
            }
        }
    }

    /// What the page gives to its script.
    private static func trust(_ browser: TestBrowser, _ query: String) async throws -> JSONObject {
        let page = try await browser.get("/portal/check\(query)")
        let found = try #require(page.text.firstMatch(of: /data-check="([^"]*)"/))
        let text = String(found.1).replacing("&quot;", with: "\"").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        return try #require(try JSON(parsing: Array(text.utf8)).object)
    }

    private static func binding(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        return try String(
            contentsOf: root.appending(path: "Sources/Bindings/JavaScript/\(name)"),
            encoding: .utf8)
    }
}
