import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Products that nobody has mapped` {
    /// A vendor with a shop of whose products none is mapped, and an operator who is signed in.
    private static func with(
        _ shop: ShopMessage.Shop, on driver: Driver = .sqlite,
        _ body: @escaping @Sendable (TestService, TestShop, TestBrowser) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(
                    directory, database: place.open(),
                    adjust: { $0.shops = [TestShop.policy(shop, [:])] })
                try await vendor.withOperator { browser in
                    try await body(
                        vendor, TestShop(client: browser.client, shop: shop), browser)
                }
                try await vendor.service.shutDown()
            }
        }
    }

    private static func map(
        _ product: String, of shop: String, _ vendor: TestService, _ browser: TestBrowser
    ) async throws -> TestBrowser.Page {
        let form = try await browser.get(
            "/admin/sales/products/map?shop=\(shop)&product=\(product)")
        #expect(form.status == .ok)
        return try await browser.post(
            "/admin/sales/products/map", on: form,
            ["shop": shop, "product": product, "benefit": "\(vendor.benefit.id)"])
    }

    @Test(arguments: Driver.available)
    func `are taken wherever they are mapped, by any id that the message lists`(
        _ driver: Driver
    ) async throws {
        try await Self.with(.polar, on: driver) { vendor, shop, _ in
            let event = PolarOutboundEvent.subscription("active", "active", at: 1).replacing(
                #"{"id": "ben_9", "type": "custom"}"#,
                with: #"{"id": "ben_9", "type": "custom"}, {"id": "ben_1", "type": "license_keys"}"#
            )
            #expect(try await shop.send(event, id: "m1").outcome == "unmapped")
            let waiting = try vendor.registry.sales.unmappedProducts(of: vendor.organization)
            #expect(waiting.map(\.product.id).sorted() == ["ben_1", "prod_1"])
            await vendor.service.waitingMessages.round()
            #expect(try vendor.states().isEmpty)
            // As an import does, or other settings.
            try vendor.registry.sales.map(
                #require(ShopProduct(.polar, id: "ben_1")), to: vendor.benefit.id,
                of: vendor.organization, now: TestService.now)
            await vendor.service.waitingMessages.round()
            #expect(try vendor.states() == [.granted])
            #expect(try vendor.registry.sales.unmappedProducts(of: vendor.organization).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `are listed, mapped on a page, and what was said before is taken in its order`(
        _ driver: Driver
    ) async throws {
        try await Self.with(.polar, on: driver) { vendor, shop, browser in
            // The newest comes first, as late messages do.
            let ended = PolarOutboundEvent.subscription("revoked", "canceled", at: 3, id: "sub_2")
            let bought = PolarOutboundEvent.subscription("active", "active", at: 1, id: "sub_2")
            let other = PolarOutboundEvent.subscription("active", "active", at: 2)
            for (number, event) in [ended, bought, other].enumerated() {
                #expect(try await shop.send(event, id: "m\(number)").outcome == "unmapped")
            }
            #expect(try vendor.states() == [])
            let sales = try await browser.get("/admin/sales")
            #expect(sales.text.contains("1 product of your shops gives nothing."))
            let list = try await browser.get("/admin/sales/products")
            #expect(list.text.contains("<code>prod_1</code>"))
            #expect(list.text.contains("data-label=\"Messages\">3<"))
            let done = try await Self.map("prod_1", of: "polar", vendor, browser)
            #expect(done.text.contains("The product is mapped."))
            #expect(
                try vendor.states().sorted { $0.rawValue < $1.rawValue } == [.granted, .revoked])
            #expect(try vendor.registry.sales.unmappedProducts(of: vendor.organization).isEmpty)
            let after = try await browser.get("/admin/sales")
            #expect(!after.text.contains("gives nothing"))
            // From now on its messages are taken at once, also after a restart.
            let next = PolarOutboundEvent.subscription("active", "active", at: 4, id: "sub_3")
            #expect(try await shop.send(next, id: "m4").outcome == "taken")
            #expect(try vendor.states().count == 3)
            #expect(
                try vendor.registry.sales.mappedProducts(of: .polar, by: vendor.organization).count
                    == 1)
        }
    }

    @Test func `wait again once their mapping is taken away`() async throws {
        try await Self.with(.polar) { vendor, shop, browser in
            let first = PolarOutboundEvent.subscription("active", "active", at: 1)
            #expect(try await shop.send(first, id: "m1").outcome == "unmapped")
            let list = try await Self.map("prod_1", of: "polar", vendor, browser)
            let link = try #require(list.text.firstMatch(of: /\/admin\/[a-z\/]*unmap[^"]*/))
            let asked = try await browser.get(String(link.output.replacing("&amp;", with: "&")))
            #expect(asked.text.contains("Licenses that it gave stay good"))
            let fields = ["shop": "polar", "product": "prod_1"]
            let done = try await browser.post("/admin/sales/products/unmap", on: asked, fields)
            #expect(done.text.contains("The product is not mapped any more."))
            #expect(try vendor.states() == [.granted])
            let next = PolarOutboundEvent.subscription("active", "active", at: 2, id: "sub_2")
            #expect(try await shop.send(next, id: "m2").outcome == "unmapped")
            #expect(try vendor.states() == [.granted])
            // There is nothing left to take away.
            let again = try await browser.get(
                "/admin/sales/products/unmap?shop=polar&product=prod_1")
            #expect(again.status == .notFound)
        }
    }

    @Test func `of Dodo Payments wait as well`() async throws {
        try await Self.with(.dodo) { vendor, shop, browser in
            let bought = DodoEvent.payment(at: 1)
            #expect(try await shop.send(bought, id: "d1").outcome == "unmapped")
            let product = try #require(
                try vendor.registry.sales.unmappedProducts(of: vendor.organization).first)
            _ = try await Self.map(product.product.id, of: "dodo", vendor, browser)
            #expect(try vendor.states() == [.granted])
        }
    }

    @Test func `are mapped to what may be minted here, and for shops that are heard`()
        async throws
    {
        try await Self.with(.polar) { vendor, shop, browser in
            let event = PolarOutboundEvent.subscription("active", "active", at: 1)
            _ = try await shop.send(event, id: "m1")
            let form = try await browser.get(
                "/admin/sales/products/map?shop=polar&product=prod_1")
            let wrong = try await browser.post(
                "/admin/sales/products/map", on: form,
                ["shop": "polar", "product": "prod_1", "benefit": "\(BenefitID.random())"])
            #expect(wrong.status == .unprocessableContent)
            let silent = try await browser.post(
                "/admin/sales/products/map", on: form,
                ["shop": "dodo", "product": "prod_1", "benefit": "\(vendor.benefit.id)"])
            #expect(silent.status == .conflict)
            #expect(
                try vendor.registry.sales.mappedProducts(of: .polar, by: vendor.organization)
                    .isEmpty)
            #expect(throws: RegistryError.missing(kind: .benefit)) {
                try vendor.registry.sales.map(
                    ShopProduct(.polar, id: "prod_1")!, to: .random(), of: vendor.organization,
                    now: vendor.now)
            }
        }
    }

    @Test func `are one organization's, whatever another sells under the same id`() async throws {
        try await Self.with(.polar) { vendor, _, _ in
            let sales = vendor.registry.sales
            let product = ShopProduct(.polar, id: "prod_1")!
            let other = Organization(id: .random(), name: "Another")
            try vendor.registry.organizations.add(other, now: vendor.now)
            let theirs = Benefit(
                id: .random(), name: BenefitName("theirs")!,
                terms: LicenseTerms(prefix: LicensePrefix("OTHER")!))
            try vendor.registry.benefits.add(theirs, organization: other.id, now: vendor.now)
            try sales.map(
                product, to: vendor.benefit.id, of: vendor.organization, now: vendor.now)
            try sales.map(product, to: theirs.id, of: other.id, now: vendor.now)
            let given = try [vendor.organization, other.id].map {
                try sales.mappedProducts(of: .polar, by: $0).map(\.benefit)
            }
            #expect(given == [[vendor.benefit.id], [theirs.id]])
            let waiting = WaitingMessage(
                ShopMessage(.polar, id: "m1")!, of: other.id, at: ExactTime(vendor.now), body: [])
            try sales.keep(waiting, for: ["prod_2"], now: vendor.now)
            let second = ShopProduct(.polar, id: "prod_2")!
            #expect(try sales.waitingMessages(for: second, of: vendor.organization).isEmpty)
            #expect(try sales.waitingMessages(for: second, of: other.id).count == 1)
        }
    }

    @Test func `wait a thousand messages and forty days, no longer`() async throws {
        try await Self.with(.polar) { vendor, _, _ in
            let sales = vendor.registry.sales
            func keep(_ number: Int, at now: Timestamp) throws {
                let waiting = WaitingMessage(
                    ShopMessage(.polar, id: "m\(number)")!, of: vendor.organization,
                    at: ExactTime(now), body: [])
                try sales.keep(waiting, for: ["prod_1"], now: now)
            }
            let product = ShopProduct(.polar, id: "prod_1")!
            for number in 0..<1002 { try keep(number, at: vendor.now) }
            #expect(try sales.waitingMessages(for: product, of: vendor.organization).count == 1000)
            try keep(2000, at: vendor.now + .seconds(41 * 86_400))
            try keep(2001, at: vendor.now + .seconds(41 * 86_400))
            #expect(
                try sales.waitingMessages(for: product, of: vendor.organization).map(\.message.id)
                    == ["m2001"])
        }
    }
}
