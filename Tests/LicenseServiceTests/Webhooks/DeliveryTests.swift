import COSE
import Foundation
import HTTPTypes
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Delivered webhooks` {
    /// An independent computation: the stock tool's.
    private static func hmac(_ message: WebhookReceiver.Message, key: [UInt8]) throws -> String {
        let signed =
            Data("\(message.id).\(message.timestamp).".utf8) + Data(message.body)
        return try withTemporaryDirectory { directory in
            let file = directory + "/signed"
            try signed.write(to: URL(fileURLWithPath: file))
            let hexadecimal = key.map { String(format: "%02x", $0) }.joined()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                "openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hexadecimal)",
                "-binary", file,
            ]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.start()
            let digest = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return "v1,\(digest.base64EncodedString())"
        }
    }

    @Test func `come through after two failures, with one id, the same bytes and a later time`()
        async throws
    {
        try await WebhookReceiver.with({ _, number in .init(status: number < 2 ? 500 : 200) }) {
            receiver, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                let license = try shop.vendor.license().claims.license
                let dispatcher = try shop.dispatcher()
                await dispatcher.drain()
                #expect(receiver.messages.count == 1)
                shop.advance(.milliseconds(4_999))
                await dispatcher.drain()
                #expect(receiver.messages.count == 1)
                shop.advance(.milliseconds(502))
                await dispatcher.drain()
                shop.advance(.seconds(331))
                await dispatcher.drain()
                shop.advance(.seconds(100_000))
                await dispatcher.drain()
                let messages = receiver.messages
                #expect(messages.count == 3)
                #expect(Set(messages.map(\.id)).count == 1)
                #expect(Set(messages.map(\.body)).count == 1)
                let times = messages.compactMap { Int64($0.timestamp) }
                #expect(times[0] == TestService.now.secondsSinceEpoch)
                #expect(times[1] - times[0] == 5)
                #expect((330...336).contains(times[2] - times[1]))
                for message in messages {
                    #expect(message.id.wholeMatch(of: /msg_[A-Za-z0-9]{20,}/) != nil)
                    #expect(try message.signature == Self.hmac(message, key: Array(1...32)))
                    #expect(message["content-type"] == "application/json")
                }
                #expect(messages[0].type == "license_key.created")
                #expect(messages[0].data["id"] as? String == license.dodoText)
                let delivery = try shop.deliveries(id)[0]
                #expect(delivery.state == .delivered)
                let log = try shop.registry.webhooks.attempts(of: delivery.id, limit: 10)
                #expect(log.map(\.status) == [500, 500, 200])
            }
        }
    }

    @Test func `are not lost when the node dies between the change and the delivery`()
        async throws
    {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                _ = try shop.vendor.license()
                // A node shares the event out, takes the message, and is heard of no more.
                let event = try #require(
                    try shop.registry.webhooks.outbox.newEvents(limit: 10).first)
                var generator = SplitMix64(seed: 4)
                try shop.registry.webhooks.outbox.fanOut(
                    [
                        EventFanOut(
                            event, messageID: "msg_000000000000000000000001",
                            deliveries: [
                                NewDelivery(
                                    id: .random(using: &generator), endpoint: id, body: [123, 125])
                            ])
                    ], now: shop.preciseNow)
                let claimed = try shop.registry.webhooks.outbox.claim(
                    [(id, 10)], node: "dead", until: shop.preciseNow + .seconds(30),
                    now: shop.preciseNow)
                #expect(claimed.count == 1)
                let dispatcher = try shop.dispatcher()
                await dispatcher.drain()
                shop.advance(.milliseconds(29_999))
                await dispatcher.drain()
                #expect(receiver.messages.isEmpty)
                shop.advance(.milliseconds(1))
                await dispatcher.drain()
                #expect(receiver.messages.map(\.id) == ["msg_000000000000000000000001"])
                #expect(receiver.messages.map(\.body) == [[123, 125]])
            }
        }
    }

    @Test func `go to each endpoint that asked for their type, in its own form`() async throws {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                try shop.endpoint(port: port, number: 1, path: "/all")
                try shop.endpoint(port: port, number: 2) {
                    $0.filterTypes = ["license_key.disabled", "license_key.enabled"]
                    $0.isMaskingKeys = true
                    $0.headers = [WebhookHeader(name: "X-Shop", value: "acme")]
                }
                let license = try shop.vendor.license()
                let id = license.claims.license
                try shop.registry.issuance.setState(
                    of: id, to: .disabled, reason: "", now: shop.now)
                try shop.registry.issuance.setState(
                    of: id, to: .disabled, reason: "", now: shop.now)
                try shop.registry.issuance.setState(
                    of: id, to: .revoked, reason: "fraud", now: shop.now)
                try shop.registry.issuance.setState(of: id, to: .granted, reason: "", now: shop.now)
                await (try shop.dispatcher()).drain()
                let masked = receiver.messages.filter { $0["x-shop"] == "acme" }
                #expect(
                    Set(masked.map(\.type)) == ["license_key.disabled", "license_key.enabled"])
                #expect(
                    masked.allSatisfy { ($0.data["key"] as? String)?.hasPrefix("****-") == true })
                let all = receiver.messages.filter { $0["x-shop"] == nil }
                #expect(
                    all.map(\.type).sorted() == [
                        "license_key.created", "license_key.disabled", "license_key.enabled",
                        "license_key.revoked",
                    ])
                let revoked = try #require(all.first { $0.type == "license_key.revoked" })
                let revocation = try #require(revoked.data["revocation"] as? [String: Any])
                #expect(revocation["reason"] as? String == "fraud")
                #expect(revocation["revoked_at"] as? String == "2027-01-01T00:00:00.000000Z")
                #expect(revoked.data["status"] as? String == "disabled")
                #expect(revoked.data["payload_type"] as? String == "LicenseKey")
                #expect(revoked.data["payment_id"] is NSNull)
                // One event has one id, no matter who gets it.
                let ids = Dictionary(grouping: receiver.messages, by: \.type).mapValues {
                    Set($0.map(\.id)).count
                }
                #expect(ids.values.allSatisfy { $0 == 1 })
            }
        }
    }

    @Test func `fail for good after the last attempt, and can be replayed`() async throws {
        try await WebhookReceiver.with({ _, number in .init(status: number < 3 ? 503 : 204) }) {
            receiver, port in
            try await WebhookVendor.with(adjust: {
                $0.delays = [.zero, .seconds(1), .seconds(2)]
            }) { shop in
                let id = try shop.endpoint(port: port)
                _ = try shop.vendor.license()
                let dispatcher = try shop.dispatcher()
                for _ in 0..<6 {
                    await dispatcher.drain()
                    shop.advance(.seconds(3))
                }
                #expect(receiver.messages.count == 3)
                #expect(try shop.deliveries(id).map(\.state) == [.failed])
                let count = try shop.registry.webhooks.replay(
                    matching: DeliveryFilter(endpoint: id), now: shop.preciseNow)
                #expect(count == 1)
                await dispatcher.drain()
                #expect(receiver.messages.count == 4)
                #expect(Set(receiver.messages.map(\.id)).count == 1)
                #expect(Set(receiver.messages.map(\.body)).count == 1)
                #expect(try shop.deliveries(id).map(\.state) == [.delivered])
            }
        }
    }

    @Test func `are signed by the new secret and then the old one, until the overlap ends`()
        async throws
    {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                let next = "whsec_ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q="
                let last = "whsec_\(Base64.encodePadded([UInt8](repeating: 9, count: 32)))"
                let dispatcher = try shop.dispatcher()
                func send(_ seed: UInt64) async throws -> [String] {
                    _ = try shop.vendor.license(seed: seed)
                    await dispatcher.drain()
                    return receiver.messages[receiver.messages.count - 1].signature
                        .split(separator: " ").map(String.init)
                }
                func expected(_ key: [UInt8]) throws -> String {
                    try Self.hmac(receiver.messages[receiver.messages.count - 1], key: key)
                }
                try shop.registry.webhooks.rotateSecret(
                    of: id, to: WebhookSecretRecord(.symmetric, next), overlap: .seconds(86_400),
                    now: shop.now)
                #expect(
                    try await send(21) == [expected(Array(101...132)), expected(Array(1...32))])
                shop.advance(.seconds(86_400))
                #expect(try await send(22) == [expected(Array(101...132))])
                // An emergency leaves nothing of the one before.
                try shop.registry.webhooks.rotateSecret(
                    of: id, to: WebhookSecretRecord(.symmetric, last), overlap: .zero,
                    now: shop.now)
                #expect(
                    try await send(23) == [expected([UInt8](repeating: 9, count: 32))])
            }
        }
    }

    // A busy machine takes long for some of them; tried again they would come twice, and only after
    // five seconds of a clock that does not move.
    @Test(.timeLimit(.minutes(30)))
    func `of ten thousand events all come through once`() async throws {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with(
                adjust: {
                    $0.perEndpoint = 32
                    $0.timeout = .seconds(600)
                }
            ) { shop in
                let id = try shop.endpoint(port: port)
                // Two events of each license, in transactions of a thousand licenses.
                for part in 0..<5 {
                    try shop.record(1000, from: part * 1000)
                }
                for license in try shop.registry.licenses.all(
                    matching: LicenseFilter(organization: shop.vendor.organization), limit: 5000)
                {
                    try shop.registry.issuance.setState(
                        of: license.claims.license, to: .disabled, reason: "", now: shop.now)
                }
                let dispatcher = try shop.dispatcher()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await dispatcher.run() }
                    while try receiver.messages.count < 10_000 || !shop.isDone(id, 10_000) {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    group.cancelAll()
                }
                #expect(receiver.messages.count == 10_000)
                #expect(Set(receiver.messages.map(\.id)).count == 10_000)
            }
        }
    }
}

@Suite struct `An endpoint` {
    @Test func `that is gone gets nothing any more`() async throws {
        try await WebhookReceiver.with({ _, _ in .init(status: 410) }) { receiver, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                _ = try shop.vendor.license()
                let dispatcher = try shop.dispatcher()
                await dispatcher.drain()
                #expect(try shop.registry.webhooks.endpoint(id)?.pause == .gone)
                _ = try shop.vendor.license(seed: 8)
                shop.advance(.seconds(1_000_000))
                await dispatcher.drain()
                #expect(receiver.messages.count == 1)
            }
        }
    }

    @Test func `is given up when every message of five days has failed`() async throws {
        try await WebhookReceiver.with({ _, _ in .init(status: 500) }) { _, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                let dispatcher = try shop.dispatcher()
                // A message each day; the first fails for good after three days and a half.
                for day in 0..<8 {
                    _ = try shop.vendor.license(seed: UInt64(30 + day))
                    for _ in 0..<24 {
                        await dispatcher.drain()
                        shop.advance(.seconds(3600))
                    }
                    if day == 4 { #expect(try shop.registry.webhooks.endpoint(id)?.pause == nil) }
                }
                #expect(try shop.registry.webhooks.endpoint(id)?.pause == .failing)
                #expect(try shop.deliveries(id).allSatisfy { $0.state == .failed })
                let actions = try shop.registry.auditLog.records(limit: 1000).map(\.action)
                #expect(actions.contains("webhook.give-up"))
            }
        }
    }

    @Test func `that is not there, or is silent, does not hold up the others`() async throws {
        try await WebhookReceiver.with({ message, _ in
            .init(isSilent: message["x-silent"] != nil)
        }) { receiver, port in
            try await WebhookVendor.with(
                adjust: {
                    $0.perEndpoint = 2
                    // Silent until the end, even where the machine is busy.
                    $0.timeout = .seconds(600)
                }
            ) { shop in
                let silent = try shop.endpoint(port: port, number: 1) {
                    $0.headers = [WebhookHeader(name: "x-silent", value: "1")]
                }
                let nobody = try shop.endpoint(port: 1, number: 2)
                let good = try shop.endpoint(port: port, number: 3)
                for seed in 40..<46 { _ = try shop.vendor.license(seed: UInt64(seed)) }
                let dispatcher = try shop.dispatcher()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await dispatcher.run() }
                    while try shop.deliveries(good).filter({ $0.state == .delivered }).count < 6
                        || shop.deliveries(nobody).filter({ $0.attempts > 0 }).count < 6
                    {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    group.cancelAll()
                }
                #expect(receiver.messages.filter { $0["x-silent"] == nil }.count == 6)
                #expect(receiver.messages.filter { $0["x-silent"] != nil }.count <= 2)
                // What was under way when the node ended is due at once for another.
                await dispatcher.release()
                #expect(
                    try shop.deliveries(silent).allSatisfy {
                        $0.attempts == 0 && $0.dueAt == shop.preciseNow
                    })
                let fault = try shop.registry.webhooks.attempts(
                    of: shop.deliveries(nobody)[0].id, limit: 1)[0].fault
                #expect(fault == "connection")
            }
        }
    }

    @Test func `that redirects has failed, and is not followed`() async throws {
        try await WebhookReceiver.with({ _, _ in
            .init(
                status: 307, headers: [.location: "/elsewhere"],
                body: String(repeating: "x", count: 5000))
        }) { receiver, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port)
                _ = try shop.vendor.license()
                await (try shop.dispatcher()).drain()
                #expect(receiver.messages.count == 1)
                let delivery = try shop.deliveries(id)[0]
                #expect(delivery.state == .pending)
                let attempt = try shop.registry.webhooks.attempts(of: delivery.id, limit: 10)[0]
                #expect(attempt.status == 307)
                #expect(attempt.response.count == 2048)
            }
        }
    }

    @Test func `that asks for a pause gets it`() async throws {
        try await WebhookReceiver.with({ _, number in
            .init(status: number == 0 ? 429 : 200, headers: [.retryAfter: "600"])
        }) { receiver, port in
            try await WebhookVendor.with { shop in
                try shop.endpoint(port: port)
                _ = try shop.vendor.license()
                let dispatcher = try shop.dispatcher()
                await dispatcher.drain()
                shop.advance(.seconds(599))
                await dispatcher.drain()
                #expect(receiver.messages.count == 1)
                shop.advance(.seconds(1))
                await dispatcher.drain()
                #expect(receiver.messages.count == 2)
            }
        }
    }
}
