import CBOR
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
                    "customer=Ann", "until=31.1.2027", "batch=1", "q=%00", "q=A%1BB",
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

    /// Customers whose names begin alike.
    private static func add(_ count: Int, to vendor: TestService) throws -> [CustomerID] {
        try vendor.registry.together { registry in
            try (0..<count).map { number in
                let customer = CustomerRecord(
                    id: .random(), organization: vendor.organization,
                    name: "Person \(number)", createdAt: vendor.now)
                try registry.customers.add(customer, now: vendor.now)
                return customer.id
            }
        }
    }

    @Test func `shows and exports all keys that a beginning means, or says that it means too many`()
        async throws
    {
        try await TestService.with { vendor in
            let licenses = try Self.add(201, to: vendor).suffix(2).map { customer in
                var order = LicenseOrder(vendor.benefit.id, terms: vendor.benefit.terms)
                order.customer = customer
                order.isGivenByHand = true
                return try vendor.registry.issuance.mint(
                    order, by: vendor.issuer, now: vendor.now
                ).claims.license
            }
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin/keys?q=person")
                let export = try await browser.get("/admin/keys/export?q=person")
                for license in licenses {
                    #expect(page.text.contains("\(license)") && export.text.contains("\(license)"))
                }
                _ = try Self.add(LicenseSearch.mostMatches, to: vendor)
                for path in ["/admin/keys?q=Person", "/admin/keys/export?q=Person"] {
                    let refused = try await browser.get(path)
                    #expect(refused.status == .unprocessableContent, "\(path)")
                    #expect(refused.text.contains("begin so. Write more of the name"), "\(path)")
                }
                let customers = try await browser.get("/admin/customers?q=person")
                #expect(customers.status == .ok && customers.text.contains("rel=\"next\""))
                #expect(
                    try await browser.get("/admin/customers").text.contains(
                        "More than 1,000 customers"))
            }
        }
    }

    @Test func `shows and exports the keys of a customer, and those that end before a day`()
        async throws
    {
        try await TestService.with { vendor in
            let (soon, ann) = try await vendor.sold(to: "Ann")
            let (late, bob) = try await vendor.sold(to: "Bob")
            for (id, end) in [(soon, "2027-04-01"), (late, "2027-04-02")] {
                try vendor.registry.issuance.setEnd(
                    of: id, to: Timestamp(end), now: vendor.now)
            }
            try await vendor.withOperator { browser in
                let edit = "/admin/customers/\(bob)/edit"
                try await browser.post(
                    edit, on: try await browser.get(edit),
                    ["name": "Bob", "email": "", "external": "own-Bob"])
                for (asked, shows) in [
                    ("customer=\(ann)", [soon]), ("customer=own-Bob", [late]),
                    ("until=2027-04-01", []), ("until=2027-04-02", [soon]),
                    ("until=2027-04-03", [soon, late]),
                    ("until=2027-04-03&ending=past", []),
                ] as [(String, [LicenseID])] {
                    for path in ["/admin/keys", "/admin/keys/export"] {
                        let page = try await browser.get("\(path)?\(asked)")
                        #expect(page.status == .ok)
                        for id in [soon, late] {
                            let isShown = page.text.contains("\(id)")
                            #expect(isShown == shows.contains(id), "\(path) \(asked)")
                        }
                    }
                }
                let unknown = try await browser.get("/admin/keys?customer=Ann")
                #expect(unknown.text.contains("No customer has this id."))
                #expect(unknown.text.contains("value=\"Ann\""))
            }
        }
    }

    @Test func `of the audit log leaves the head of the chain in sight`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                for asked in ["", "?action=license.revoked", "?before=2"] {
                    let page = try await browser.get("/admin/audit\(asked)")
                    let head = try #require(try vendor.registry.auditLog.newest(limit: 1).first)
                    #expect(page.text.contains(Hexadecimal.encode(head.hash)), "\(asked)")
                }
            }
        }
    }

    @Test
    func `shows the keys that are over their limit, however many others have several devices`()
        async throws
    {
        try await TestService.with { vendor in
            func sold(_ name: String) async throws -> LicenseID {
                let (id, _) = try await vendor.sold(to: name)
                let license = try #require(try vendor.registry.licenses.find(id))
                for _ in 0..<2 {
                    _ = try vendor.registry.activations.takeSeat(
                        NewSeat(.random(), label: "desk"), of: KeyReference(license),
                        of: vendor.organization, now: vendor.now
                    ).get()
                }
                return id
            }
            let over = try await sold("Over")
            for number in 0..<60 { _ = try await sold("Others \(number)") }
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(over)/terms"
                let form = try await browser.get(path)
                try await browser.post(path, on: form, ["end": "", "seats": "1", "units": ""])
                let page = try await browser.get("/admin/keys?over=yes")
                #expect(page.text.contains("/admin/keys/\(over)\""))
                #expect(!page.text.contains("rel=\"next\""))
                #expect(try await browser.get("/admin/keys").text.contains("rel=\"next\""))
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
                        "/admin/keys?q=\(PercentEncoding.encoded(asked))")
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
