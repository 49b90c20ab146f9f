import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Dodo's customers` {
    @Test func `are listed and read, by our id and by Dodo's own`() async throws {
        try await DodoShop.with { shop in
            var imported = CustomerRecord(
                id: .random(), organization: shop.vendor.organization, name: "Ben",
                createdAt: shop.vendor.now)
            imported.externalID = "cus_of_dodos"
            try shop.vendor.registry.customers.add(imported, now: shop.vendor.now)
            let shown = try await shop.merchant.call(.get, "/customers/cus_of_dodos")
            #expect(shown["customer_id"] == imported.id.dodoText)
            #expect(shown["name"] == "Ben" && shown["email"] == "")
            #expect(shown["business_id"] == shop.vendor.organization.dodoText)
            #expect(
                try await shop.merchant.call(.get, "/customers/\(imported.id.dodoText)").bytes
                    == shown.bytes)
            func names(_ query: String) async throws -> [String] {
                try await shop.merchant.call(.get, "/customers?\(query)").items
                    .compactMap { $0["name"] as? String }
            }
            #expect(try await names("") == ["Ben", "Ann"])
            #expect(try await names("page_size=1&page_number=1") == ["Ann"])
            #expect(try await names("name=be") == ["Ben"])
            #expect(try await names("name=%25").isEmpty)
            #expect(try await names("email=ann@example.com") == ["Ann"])
            let made = try #require(shown["created_at"])
            #expect(try await names("created_at_gte=\(made)") == ["Ben"])
            #expect(try await names("created_at_lte=\(made)") == ["Ben", "Ann"])
            let key = try await shop.importing("K-1", customer: "cus_of_dodos")
            #expect(key["customer_id"] == imported.id.dodoText)
            let keys = try await shop.merchant.call(.get, "/license_keys?customer_id=cus_of_dodos")
            #expect(keys.items.count == 1)
            let grants = try await shop.merchant.call(
                .get, "/customers/cus_of_dodos/entitlement-grants")
            #expect(grants.status == .ok)
        }
    }

    @Test func `and products are whose they are, and need their scope`() async throws {
        try await DodoShop.with { shop in
            let stranger = try shop.stranger()
            let theirs = try #require(try shop.vendor.registry.licenses.find(stranger)).claims
            let outsider = CustomerRecord(
                id: .random(), organization: theirs.organization, name: "Eve",
                createdAt: shop.vendor.now)
            try shop.vendor.registry.customers.add(outsider, now: shop.vendor.now)
            let bound = TestCaller(
                client: shop.merchant.client,
                token: try shop.vendor.token(organization: shop.vendor.organization))
            for path in [
                "/customers/\(outsider.id.dodoText)", "/customers/cus_x", "/customers/%00",
                "/products/\(theirs.benefit.dodoText)", "/products/pdt_x",
            ] {
                #expect(try await bound.call(.get, path).refusal == "404 NOT_FOUND", "\(path)")
            }
            #expect(
                try await bound.call(.get, "/customers").items.compactMap { $0["name"] as? String }
                    == ["Ann"])
            #expect(
                try await bound.call(.get, "/products").items.compactMap {
                    $0["product_id"] as? String
                } == [shop.product])
            let reader = TestCaller(
                client: shop.merchant.client, token: try shop.vendor.token([.licensesRead]))
            let nobody = TestCaller(client: shop.merchant.client, token: "")
            for path in ["/customers", "/products", "/products/\(shop.product)"] {
                #expect(try await reader.call(.get, path).refusal == "403 FORBIDDEN", "\(path)")
                #expect(try await nobody.call(.get, path).refusal == "401 UNAUTHORIZED", "\(path)")
            }
        }
    }

    @Test func `have products, which are benefits with their keys' terms`() async throws {
        try await DodoShop.with { shop in
            let product = try await shop.merchant.call(.get, "/products/\(shop.product)")
            #expect(product["name"] == "pro" && product["brand_id"]?.hasPrefix("bnd_") == true)
            #expect(product.json["license_key_enabled"] as? Bool == true)
            #expect(product.json["license_key_activations_limit"] as? Int == 3)
            let duration = product.json["license_key_duration"] as? [String: Any]
            #expect(duration?["count"] as? Int == 1 && duration?["interval"] as? String == "Year")
            let list = try await shop.merchant.call(.get, "/products?page_size=1")
            #expect(list.items.map { $0["product_id"] as? String } == [shop.product])
            for (query, count) in [
                ("page_number=1", 0), ("archived=true", 0), ("recurring=true", 0),
                ("recurring=false&archived=false", 1), ("brand_id=bnd_x", 0),
                ("brand_id=\(shop.vendor.organization.dodoBrand)", 1),
            ] {
                let found = try await shop.merchant.call(.get, "/products?\(query)").items
                #expect(found.count == count, "\(query)")
            }
            let bad = try await shop.merchant.call(.get, "/products?archived=yes")
            #expect(bad.refusal == "400 INVALID_QUERY_PARAMS")
            // A key names its product for ever, and so it is found for ever.
            try shop.vendor.registry.benefits.delete(shop.vendor.benefit.id, now: shop.vendor.now)
            #expect(try await shop.merchant.call(.get, "/products").items.isEmpty)
            #expect(
                try await shop.merchant.call(.get, "/products/\(shop.product)").status == .ok)
        }
    }
}
