import HTTPTypes
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Importing keys on a page` {
    private static let path = "/admin/keys/foreign"

    private static func key(_ number: Int, product: String = "pdt_9") -> String {
        """
        {"id": "lic_\(number)", "key": "OLD-\(number)", "product_id": "\(product)", \
        "customer_id": "cus_1", "status": "active", "activations_limit": 3, "expires_at": null, \
        "created_at": "2026-01-01T00:00:00Z"}
        """
    }

    private static func instance(_ number: Int, of key: Int) -> String {
        """
        {"id": "lki_\(number)", "license_key_id": "lic_\(key)", "name": "Mac \(number)", \
        "created_at": "2026-02-01T00:00:00Z"}
        """
    }

    /// Three keys, one of them twice and one of a product that is not mapped; an instance, and one of a key that is not
    /// there.
    private static let list = Array(
        [
            key(1), key(2), key(1), key(3, product: "pdt_else"), instance(1, of: 1),
            instance(2, of: 7),
        ].joined(separator: "\n").utf8)

    private static func upload(
        _ vendor: TestService, _ browser: TestBrowser, _ content: [UInt8] = list,
        mapping: String = "pdt_9=pro"
    ) async throws -> TestBrowser.Page {
        try await browser.upload(
            path, on: try await browser.get(path), "file", content,
            ["shop": "dodo", "mapping": mapping, "benefit": ""])
    }

    @Test(arguments: Driver.available)
    func `shows what would be imported, and imports just that`(_ driver: Driver) async throws {
        try await TestService.with(driver) { vendor in
            try await vendor.withOperator { browser in
                let page = try await Self.upload(vendor, browser)
                #expect(page.status == .ok)
                #expect(page.text.contains("Import 6 items of Dodo Payments?"))
                #expect(page.text.contains("2 licenses and 1 seat would be new here; 1 is known"))
                #expect(page.text.contains("2 items would be refused."))
                #expect(page.text.contains("The id pdt_else is not mapped to a benefit"))
                #expect(page.text.contains("Its license is not here"))
                await vendor.service.importRunner.round()
                #expect(try vendor.licenses().isEmpty)
                for _ in 1...2 { try await browser.post("\(page.path)/import", on: page) }
                let going = try await browser.get(page.path)
                #expect(going.headers[.refresh] == "2")
                #expect(going.text.contains("0 of 6 worked off"))
                await vendor.service.importRunner.round()
                let done = try await browser.get(page.path)
                #expect(done.headers[.refresh] == nil)
                #expect(done.text.contains("2 items were refused; the others are imported."))
                #expect(done.text.contains("The id pdt_else is not mapped to a benefit"))
                #expect(try vendor.licenses().map(\.text).sorted() == ["OLD-1", "OLD-2"])
                let order = try #require(
                    try vendor.registry.sales.imports.orders(of: vendor.organization, limit: 9)
                        .first)
                #expect(order.imported == 2 && order.seats == 1 && order.known == 1)
                #expect(order.refused == 2 && order.done == 6)
                // Nothing of the list is kept.
                #expect(try vendor.registry.sales.imports.items(of: order.id, limit: 9).isEmpty)
                let records = try vendor.registry.auditLog.records(limit: 20)
                #expect(
                    records.filter { $0.action == "license.import" }.allSatisfy {
                        $0.actor == order.actor
                    })
                let again = try await Self.upload(vendor, browser)
                #expect(again.text.contains("0 licenses and 0 seats would be new here"))
                let gone = try await browser.post("\(again.path)/give-up", on: again)
                #expect(gone.text.contains("The rest was given up."))
            }
        }
    }

    @Test func `refuses what is no list, and keeps what was typed`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                for content in ["", "no json", "{\"items\": []}"] {
                    let page = try await Self.upload(vendor, browser, Array(content.utf8))
                    #expect(page.status == .unprocessableContent, "\(content)")
                    #expect(page.text.contains("pdt_9=pro"))
                }
                for mapping in ["pdt_9", "pdt_9=nosuch", "=pro"] {
                    let page = try await Self.upload(vendor, browser, mapping: mapping)
                    #expect(page.status == .unprocessableContent && page.text.contains(mapping))
                }
                #expect(
                    try vendor.registry.sales.imports.orders(of: vendor.organization, limit: 1)
                        == [])
            }
        }
    }

    @Test func `goes on where it was, and is nobody else's`() async throws {
        try await TestService.with { vendor in
            let other = Organization(id: .random(), name: "Other")
            try vendor.registry.organizations.add(other, now: vendor.now)
            let token = try vendor.token([.licensesWrite], organization: other.id)
            try await vendor.withOperator { browser in
                let many = (1...60).map { Self.key($0) }.joined(separator: "\n")
                let page = try await Self.upload(vendor, browser, Array(many.utf8))
                try await browser.post("\(page.path)/import", on: page)
                let order = try #require(try vendor.registry.sales.imports.ordersUnderWay().first)
                // A node took the first items and died before it said so.
                let items = try vendor.registry.sales.imports.items(of: order.id, limit: 2)
                #expect(items.map(\.number) == [1, 2])
                try vendor.registry.sales.imports.advance(
                    order, by: 2, ImportOrder.Tally(), now: vendor.now)
                try vendor.registry.sales.imports.advance(
                    order, by: 2, ImportOrder.Tally(), now: vendor.now)
                await vendor.service.importRunner.round()
                #expect(try vendor.licenses().count == 58)
                let stranger = TestBrowser(browser.client)
                let form = try await stranger.get("/admin/sign-in")
                try await stranger.post("/admin/sign-in", on: form, ["api-token": token])
                #expect(try await stranger.get(page.path).status == .notFound)
            }
        }
    }
}
