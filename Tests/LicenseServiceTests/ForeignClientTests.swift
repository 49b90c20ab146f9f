import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Testing

@testable import LicenseService

/// Python with what others wrote for callers of HTTP services, as sh .ci/test sets it up.
enum Python {
    static let folder = RepositoryFolder.root.appendingPathComponent(".build/python")
    static let path = folder.appendingPathComponent("bin/python").path

    /// Whether a package is installed there.
    static func has(_ package: String) -> Bool {
        let libraries = folder.appendingPathComponent("lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        return versions.contains { version in
            FileManager.default.fileExists(
                atPath: libraries.appendingPathComponent("\(version)/site-packages/\(package)").path
            )
        }
    }

    static func script(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Interop/\(name)").path
    }

    /// Runs a script and says how it ended and what it wrote.
    static func run(
        _ script: String, _ arguments: [String], in directory: String
    ) async throws -> (status: Int32, talk: String) {
        let result = try await aside {
            try runProcess(
                path, [Self.script(script)] + arguments,
                environment: [
                    "PATH": "/usr/bin:/bin", "HOME": directory, "LC_ALL": "C.UTF-8",
                    "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1",
                ], directory: directory, limit: 240)
        }
        let talk = String(decoding: result.output + result.error, as: UTF8.self)
        return (result.status, talk)
    }
}

extension TestService {
    /// A home in the vendor's directory, for a node that may mint.
    func makeHome() throws {
        let layout = HomeLayout(path: directory)
        _ = try ServiceHome(layout, passphraseFile: nil).initialize(
            organization: nil, database: .sqlite(path: directory + "/registry.sqlite"),
            makesNewKeys: true, now: now)
        try KeyFile.writeUnencrypted(
            Self.key(1), to: layout.privateKeyPath(KeyName("issuer")!))
    }
}

@Suite(.serialized) struct `Clients that others wrote` {
    /// These clients go by the machine's clock, and so must the registry: a service does not go back
    /// behind what that has seen.
    private static var now: Timestamp { ServiceClock.system().now() }

    @Test(
        .enabled(if: Python.has("dodopayments"), "sh .ci/test installs dodopayments"))
    func `of Dodo's official library find everything as they expect it`() async throws {
        try await DodoShop.with(now: Self.now) { shop in
            try shop.vendor.makeHome()
            let sold = try (1...5).map { number in
                try shop.sell(number, through: number == 3 ? .subscription : .order)
            }
            func json(_ sold: (id: String, key: String, grant: GrantRecord)) -> [String: String] {
                ["id": sold.id, "key": sold.key, "grant": sold.grant.id.dodoText]
            }
            var generator = SplitMix64(seed: 31)
            let other = Benefit(
                id: .random(using: &generator), name: BenefitName("basic")!,
                terms: shop.vendor.benefit.terms)
            try shop.vendor.registry.benefits.add(
                other, organization: shop.vendor.organization, now: shop.vendor.now)
            let description: [String: Any] = [
                "token": shop.merchant.token,
                "reader": try shop.vendor.token([.licensesRead, .activationsRead]),
                "customer": shop.customer.id.dodoText, "product": shop.product,
                "other_product": other.id.dodoText,
                "entitlement": shop.vendor.benefit.id.dodoEntitlement,
                "sold": [0, 1, 3].map { json(sold[$0]) }, "subscribed": json(sold[2]),
            ]
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: description), as: UTF8.self)
            let node = try ServedProcess(
                home: shop.vendor.directory, ["--set", "keys.minting=issuer"])
            let result = try await Python.run(
                "dodo_sdk.py", ["http://127.0.0.1:\(node.port)", text], in: shop.vendor.directory)
            #expect(result.status == 0, Comment(rawValue: result.talk))
            #expect(result.talk.contains("28 of 28 promises hold"), Comment(rawValue: result.talk))
            #expect(node.end() == 0)
        }
    }

    @Test(
        .enabled(
            if: Python.has("standardwebhooks") && Python.has("dodopayments") && Python.has("polar"),
            "sh .ci/test installs standardwebhooks"))
    func `sign webhooks that are taken here, and verify those that are sent`() async throws {
        try await TestService.with(now: Self.now) { vendor in
            try vendor.makeHome()
            // Polar's secrets are texts, and Dodo's are bytes in base64.
            let secrets = [
                "polar": "polar_whs_0123456789abcdefghijklmnop", "dodo": TestShop.secret,
            ]
            var settings = ["--set", "keys.minting=issuer", "--set", "webhooks.loopback=allow"]
            for (shop, secret) in secrets {
                let path = vendor.directory + "/\(shop)-webhook"
                try #require(
                    FileManager.default.createFile(
                        atPath: path, contents: Data(secret.utf8),
                        attributes: [.posixPermissions: 0o600]))
                settings += [
                    "--set", "hooks.\(shop).secret-file=\(path)",
                    "--set", "hooks.\(shop).benefits=prod_1=\(vendor.benefit.id)",
                ]
            }
            let description = [
                "token": try vendor.token(organization: vendor.organization),
                "organization": "\(vendor.organization)",
                "product": vendor.benefit.id.dodoText, "polar_secret": secrets["polar"]!,
                "dodo_secret": secrets["dodo"]!,
            ]
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: description), as: UTF8.self)
            let node = try ServedProcess(home: vendor.directory, settings)
            let result = try await Python.run(
                "webhooks_sdk.py", ["http://127.0.0.1:\(node.port)", text], in: vendor.directory)
            #expect(result.status == 0, Comment(rawValue: result.talk))
            #expect(result.talk.contains("all as promised"), Comment(rawValue: result.talk))
            #expect(node.end() == 0)
        }
    }

    @Test(
        .enabled(if: Python.has("schemathesis"), "sh .ci/test installs schemathesis"))
    func `that send whatever the OpenAPI document allows, and more, meet no fault`() async throws {
        try await DodoShop.with { shop in
            try shop.vendor.makeHome()
            let node = try ServedProcess(
                home: shop.vendor.directory,
                // Who asks for thousands of keys that there are not is refused in few words.
                [
                    "--set", "keys.minting=issuer", "--set", "limits.misses-per-second=0",
                    "--set", "limits.guesses-per-second=0", "--set", "limits.keys-per-second=0",
                ])
            let token = try shop.vendor.token(organization: shop.vendor.organization)
            let result = try await Python.run(
                "fuzz_openapi.py", ["http://127.0.0.1:\(node.port)", token],
                in: shop.vendor.directory)
            #expect(result.status == 0, Comment(rawValue: result.talk))
            #expect(node.end() == 0)
        }
    }
}
