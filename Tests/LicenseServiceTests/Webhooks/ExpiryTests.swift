import COSESigning
import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOSSL
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `Webhooks of several nodes` {
    @Test func `tell of an end once, within one look, when nobody calls`() async throws {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                try shop.endpoint(port: port) { $0.filterTypes = ["license_key.expired"] }
                let end = try #require(try shop.vendor.license().claims.expiresAt)
                let (first, second) = (shop.expiry, shop.expiry)
                let dispatcher = try shop.dispatcher()
                shop.advance(end - TestService.now - .seconds(1))
                for expiry in [first, second] { await expiry.round() }
                await dispatcher.drain()
                #expect(receiver.messages.isEmpty)
                shop.advance(.seconds(1))
                // Only the holder of the lease looks.
                await second.round()
                #expect(try shop.registry.webhooks.outbox.newEvents(limit: 1).isEmpty)
                await first.round()
                await dispatcher.drain()
                #expect(receiver.types == ["license_key.expired"])
                #expect(receiver.messages[0].data["status"] as? String == "expired")
                // The first is heard of no more; the second finds nothing that was not told.
                _ = try shop.vendor.license(seed: 9)
                shop.advance(.seconds(36))
                await second.round()
                await dispatcher.drain()
                #expect(receiver.messages.count == 2)
                for expiry in [first, second] { await expiry.round() }
                await dispatcher.drain()
                #expect(receiver.messages.count == 2)
            }
        }
    }

    @Test func `come once, though two nodes deliver`() async throws {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                try shop.endpoint(port: port)
                for seed in 100..<150 { _ = try shop.vendor.license(seed: UInt64(seed)) }
                let (first, second) = (try shop.dispatcher(), try shop.dispatcher())
                async let one: Void = first.drain()
                async let two: Void = second.drain()
                _ = await (one, two)
                #expect(receiver.messages.count == 50)
                #expect(Set(receiver.messages.map(\.id)).count == 50)
            }
        }
    }

    @Test func `are forgotten after ninety days`() async throws {
        try await WebhookReceiver.with { _, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                _ = try shop.vendor.license()
                await (try shop.dispatcher()).drain()
                shop.advance(.seconds(90 * 86_400))
                await shop.expiry.round()
                #expect(try shop.deliveries(id).count == 1)
                shop.advance(.seconds(36))
                await shop.expiry.round()
                #expect(try shop.deliveries(id).isEmpty)
            }
        }
    }
}

@Suite struct `The endpoint of the configuration` {
    private static let other = "whsec_ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q="

    @Test func `is what the configuration says, at every start`() async throws {
        try await TestService.with { vendor in
            let file = vendor.directory + "/secrets"
            let registry = vendor.registry
            func apply(_ url: String?, _ secrets: String) throws {
                try writeSecret(secrets, to: file)
                try ConfiguredWebhook.apply(
                    url.map { ConfiguredWebhook(url: $0, secretFile: file) }, to: registry,
                    now: TestService.now)
            }
            try apply("https://example.com/1", "\(WebhookVendor.secret)\n")
            let made = try #require(try registry.webhooks.endpoints().first)
            #expect(made.isConfigured && made.organization == vendor.organization)
            let records = try registry.auditLog.newestSequence()
            try apply("https://example.com/1", WebhookVendor.secret)
            #expect(try registry.auditLog.newestSequence() == records, "nothing has changed")
            try apply("https://example.com/2", "\(Self.other)\n\(WebhookVendor.secret)\n")
            let changed = try #require(try registry.webhooks.endpoint(made.id))
            #expect(changed.terms.url == "https://example.com/2")
            #expect(
                try registry.webhooks.secrets(of: made.id, at: TestService.now).map(\.text) == [
                    Self.other, WebhookVendor.secret,
                ])
            try apply(nil, "")
            #expect(try registry.webhooks.endpoint(made.id)?.pause == .unconfigured)
            try apply("https://example.com/2", WebhookVendor.secret)
            #expect(try registry.webhooks.endpoint(made.id)?.pause == nil)
            for text in ["", "short", "\(Self.other)\n\(Self.other)\n\(Self.other)"] {
                #expect(throws: ConfiguredWebhookError.secrets(path: file)) {
                    try apply("https://example.com/2", text)
                }
            }
            #expect(
                throws: ConfiguredWebhookError.file(
                    .cannotOpen(path: file + "x", errno: ENOENT))
            ) {
                try ConfiguredWebhook.apply(
                    ConfiguredWebhook(url: "https://example.com/", secretFile: file + "x"),
                    to: registry, now: TestService.now)
            }
        }
    }

    @Test func `is read with the rest of the settings, and checked`() throws {
        func configuration(_ flags: [String: String]) throws -> ServiceConfiguration {
            var all = flags
            all["home"] = "/x"
            return try ServiceConfiguration(
                SettingSources(flags: all, environment: [:], file: nil))
        }
        let usual = try configuration([:]).webhooks
        #expect(usual.delays == WebhookPolicy().delays && usual.delays.count == 10)
        #expect(usual.timeout == .seconds(20) && usual.expiryInterval == .seconds(30))
        #expect(!usual.allowsLoopback && usual.endpoint == nil)
        let set = try configuration([
            "webhooks.delays": "0,1,2,3,5", "webhooks.timeout": "2s", "webhooks.sweep": "1s",
            "webhooks.loopback": "allow", "webhooks.url": "http://127.0.0.1:9/x",
            "webhooks.secret-file": "/s",
        ]).webhooks
        #expect(
            set.delays == [.zero, .seconds(1), .seconds(2), .seconds(3), .seconds(5)])
        #expect(set.timeout == .seconds(2) && set.expiryInterval == .seconds(1))
        #expect(set.endpoint == ConfiguredWebhook(url: "http://127.0.0.1:9/x", secretFile: "/s"))
        for (name, value, more) in [
            ("webhooks.delays", "0,,1", [:]), ("webhooks.delays", "-1", [:]),
            ("webhooks.delays", "1s", [:]), ("webhooks.loopback", "yes", [:]),
            ("webhooks.url", "https://example.com/", [:]),
            ("webhooks.url", "http://127.0.0.1/", ["webhooks.secret-file": "/s"]),
            ("webhooks.url", "example.com", ["webhooks.secret-file": "/s"]),
            ("webhooks.timeout", "0s", [:]),
        ] {
            let mistakes = #expect(throws: ConfigurationMistakes.self) {
                _ = try configuration(more.merging([name: value]) { own, _ in own })
            }
            #expect(mistakes?.sentences.contains { $0.contains(name) } == true, "\(name) \(value)")
        }
    }
}

@Suite struct `A served node with webhooks` {
    @Test func `delivers what was changed before it was killed, once it is started again`()
        async throws
    {
        // The first attempt gets no answer, and the node is killed in the middle of it.
        try await WebhookReceiver.with({ _, number in .init(isSilent: number == 0) }) {
            receiver, port in
            try await TestService.with { vendor in
                let home = ServiceHome(HomeLayout(path: vendor.directory), passphraseFile: nil)
                _ = try home.initialize(
                    organization: nil,
                    database: .sqlite(path: vendor.directory + "/registry.sqlite"),
                    makesNewKeys: true, now: TestService.now)
                let file = vendor.directory + "/secrets"
                try writeSecret(WebhookVendor.secret, to: file)
                let settings = [
                    "webhooks.loopback=allow", "webhooks.url=http://127.0.0.1:\(port)/hook",
                    "webhooks.secret-file=\(file)", "webhooks.timeout=1s",
                ].flatMap { ["--set", $0] }
                let first = try ServedProcess(home: vendor.directory, settings)
                _ = try vendor.license()
                while receiver.messages.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                kill(first.identifier, SIGKILL)
                first.waitForEnd()
                let second = try ServedProcess(home: vendor.directory, settings)
                while receiver.messages.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(Set(receiver.messages.map(\.id)).count == 1)
                #expect(Set(receiver.messages.map(\.body)).count == 1)
                #expect(receiver.types == ["license_key.created", "license_key.created"])
                #expect(second.end() == 0)
            }
        }
    }
}
