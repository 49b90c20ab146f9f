import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The page of a sale` {
    @Test func `says when it was bought, what it gave, and how the end follows it`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            let bought = "\"created_at\": \"2026-11-12T10:00:00Z\","
            try await shop.send(
                DodoEvent.subscription("active", at: 1, more: bought), id: "m1")
            let id = try vendor.licenses()[0].claims.license
            let grant = try #require(try vendor.registry.sales.grants.find(of: id))
            #expect(grant.createdAt == Timestamp("2026-11-12T10:00:00Z"))
            #expect(grant.grantedAt == vendor.now)
            try await vendor.withOperator { browser in
                let key = try await browser.get("/admin/keys/\(id)")
                #expect(key.text.contains("href=\"/admin/sales/\(grant.id)\">subscription sub_1"))
                #expect(key.text.contains("12 November 2026, 10:00 UTC"))
                #expect(key.text.contains("follows the subscription: good until that ends"))
                let sale = try await browser.get("/admin/sales/\(grant.id)")
                #expect(sale.status == .ok && sale.text.contains("<h1>Subscription sub_1"))
                #expect(sale.text.contains("href=\"/admin/keys/\(id)\""))
                #expect(sale.text.contains("href=\"/admin/customers/\(grant.customer)\">Ann"))
                #expect(sale.text.contains("12 November 2026, 10:00 UTC"))
                let end = "\"cancel_at_next_billing_date\": true,"
                try await shop.send(
                    DodoEvent.subscription("cancelled", at: 2, more: end), id: "m2")
                for path in ["/admin/keys/\(id)", "/admin/sales/\(grant.id)"] {
                    let page = try await browser.get(path)
                    #expect(page.text.contains("the subscription ends on "), "\(path)")
                    #expect(page.text.contains("1 February 2027, 00:00 UTC"), "\(path)")
                }
                let list = try await browser.get("/admin/sales")
                #expect(list.text.contains("href=\"/admin/sales/\(grant.id)\">subscription sub_1"))
            }
        }
    }

    @Test func `that was taken back is named where its license would be enabled`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let grant = try #require(try vendor.registry.sales.grants.find(of: id))
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)/enable"
                #expect(!(try await browser.get(path)).text.contains("What gave it"))
                try vendor.registry.sales.setGrant(grant, to: .revoked, now: vendor.now)
                let page = try await browser.get(path)
                #expect(page.text.contains("What gave it (a grant by hand) was taken back on"))
            }
        }
    }

    @Test func `that a shop dates after now was bought now`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            let late = "\"created_at\": \"2099-01-01T00:00:00Z\","
            try await shop.send(DodoEvent.subscription("active", at: 1, more: late), id: "m1")
            let id = try vendor.licenses()[0].claims.license
            #expect(try vendor.registry.sales.grants.find(of: id)?.createdAt == vendor.now)
        }
    }

    @Test func `offers nothing to whoever may only look`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let grant = try #require(try vendor.registry.sales.grants.find(of: id))
            let token = try vendor.token([.licensesRead])
            try await vendor.withBrowser { browser in
                try await browser.post(
                    "/admin/sign-in", on: try await browser.get("/admin/sign-in"),
                    ["api-token": token])
                let page = try await browser.get("/admin/sales/\(grant.id)")
                #expect(page.status == .ok)
                #expect(!page.text.contains("/revoke") && !page.text.contains("/admin/customers"))
                #expect(
                    try await browser.get("/admin/sales/\(OrganizationID.random())").status
                        == .notFound)
            }
        }
    }
}
