import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `A filter of a page` {
    @Test func `that cannot be read shows, exports and sends nothing`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let endpoint = WebhookEndpointID.random()
            try vendor.registry.webhooks.addEndpoint(
                endpoint, of: vendor.organization, WebhookTerms(url: "https://hooks.example/"),
                secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)], now: vendor.now)
            try await vendor.withOperator { browser in
                for asked in [
                    "state=foo", "benefit=zzz", "ending=soon", "not-seen=long", "order=up",
                    "customer=Ann", "batch=1", "q=%00", "q=A%1BB",
                ] {
                    let page = try await browser.get("/admin/keys?\(asked)")
                    #expect(page.status == .unprocessableContent, "\(asked)")
                    #expect(!page.text.contains("\(id)"), "\(asked)")
                    let export = try await browser.get("/admin/keys/export?\(asked)")
                    #expect(export.status == .unprocessableContent, "\(asked)")
                }
                for asked in ["from=31.1.2027", "until=x", "subject=%00", "actor=%00"] {
                    let page = try await browser.get("/admin/audit?\(asked)")
                    #expect(page.status == .unprocessableContent, "\(asked)")
                    #expect(!page.text.contains("License issued</td>"), "\(asked)")
                    let export = try await browser.get("/admin/audit/export?\(asked)")
                    #expect(export.status == .unprocessableContent, "\(asked)")
                }
                #expect(
                    try await browser.get("/admin/customers?q=%00").status
                        == .unprocessableContent)
                let path = "/admin/webhooks/\(endpoint)"
                let form = try await browser.get(path)
                for (from, until) in [
                    ("2026-01-01", "31.1.2027"), ("", "2027-01-31"), ("2027-11-01", "2026-01-31"),
                ] {
                    let wrong = try await browser.post(
                        "\(path)/replay", on: form, ["from": from, "until": until])
                    #expect(wrong.status == .unprocessableContent, "\(from) \(until)")
                    #expect(wrong.text.contains("value=\"\(until)\""))
                }
                let none = try await browser.post(
                    "\(path)/replay", on: form, ["from": "2026-01-01"])
                #expect(none.text.contains("No message matches, so none is sent again."))
            }
        }
    }

    @Test func `finds a key by the end that lists show, with and without what they hide`()
        async throws
    {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let text = try #require(try vendor.registry.licenses.details(id, now: vendor.now)).text
            let masked = LicenseKey.masked(text)
            try await vendor.withOperator { browser in
                for asked in [masked, String(text.suffix(6))] {
                    let found = try await browser.get(
                        "/admin/keys?q=\(LicenseKeyListRoutes.encoded(asked))")
                    #expect(found.text.contains("\(id)"), "\(asked)")
                }
            }
        }
    }

    @Test(
        arguments: [
            ("1", 1), ("1,000", 1000), ("9007199254740991", 9_007_199_254_740_991), ("0", nil),
            ("9223372036854775807", nil), ("99999999999999999999", nil), ("-1", nil), ("1.5", nil),
            ("1,00", nil), ("", nil), ("+1", nil),
        ] as [(String, UInt64?)])
    func `takes a number of devices within its bounds`(text: String, number: UInt64?) {
        #expect(TypedCount(text)?.number == number)
        let seats = number.map { ActivationLimit.seats($0) }
        #expect(ActivationLimit(typed: text) == seats)
        #expect(ActivationLimit(typed: "Unlimited") == .unlimited)
        #expect(TypedCount.fault.contains("9,007,199,254,740,991"))
    }

    @Test(
        arguments: [
            ("2028-01-01 12:00", "2028-01-01T12:00:00Z"), ("2028-01-01", "2028-01-02T00:00:00Z"),
            ("2028-01-01T12:00:00Z", "2028-01-01T12:00:00Z"), ("2028-01-01 12", nil),
            ("1.1.2028", nil),
        ] as [(String, String?)])
    func `takes an end as people write it`(text: String, end: String?) {
        #expect(Timestamp(typedEnd: text).map { "\($0)" } == end)
    }

    @Test(
        arguments: [
            (1, "in a minute"), (61, "in 2 minutes"), (900, "in 15 minutes"), (7200, "in 2 hours"),
            (86_399, "tomorrow"), (3 * 86_400, "in 3 days"),
        ] as [(Int64, String)])
    func `says how long to wait as people do`(seconds: Int64, words: String) {
        #expect(Duration.seconds(seconds).waitText == words)
    }
}
