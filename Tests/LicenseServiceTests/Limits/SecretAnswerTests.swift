import Foundation
import HTTPTypes
import JSON
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `An answer with a secret` {
    /// Names of members that give anybody who sees them something to use.
    private static func looksSecret(_ name: String) -> Bool {
        name.contains("token") || name.contains("secret") || name.contains("password")
            || name == "customer_portal_url"
    }

    private static func unmarked(_ schema: JSON, at path: String) -> [String] {
        guard let members = schema.object?.members else {
            return (schema.array ?? []).flatMap { unmarked($0, at: path) }
        }
        return members.flatMap { member in
            let here = "\(path).\(member.name)"
            let below = unmarked(member.value, at: here)
            guard looksSecret(member.name), member.value.object?["x-secret"] != true,
                member.value.object != nil
            else { return below }
            return [here] + below
        }
    }

    @Test func `is known by its schema, whatever the operation`() async throws {
        try await TestService.with { vendor in
            let operations = vendor.service.operations
            let found = operations.flatMap { operation in
                (operation.answer?.schema?.definition).map {
                    Self.unmarked($0, at: operation.id)
                } ?? []
            }
            #expect(found == [])
            let secret = operations.filter(\.answersSecret).map(\.id)
            for id in [
                "createToken", "rotateToken", "polarCreateSession", "rotateWebhookSecret",
                "createWebhookEndpoint", "dodoGetWebhookSecret",
            ] { #expect(secret.contains(id), "\(id)") }
            // What answers none may be asked for again.
            #expect(!secret.contains("changeWebhookEndpoint"))
        }
    }

    /// What makes secrets, with where in the answer they are.
    private static let makers: [(place: String, body: String, member: String)] = [
        ("/manage/v1/tokens", #"{"name": "ci", "scopes": ["licenses:read"]}"#, "token"),
        (
            "/manage/v1/webhook-endpoints",
            #"{"url": "https://hooks.example.com/a"}"#, "secret"
        ),
        (
            "/v1/customer-sessions/", #"{"customer_id": "CUSTOMER"}"#, "token"
        ),
    ]

    @Test(arguments: makers.indices)
    func `is in no file of the registry, and is given once`(index: Int) async throws {
        let maker = Self.makers[index]
        try await DodoShop.with { shop in
            let vendor = shop.vendor
            let body = maker.body.replacingOccurrences(
                of: "CUSTOMER", with: "\(shop.customer.id)")
            let made = try await shop.merchant.call(
                .post, maker.place, body, headers: [.idempotencyKey: "k"])
            #expect(made.status == .created, "\(String(decoding: made.bytes, as: UTF8.self))")
            let again = try await shop.merchant.call(
                .post, maker.place, body, headers: [.idempotencyKey: "k"])
            #expect(again.status == .conflict)
            let secret = Data(try #require(made[maker.member]).utf8)
            for file in ["registry.sqlite", "registry.sqlite-wal"] {
                let bytes = try Data(
                    contentsOf: URL(fileURLWithPath: "\(vendor.directory)/\(file)"))
                // The registry keeps the secrets that it signs webhooks with, and no answer.
                guard maker.member != "secret" else { continue }
                #expect(bytes.range(of: secret) == nil)
            }
            let text = String(decoding: again.bytes, as: UTF8.self)
            #expect(!text.contains(String(decoding: secret, as: UTF8.self)))
        }
    }

    @Test func `is not given again to a token that was revoked meanwhile`() async throws {
        try await DodoShop.with { shop in
            let token = try shop.vendor.token()
            let caller = TestCaller(client: shop.merchant.client, token: token)
            let body = #"{"email": "bob@example.com", "name": "Bob"}"#
            func ask() async throws -> TestCaller.Answer {
                try await caller.call(
                    .post, "/v1/customers/", body, headers: [.idempotencyKey: "k"])
            }
            #expect(try await ask().status == .created)
            #expect(try await ask().status == .created)
            let id = try #require(APITokenID(caller.id))
            try shop.vendor.registry.tokens.revoke(id, now: shop.vendor.now)
            #expect(try await ask().status == .unauthorized)
        }
    }

    @Test func `is none of a change of an endpoint, which is answered again`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let place = "/manage/v1/webhook-endpoints"
                let made = try await caller.call(
                    .post, place, #"{"url": "https://hooks.example.com/a"}"#)
                let id = try #require(made["id"])
                func change() async throws -> TestCaller.Answer {
                    try await caller.call(
                        .patch, "\(place)/\(id)", #"{"disabled": true}"#,
                        headers: [.idempotencyKey: "k"])
                }
                let changed = try await change()
                let again = try await change()
                #expect(changed.status == .ok && again.status == .ok)
                #expect(again.bytes == changed.bytes)
            }
        }
    }

    @Test func `of a token is not given to one that was made with it`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let place = "/manage/v1/tokens"
                let scopes = TokenScope.allCases.map { "\"\($0.rawValue)\"" }
                let made = try await caller.call(
                    .post, place, #"{"name": "x", "scopes": [\#(scopes.joined(separator: ","))]}"#)
                let child = TestCaller(client: caller.client, token: try #require(made["token"]))
                let refused = try await child.call(.post, "\(place)/\(caller.id)/rotate")
                #expect(refused.refusal == "403 token-outlives")
                #expect(try await caller.call(.get, place).status == .ok)
                // It may rotate itself, and still ends with its maker.
                let own = try await child.call(.post, "\(place)/\(child.id)/rotate")
                let next = TestCaller(client: caller.client, token: try #require(own["token"]))
                #expect(try await next.call(.get, place).status == .ok)
                #expect(
                    try await caller.call(.post, "\(place)/\(caller.id)/rotate").status == .ok)
                #expect(try await next.call(.get, place).status == .unauthorized)
            }
        }
    }

    @Test func `gives nobody more time than its maker has`() async throws {
        try await DodoShop.with { shop in
            let token = try shop.vendor.token(expiresAt: shop.vendor.now + .seconds(3600))
            let caller = TestCaller(client: shop.merchant.client, token: token)
            let place = "/manage/v1/tokens"
            for end in ["", #", "expires_at": "2030-01-01T00:00:00Z""#] {
                let refused = try await caller.call(
                    .post, place, #"{"name": "x", "scopes": ["licenses:read"]\#(end)}"#)
                #expect(refused["code"] == "token-outlives")
            }
            let made = try await caller.call(
                .post, place,
                #"{"name": "x", "scopes": ["licenses:read"], "expires_at": "2027-01-01T00:30:00Z"}"#
            )
            #expect(made.status == .created)
            let other = TestCaller(client: shop.merchant.client, token: try shop.vendor.token())
            let rotated = try await caller.call(.post, "\(place)/\(other.id)/rotate")
            #expect(rotated["code"] == "token-outlives")
        }
    }
}
