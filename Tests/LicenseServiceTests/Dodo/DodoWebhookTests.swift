import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseRegistry
import Testing

@testable import LicenseService

@Suite struct `Dodo's webhooks` {
    @Test func `are pages that end without an iterator`() async throws {
        try await DodoShop.with { shop in
            var ids: [String] = []
            for number in 0..<5 {
                let made = try await shop.merchant.call(
                    .post, "/webhooks", #"{"url": "https://example.com/\#(number)"}"#)
                #expect(made.status == .ok)
                ids.append(try #require(made["id"]))
            }
            func page(_ query: String) async throws -> ([String?], String?, Bool?) {
                let answer = try await shop.merchant.call(.get, "/webhooks?\(query)")
                let data = answer.json["data"] as? [[String: Any]] ?? []
                return (
                    data.map { $0["id"] as? String }, answer["iterator"],
                    answer.json["done"] as? Bool
                )
            }
            var seen: [String?] = []
            var place = "limit=2"
            for _ in 0..<3 {
                let (found, next, isDone) = try await page(place)
                seen += found
                #expect(isDone == (next == nil))
                guard let next else { break }
                place = "limit=2&iterator=\(next)"
            }
            #expect(Set(seen) == Set(ids) && seen.count == 5)
            #expect(try await page("iterator=\(seen.last!!)").0.isEmpty)
            #expect(
                try await shop.merchant.call(.get, "/webhooks?iterator=x").refusal
                    == "400 INVALID_QUERY_PARAMS")
            let sixth = try await shop.merchant.call(
                .post, "/webhooks", #"{"url": "https://example.com/6"}"#)
            #expect(sixth.refusal == "422 INVALID_REQUEST_PARAMETERS")
        }
    }

    private static let bodies: [(body: String, refusal: String)] = [
        ("", "400 INVALID_REQUEST_BODY"), ("{}", "422 INVALID_REQUEST_BODY"),
        (#"{"url": 1}"#, "422 INVALID_REQUEST_BODY"),
        (#"{"url": "http://example.com"}"#, "422 INVALID_REQUEST_PARAMETERS"),
        (#"{"url": "https://10.0.0.1/"}"#, "422 INVALID_REQUEST_PARAMETERS"),
        (#"{"url": "https://a.example", "metadata": []}"#, "422 INVALID_REQUEST_BODY"),
        (#"{"url": "https://a.example", "metadata": {"a": 1}}"#, "422 INVALID_REQUEST_BODY"),
        (
            #"{"url": "https://a.example", "headers": {"Host": "x"}}"#,
            "422 INVALID_REQUEST_PARAMETERS"
        ),
        (#"{"url": "https://a.example", "filter_types": "x"}"#, "422 INVALID_REQUEST_BODY"),
        (#"{"url": "https://a.example", "filter_types": [1]}"#, "422 INVALID_REQUEST_BODY"),
        (
            #"{"url": "https://a.example", "filter_types": ["a b"]}"#,
            "422 INVALID_REQUEST_PARAMETERS"
        ),
    ]

    @Test(arguments: bodies)
    func `tell what is wrong with a body`(_ row: (body: String, refusal: String)) async throws {
        try await DodoShop.with { shop in
            let answer = try await shop.merchant.call(.post, "/webhooks", row.body)
            #expect(answer.refusal == row.refusal)
            #expect(try shop.vendor.registry.webhookEndpoints().isEmpty)
        }
    }

    @Test func `show a secret only to who may change them`() async throws {
        try await DodoShop.with { shop in
            let id = try await shop.merchant.call(
                .post, "/webhooks", #"{"url": "https://example.com/", "disabled": true}"#)["id"]!
            let reader = TestCaller(
                client: shop.merchant.client, token: try shop.vendor.token([.webhooksRead]))
            let shown = try await reader.call(.get, "/webhooks/\(id)")
            #expect(shown.json["disabled"] as? Bool == true)
            #expect(
                try await reader.call(.get, "/webhooks/\(id)/secret").refusal == "403 FORBIDDEN")
            let secret = try await shop.merchant.call(.get, "/webhooks/\(id)/secret")["secret"]
            #expect(secret?.hasPrefix("whsec_") == true)
            for place in ["x", "ep_x", "\(id)/nothing"] {
                #expect(
                    try await shop.merchant.call(.get, "/webhooks/\(place)").refusal
                        == "404 NOT_FOUND")
            }
            let gone = try await shop.merchant.call(.delete, "/webhooks/\(id)")
            #expect(gone.status == .ok && gone.bytes.isEmpty)
            #expect(
                try await shop.merchant.call(.delete, "/webhooks/\(id)").refusal
                    == "404 NOT_FOUND")
        }
    }

    @Test func `are changed in what is named, and stay as they are else`() async throws {
        try await DodoShop.with { shop in
            let made = try await shop.merchant.call(
                .post, "/webhooks",
                """
                {"url": "https://example.com/", "description": "d", "metadata": {"a": "b"},
                "filter_types": ["license_key.created", "payment.succeeded"], "rate_limit": 5}
                """)
            let place = "/webhooks/\(made["id"]!)"
            for body in ["{}", #"{"url": null, "description": null, "filter_types": null}"#] {
                let same = try await shop.merchant.call(.patch, place, body)
                #expect(same.bytes == made.bytes)
            }
            let changed = try await shop.merchant.call(
                .patch, place, #"{"metadata": {}, "filter_types": [], "disabled": true}"#)
            #expect(changed.json["disabled"] as? Bool == true)
            #expect(changed.json["metadata"] as? [String: String] == [:])
            #expect(changed.json["filter_types"] is NSNull)
            #expect(changed["url"] == "https://example.com/" && changed["description"] == "d")
            let awake = try await shop.merchant.call(.patch, place, #"{"disabled": false}"#)
            #expect(awake.json["disabled"] as? Bool == false)
            for (body, refusal) in [
                ("", "400 INVALID_REQUEST_BODY"), (#"{"disabled": 1}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"rate_limit": -1}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"url": "https://[::1]/"}"#, "422 INVALID_REQUEST_PARAMETERS"),
            ] {
                #expect(try await shop.merchant.call(.patch, place, body).refusal == refusal)
            }
            #expect(try await shop.merchant.call(.get, place).bytes == awake.bytes)
        }
    }

    @Test func `have header fields, of which those that may be secrets are not shown`()
        async throws
    {
        try await DodoShop.with { shop in
            let id = try await shop.merchant.call(
                .post, "/webhooks",
                #"{"url": "https://a.example", "headers": {"X-Place": "eu", "X-Api-Key": "k"}}"#
            )["id"]!
            let place = "/webhooks/\(id)/headers"
            let shown = try await shop.merchant.call(.get, place)
            #expect(shown.json["headers"] as? [String: String] == ["X-Place": "eu"])
            #expect(shown.json["sensitive"] as? [String] == ["X-Api-Key"])
            let changed = try await shop.merchant.call(
                .patch, place, #"{"headers": {"x-place": "us", "X-More": "1"}}"#)
            #expect(changed.status == .ok && changed.bytes.isEmpty)
            let after = try await shop.merchant.call(.get, place)
            #expect(
                after.json["headers"] as? [String: String] == ["x-place": "us", "X-More": "1"])
            #expect(after.json["sensitive"] as? [String] == ["X-Api-Key"])
            for (body, refusal) in [
                ("{}", "422 INVALID_REQUEST_BODY"),
                (#"{"headers": {"a": null}}"#, "422 INVALID_REQUEST_BODY"),
                (#"{"headers": {"Host": "x"}}"#, "422 INVALID_REQUEST_PARAMETERS"),
                (#"{"headers": {"webhook-id": "x"}}"#, "422 INVALID_REQUEST_PARAMETERS"),
                (#"{"headers": {"a": "b\r\nc: d"}}"#, "422 INVALID_REQUEST_PARAMETERS"),
                (#"{"headers": {"a": "1", "A": "2"}}"#, "422 INVALID_REQUEST_PARAMETERS"),
            ] {
                #expect(
                    try await shop.merchant.call(.patch, place, body).refusal == refusal, "\(body)")
            }
            #expect(try await shop.merchant.call(.get, place).bytes == after.bytes)
        }
    }

    @Test func `of another business are as unknown as any`() async throws {
        try await DodoShop.with { shop in
            let id = try await shop.merchant.call(
                .post, "/webhooks", #"{"url": "https://example.com/"}"#)["id"]!
            _ = try shop.stranger()
            let organizations = try shop.vendor.registry.organizations.all().map(\.id)
            let other = try #require(organizations.first { $0 != shop.vendor.organization })
            let stranger = TestCaller(
                client: shop.merchant.client, token: try shop.vendor.token(organization: other))
            for (method, place, body) in [
                (HTTPRequest.Method.get, "", ""), (.patch, "", "{}"), (.delete, "", ""),
                (.get, "/secret", ""), (.get, "/headers", ""),
                (.patch, "/headers", #"{"headers": {}}"#),
            ] {
                #expect(
                    try await stranger.call(method, "/webhooks/\(id)\(place)", body).refusal
                        == "404 NOT_FOUND", "\(method) \(place)")
            }
            #expect(try await stranger.call(.get, "/webhooks?iterator=\(id)").json.count == 4)
            #expect(try shop.vendor.registry.webhookEndpoints().count == 1)
        }
    }
}
