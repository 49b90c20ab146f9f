import HTTPTypes
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Messages of shops that changed nothing` {
    private static let path = "/admin/sales/messages"

    @Test func `are listed with what to do, and forgotten when somebody says so`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let active = PolarOutboundEvent.subscription("active", "active", at: 5)
            try await shop.send(active, id: "m1")
            let late = PolarOutboundEvent.subscription("updated", "active", at: 1)
            for _ in 1...2 {
                #expect(try await shop.send(late, id: "m2").outcome != nil)
            }
            #expect(try await shop.send("{\"type\": 7}", id: "m3").outcome == "hook.unreadable")
            // What nobody has signed is not worth a line.
            let forged = try await shop.send("{}", id: "m4") { headers, _ in
                headers[.webhookSignature] = "v1,AAAA"
            }
            #expect(forged.status == .forbidden)
            let browser = TestBrowser(shop.client)
            try await vendor.signIn(browser)
            let page = try await browser.get(Self.path)
            #expect(page.status == .ok)
            #expect(page.text.contains("<code>m2</code>") && page.text.contains("came late"))
            #expect(page.text.contains("<code>m3</code>") && page.text.contains("cannot be read"))
            #expect(
                !page.text.contains("<code>m1</code>") && !page.text.contains("<code>m4</code>"))
            #expect(try await browser.get("/admin/sales").text.contains(Self.path))
            let after = try await browser.post(
                "\(Self.path)/forget", on: page, ["shop": "polar", "message": "m3"])
            #expect(!after.text.contains("<code>m3</code>"))
        }
    }

    @Test func `that failed are there until they are taken`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let message = try #require(ShopMessage(.polar, id: "m1"))
            let failed = ShopNote(
                message, .failed, type: "order.paid", code: "status.full", at: vendor.now)
            try vendor.registry.sales.note(failed, of: vendor.organization)
            let paid = PolarOutboundEvent.order("paid", "paid", at: 1)
            #expect(try await shop.send(paid, id: "m1").outcome == "taken")
            #expect(
                try vendor.registry.sales.notes(of: vendor.organization, limit: 9).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `are noted up to a number and for a while, and count how often they came`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let (sales, owner) = (sample.registry.sales, sample.organization)
            func note(_ id: String, at second: Int64) throws {
                let message = try #require(ShopMessage(.dodo, id: id))
                try sales.note(
                    ShopNote(
                        message, .late, type: "payment.succeeded",
                        at: SampleRegistry.now + .seconds(second)), of: owner)
            }
            for number in 0..<1003 { try note("m\(number)", at: Int64(number)) }
            for _ in 1...2 { try note("m1002", at: 1002) }
            let notes = try sales.notes(of: owner, limit: 5000)
            #expect(notes.count == 1000)
            #expect(notes.first?.message.id == "m1002" && notes.first?.times == 3)
            #expect(notes.last?.message.id == "m3")
            try note("later", at: 41 * 86_400)
            #expect(try sales.notes(of: owner, limit: 9).map(\.message.id) == ["later"])
        }
    }
}
