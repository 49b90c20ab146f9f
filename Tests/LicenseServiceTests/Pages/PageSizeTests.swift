import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

/// No page grows with what it shows: what is more than one page holds is on the next.
@Suite struct `Pages of long tables` {
    private static let most = 60_000

    /// All pages of a table, from the first on.
    private static func all(
        _ path: String, in browser: TestBrowser
    ) async throws -> [TestBrowser.Page] {
        var pages: [TestBrowser.Page] = []
        var next: String? = path
        while let address = next, pages.count < 40 {
            let page = try await browser.get(address)
            #expect(page.status == .ok, "\(address)")
            #expect(page.text.utf8.count <= most, "\(address): \(page.text.utf8.count) bytes")
            pages.append(page)
            next = page.text.firstMatch(of: /href="([^"]*)" rel="next"/)
                .map { String($0.1).replacing("&amp;", with: "&") }
        }
        return pages
    }

    /// What all pages of a table lead to under a path.
    private static func links(
        _ path: String, to prefix: String, in browser: TestBrowser
    ) async throws -> [String] {
        let pattern = try Regex("href=\"\(prefix)([0-9a-f-]{36})\"")
        return try await all(path, in: browser).flatMap { page in
            page.text.matches(of: pattern).compactMap { $0[1].substring.map(String.init) }
        }
    }

    private static func customer(_ vendor: TestService, _ name: String) throws -> CustomerID {
        let customer = CustomerRecord(
            id: .random(), organization: vendor.organization, name: name, createdAt: vendor.now)
        try vendor.registry.customers.add(customer, now: vendor.now)
        return customer.id
    }

    private static func mint(
        _ vendor: TestService, for customer: CustomerID, seats: ActivationLimit = .seats(3)
    ) throws -> LicenseRecord {
        var terms = vendor.benefit.terms
        terms.activationLimit = seats
        var order = LicenseOrder(vendor.benefit.id, terms: terms)
        order.customer = customer
        order.isGivenByHand = true
        return LicenseRecord(
            try vendor.registry.issuance.mint(order, by: vendor.issuer, now: vendor.now))
    }

    @Test(arguments: [
        String(repeating: "A long name & Co. ", count: 5), String(repeating: "\"", count: 194),
    ])
    func `of keys and sales show a customer and an operator all of them`(_ long: String)
        async throws
    {
        try await TestService.with { vendor in
            let customer = try Self.customer(vendor, long)
            let ids = Set(
                try (0..<120).map { _ in "\(try Self.mint(vendor, for: customer).claims.license)" })
            try await vendor.withOperator { browser in
                for path in ["/admin/keys", "/admin/keys?customer=\(customer)&order=oldest"] {
                    let found = try await Self.links(path, to: "/admin/keys/", in: browser)
                    #expect(found.count == 120 && Set(found) == ids, "\(path)")
                }
                let page = try await browser.get("/admin/customers/\(customer)")
                #expect(page.text.contains("/admin/keys?customer=\(customer)"))
                #expect(page.text.contains("/admin/sales?customer=\(customer)"))
                #expect(page.text.utf8.count <= Self.most)
                let sold = try await Self.links(
                    "/admin/sales?customer=\(customer)", to: "/admin/keys/", in: browser)
                #expect(sold.count == 120 && Set(sold) == ids)
                let link = try PortalLink.make(
                    vendor.registry.tokens.sessions, for: customer, of: vendor.organization,
                    base: "",
                    lifetime: .seconds(900), now: vendor.now)
                try await browser.post("/portal/open", on: try await browser.get(link))
                let own = try await Self.links("/portal", to: "/portal/keys/", in: browser)
                #expect(own.count == 120 && Set(own) == ids)
            }
        }
    }

    @Test func `of devices and history show all of a license that many use`() async throws {
        try await TestService.with { vendor in
            let customer = try Self.customer(vendor, "Ann")
            let license = try Self.mint(vendor, for: customer, seats: .unlimited)
            let id = license.claims.license
            var listing = try #require(try vendor.registry.benefits.listing(vendor.benefit.id))
            listing.showsSeats = true
            try vendor.registry.benefits.replace(listing, now: vendor.now)
            for number in 0..<120 {
                let seat = NewSeat(.random(), label: "Ward \(number) of a large hospital")
                _ = try vendor.registry.activations.takeSeat(
                    seat, of: KeyReference(license), of: vendor.organization, now: vendor.now
                ).get()
            }
            try await vendor.withOperator { browser in
                let link = try PortalLink.make(
                    vendor.registry.tokens.sessions, for: customer, of: vendor.organization,
                    base: "",
                    lifetime: .seconds(900), now: vendor.now)
                try await browser.post("/portal/open", on: try await browser.get(link))
                for area in ["admin", "portal"] {
                    let path = "/\(area)/keys/\(id)"
                    let first = try await browser.get(path)
                    let next = first.text.matches(of: /href="([^"]*)" rel="next"/).map {
                        String($0.1)
                    }
                    #expect(next.contains("\(path)?devices=1#devices"), "\(next)")
                    #expect(next.contains { $0.hasPrefix("\(path)?history=") }, "\(next)")
                    var seats: Set<String> = []
                    for number in 0...4 {
                        let page = try await browser.get("\(path)?devices=\(number)")
                        #expect(page.text.utf8.count <= Self.most, "\(page.text.utf8.count) bytes")
                        for match in page.text.matches(of: /\/free\/([0-9a-f-]{36})/) {
                            seats.insert(String(match.1))
                        }
                    }
                    #expect(seats.count == 120, "\(area): \(seats.count)")
                    let history = try #require(next.first { $0.contains("?history=") })
                    let older = try await browser.get(String(history.prefix { $0 != "#" }))
                    #expect(older.text.contains("First page"))
                }
            }
        }
    }

    @Test func `of a customer's history are full of what concerns the customer`() async throws {
        try await TestService.with { vendor in
            let (id, customer) = try await vendor.sold(to: "Ann", email: "ann@example.com")
            // No customer is told of letters in a history.
            for _ in 0..<30 {
                _ = try vendor.registry.customers.emails.queue(for: id, now: vendor.now)
            }
            try await vendor.withBrowser { browser in
                let link = try PortalLink.make(
                    vendor.registry.tokens.sessions, for: customer, of: vendor.organization,
                    base: "", lifetime: .seconds(900), now: vendor.now)
                try await browser.post("/portal/open", on: try await browser.get(link))
                let page = try await browser.get("/portal/keys/\(id)")
                #expect(page.text.contains("The license was issued."))
                #expect(!page.text.contains("?history="))
            }
        }
    }

    @Test func `of benefits, customers, tokens and messages go on too`() async throws {
        try await TestService.with { vendor in
            for number in 0..<60 {
                var benefit = vendor.benefit
                benefit = Benefit(
                    id: .random(), name: BenefitName("plan-\(number)")!, terms: benefit.terms)
                try vendor.registry.benefits.add(
                    benefit, organization: vendor.organization, now: vendor.now)
                _ = try Self.customer(vendor, "Customer \(number)")
                try vendor.registry.tokens.add(
                    APITokenRecord(
                        id: .random(), organization: nil, name: "Token \(number)",
                        scopes: [.licensesRead, .licensesWrite, .customersRead],
                        secretDigest: [UInt8](repeating: UInt8(number), count: 32),
                        createdAt: vendor.now,
                        expiresAt: nil), now: vendor.now)
                try vendor.registry.sales.note(
                    ShopNote(
                        ShopMessage(.polar, id: "message-\(number)")!, .unreadable, type: "",
                        at: vendor.now), of: vendor.organization)
                try vendor.registry.sales.keep(
                    WaitingMessage(
                        ShopMessage(.dodo, id: "waiting-\(number)")!, of: vendor.organization,
                        at: ExactTime(vendor.now), body: [1]), for: ["product-\(number)"],
                    now: vendor.now)
            }
            try await vendor.withOperator { browser in
                for path in ["/admin/benefits", "/admin/letters", "/admin/tokens"] {
                    #expect(try await Self.all(path, in: browser).count == 2, "\(path)")
                }
                let customers = try await Self.links(
                    "/admin/customers", to: "/admin/customers/", in: browser)
                #expect(customers.count == 60 && Set(customers).count == 60)
                for (path, table) in [
                    ("/admin/sales/messages", "page"), ("/admin/sales/messages", "waiting"),
                    ("/admin/sales/products", "open"),
                ] {
                    let page = try await browser.get(path)
                    #expect(page.text.contains("href=\"\(path)?\(table)=1\""), "\(path) \(table)")
                    #expect(page.text.utf8.count <= Self.most)
                    let last = try await browser.get("\(path)?\(table)=1")
                    #expect(last.text.contains("First page"))
                }
                #expect(try await Self.all("/admin/audit", in: browser).count >= 3)
                #expect(try await Self.all("/admin/keys?q=nobody", in: browser).count == 1)
            }
        }
    }

    @Test func `show no text again that is longer than a page`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let rows = "name,seats\nAnn,many\n" + String(repeating: "<Bob>,2\n", count: 9_000)
                let form = try await browser.get("/admin/keys/import")
                let page = try await browser.post(
                    "/admin/keys/import", on: form,
                    ["benefit": "\(vendor.benefit.id)", "csv": rows])
                #expect(page.status == .unprocessableContent)
                #expect(page.text.contains("correct it where it came from"))
                #expect(page.text.utf8.count <= Self.most, "\(page.text.utf8.count) bytes")
                let strange = try await browser.post(
                    "/admin/customers/new",
                    ["name": "Ann", "external": String(repeating: "\"", count: 30_000)])
                #expect(strange.status == .forbidden && strange.text.contains("Ann"))
                #expect(strange.text.utf8.count <= Self.most, "\(strange.text.utf8.count) bytes")
            }
        }
    }
}
