import COSE
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Webhook endpoints over the management interface` {
    private static let place = "/manage/v1/webhook-endpoints"

    @Test func `are made with a secret that is shown once, changed, and removed`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(
                    .post, Self.place,
                    """
                    {"url": "https://example.com/hook?a=b", "description": "Shop", \
                    "filter_types": ["license_key.created"], "headers": {"X-Token": "s3cret"}, \
                    "metadata": {"team": "b\u{fc}ro"}, "asymmetric": true}
                    """)
                #expect(made.status == .created)
                let id = try #require(made["id"])
                let secret = try #require(made["secret"])
                #expect(WebhookSecret.hmacKey(secret, .standard)?.count == 32)
                #expect(made["public_key"]?.hasPrefix("whpk_") == true)
                let found = try await caller.call(.get, "\(Self.place)/\(id)")
                #expect(found["secret"] == nil && found["public_key"] == nil)
                #expect(found["url"] == "https://example.com/hook?a=b")
                #expect(found.json["header_names"] as? [String] == ["X-Token"])
                #expect(found.json["metadata"] as? [String: String] == ["team": "büro"])
                #expect(found.json["disabled"] as? Bool == false)
                let text = String(decoding: found.bytes, as: UTF8.self)
                #expect(!text.contains("s3cret") && !text.contains(secret))
                let changed = try await caller.call(
                    .patch, "\(Self.place)/\(id)",
                    #"{"disabled": true, "filter_types": [], "mask_keys": true}"#)
                #expect(changed.json["disabled"] as? Bool == true)
                #expect(changed["disabled_as"] == "owner")
                #expect(changed["description"] == "Shop")
                let again = try await caller.call(
                    .patch, "\(Self.place)/\(id)", #"{"disabled": false}"#)
                #expect(again.json["disabled"] as? Bool == false)
                #expect(again.json["mask_keys"] as? Bool == true)
                #expect(try await caller.call(.get, Self.place).items.count == 1)
                #expect(
                    try await caller.call(.delete, "\(Self.place)/\(id)").status == .noContent)
                #expect(
                    try await caller.call(.delete, "\(Self.place)/\(id)").status == .notFound)
                #expect(try await caller.call(.get, Self.place).items.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("{}", "url"),
        (#"{"url": "http://example.com/"}"#, "url"),
        (#"{"url": "https://127.0.0.1/"}"#, "url"),
        (#"{"url": "https://2852039166/"}"#, "url"),
        (#"{"url": "https://[::ffff:10.0.0.1]/"}"#, "url"),
        (#"{"url": "https://user:x@example.com/"}"#, "url"),
        (#"{"url": 7}"#, "url"),
        (#"{"url": "https://a.example/", "filter_types": ["license_key.lost"]}"#, "filter_types"),
        (#"{"url": "https://a.example/", "filter_types": ["webhook.test"]}"#, "filter_types"),
        (#"{"url": "https://a.example/", "format": "discord"}"#, "format"),
        (#"{"url": "https://a.example/", "key_derivation": "x"}"#, "key_derivation"),
        (#"{"url": "https://a.example/", "headers": {"Host": "x"}}"#, "headers"),
        (#"{"url": "https://a.example/", "headers": {"webhook-id": "x"}}"#, "headers"),
        (#"{"url": "https://a.example/", "headers": {"X": "a\r\nY: b"}}"#, "headers"),
        (#"{"url": "https://a.example/", "headers": {"X Y": "a"}}"#, "headers"),
        (#"{"url": "https://a.example/", "headers": {"X": "a", "x": "b"}}"#, "headers"),
        (#"{"url": "https://a.example/", "description": "\u0000"}"#, "description"),
        (#"{"url": "https://a.example/", "metadata": {"a": "\u0000"}}"#, "metadata"),
        (#"{"url": "https://a.example/", "secret": "whsec_short"}"#, "secret"),
    ])
    func `are refused where they cannot be right`(body: String, field: String) async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let answer = try await caller.call(.post, Self.place, body)
                #expect(answer.status == .unprocessableContent)
                let faults = answer.json["errors"] as? [[String: Any]] ?? []
                #expect(faults.map { $0["field"] as? String } == [field])
                #expect(try vendor.registry.webhooks.endpoints().isEmpty)
            }
        }
    }

    @Test func `need their scopes, and are nobody else's`() async throws {
        try await TestService.with { vendor in
            try vendor.registry.webhooks.addEndpoint(
                WebhookEndpointID("5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                of: vendor.organization, WebhookTerms(url: "https://example.com/"), secrets: [],
                now: TestService.now)
            let one = "\(Self.place)/5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"
            try await vendor.withCaller([.webhooksRead]) { caller in
                let found = try await caller.call(.get, one)
                #expect(found.status == .ok)
                for (method, place) in [
                    (HTTPRequest.Method.post, Self.place), (.patch, one), (.delete, one),
                    (.post, "\(one)/rotate-secret"), (.post, "\(one)/test"),
                    (.post, "\(one)/replay"), (.post, "\(one)/deliveries/\(UUIDText.any)/replay"),
                ] {
                    let answer = try await caller.call(method, place, "{}")
                    #expect(answer.status == .forbidden, "\(method) \(place)")
                }
            }
            var generator = SplitMix64(seed: 31)
            let other = OrganizationID.random(using: &generator)
            try vendor.registry.organizations.add(
                Organization(id: other, name: "Other"), now: TestService.now)
            let token = try vendor.token(organization: other)
            try await vendor.application.test(.router) { client in
                let stranger = TestCaller(client: client, token: token)
                for place in [one, "\(one)/deliveries", "\(one)/deliveries/\(UUIDText.any)"] {
                    let answer = try await stranger.call(.get, place)
                    let unknown = try await stranger.call(
                        .get,
                        place.replacingOccurrences(
                            of: "5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e", with: UUIDText.any))
                    #expect(answer.status == .notFound)
                    #expect(answer["detail"] == unknown["detail"])
                }
            }
        }
    }

    @Test func `are tried out, and their deliveries are listed, shown and replayed`()
        async throws
    {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                let id = try shop.endpoint(port: port) { $0.filterTypes = ["license_key.revoked"] }
                let dispatcher = try shop.dispatcher()
                try await shop.vendor.withCaller { caller in
                    let place = "\(Self.place)/\(id)"
                    let sent = try await caller.call(.post, "\(place)/test")
                    #expect(sent.status == .accepted)
                    await dispatcher.drain()
                    #expect(receiver.types == ["webhook.test"])
                    #expect(receiver.messages[0].id == sent["message_id"])
                    let license = try shop.vendor.license().claims.license
                    try shop.registry.issuance.setState(
                        of: license, to: .revoked, reason: "", now: shop.now)
                    await dispatcher.drain()
                    let all = try await caller.call(.get, "\(place)/deliveries")
                    #expect(
                        all.items.map { $0["type"] as? String } == [
                            "license_key.revoked", "webhook.test",
                        ])
                    let ours = try await caller.call(
                        .get, "\(place)/deliveries?license_id=\(license)&state=delivered")
                    #expect(ours.items.count == 1)
                    let delivery = try #require(ours.items.first?["id"] as? String)
                    let shown = try await caller.call(.get, "\(place)/deliveries/\(delivery)")
                    #expect(shown["body"].map { Array($0.utf8) } == receiver.messages[1].body)
                    let log = try #require(shown.json["log"] as? [[String: Any]])
                    #expect(log.map { $0["status"] as? Int } == [200])
                    let replayed = try await caller.call(
                        .post, "\(place)/deliveries/\(delivery)/replay")
                    #expect(replayed.json["replayed"] as? Int == 1)
                    await dispatcher.drain()
                    #expect(receiver.messages.count == 3)
                    #expect(receiver.messages[2].id == receiver.messages[1].id)
                    #expect(receiver.messages[2].body == receiver.messages[1].body)
                    // Nothing has failed, so a range brings back only what is asked for beyond.
                    let range = #""from": "2027-01-01T00:00:00Z", "until": "2027-01-02T00:00:00Z""#
                    let failed = try await caller.call(.post, "\(place)/replay", "{\(range)}")
                    #expect(failed.json["replayed"] as? Int == 0)
                    let every = try await caller.call(
                        .post, "\(place)/replay", #"{\#(range), "delivered": true}"#)
                    #expect(every.json["replayed"] as? Int == 2)
                    await dispatcher.drain()
                    #expect(receiver.messages.count == 5)
                    _ = try await caller.call(.patch, place, #"{"disabled": true}"#)
                    #expect(
                        try await caller.call(.post, "\(place)/test")["code"]
                            == "webhook.disabled")
                }
            }
        }
    }

    @Test func `get another secret, at once or after a while`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let made = try await caller.call(
                    .post, Self.place, #"{"url": "https://example.com/"}"#)
                let place = "\(Self.place)/\(try #require(made["id"]))/rotate-secret"
                let id = try #require(made["id"].flatMap { WebhookEndpointID($0) })
                func texts() throws -> [String] {
                    try vendor.registry.webhooks.secrets(of: id, at: TestService.now).map(\.text)
                }
                let second = try await caller.call(.post, place, "{}")
                #expect(try texts() == [second["secret"], made["secret"]].compactMap { $0 })
                let third = try await caller.call(.post, place, #"{"overlap_seconds": 0}"#)
                #expect(try texts() == [third["secret"]].compactMap { $0 })
                let pair = try await caller.call(.post, place, #"{"scheme": "v1a"}"#)
                #expect(pair["secret"] == nil && pair["public_key"]?.hasPrefix("whpk_") == true)
                for body in [
                    #"{"overlap_seconds": -1}"#, #"{"scheme": "v2"}"#, #"{"secret": ""}"#,
                    #"{"overlap_seconds": 99999999}"#,
                ] {
                    #expect(
                        try await caller.call(.post, place, body).status == .unprocessableContent)
                }
                // The secret would sign nothing under the other derivation, or the other way round.
                #expect(
                    try await caller.call(
                        .patch, "\(Self.place)/\(id)", #"{"key_derivation": "text"}"#
                    ).status == .ok)
                let own = try await caller.call(
                    .post, place, #"{"secret": "polar_whs_x", "overlap_seconds": 0}"#)
                #expect(own["secret"] == "polar_whs_x")
                #expect(
                    try await caller.call(
                        .patch, "\(Self.place)/\(id)", #"{"key_derivation": "standard"}"#
                    ).status == .unprocessableContent)
            }
        }
    }
}

private enum UUIDText {
    static let any = "6a0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"
}
