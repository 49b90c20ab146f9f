import Foundation
import HTTPTypes
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

/// Apps and shops go on with the ids that Dodo gave them.
@Suite struct `Ids that Dodo has given` {
    private static let key = "lic_Vn8sQ1rT4yXo2zLbK7wPa"
    // As long as an id of ours, and of the same alphabet.
    private static let instance = "lki_Vq8sQ1rT4yXo2zLbK7wPaA"

    private static let lists = [
        """
        {"items": [{"id": "\(key)", "business_id": "bus", "created_at": "2026-01-01T00:00:00Z",
        "customer_id": "cus_1", "key": "DODO-1", "product_id": "pdt_1", "status": "active",
        "activations_limit": 2, "expires_at": null}]}
        """,
        """
        {"items": [{"id": "\(instance)", "business_id": "bus", "license_key_id": "\(key)",
        "name": "Laptop", "created_at": "2026-03-01T00:00:00Z"}]}
        """,
    ]

    private static func bring(_ shop: DodoShop) throws {
        for list in lists {
            let report = try ForeignImport(
                .dodo, benefits: ["pdt_1": shop.vendor.benefit.id]
            ).run(
                Array(list.utf8), into: shop.vendor.registry.sales.imports,
                issuer: shop.vendor.issuer,
                now: TestService.now)
            #expect(report.faults.isEmpty)
        }
    }

    @Test func `name an activated machine, which goes on without noticing`() async throws {
        try await DodoShop.with { shop in
            #expect(try await shop.isValid("DODO-1", Self.instance) == false)
            try Self.bring(shop)
            #expect(try await shop.isValid("DODO-1") == true)
            #expect(try await shop.isValid("DODO-1", Self.instance) == true)
            #expect(try await shop.isValid("DODO-1", "lki_Vq8sQ1rT4yXo2zLbK7wPaB") == false)
            #expect(try await shop.isValid("DODO-1", "anything") == false)
            let other = try shop.sell()
            #expect(try await shop.isValid(other.key, Self.instance) == false)
            #expect(
                try await shop.deactivate(other.key, Self.instance).status == .forbidden)
            #expect(try await shop.deactivate("DODO-1", Self.instance).status == .ok)
            #expect(try await shop.isValid("DODO-1", Self.instance) == false)
            #expect(
                try await shop.deactivate("DODO-1", Self.instance).status == .forbidden)
            #expect(try await shop.deactivate("DODO-2", Self.instance).status == .notFound)
        }
    }

    @Test func `name the products that programs of the vendor contain`() async throws {
        try await DodoShop.with { shop in
            let unknown = try await shop.merchant.call(.get, "/products/pdt_1")
            #expect(unknown.status == .notFound)
            try Self.bring(shop)
            let product = try await shop.merchant.call(.get, "/products/pdt_1")
            #expect(product["product_id"] == shop.product)
            let list = try await shop.merchant.call(.get, "/license_keys?product_id=pdt_1")
            #expect(list.items.map { $0["key"] as? String } == ["DODO-1"])
            let none = try await shop.merchant.call(.get, "/license_keys?product_id=pdt_2")
            #expect(none.status == .ok && none.items.isEmpty)
            let made = try await shop.merchant.call(
                .post, "/license_keys",
                #"{"customer_id": "cus_1", "key": "DODO-2", "product_id": "pdt_1"}"#)
            #expect(made.status == .created && made["product_id"] == shop.product)
            let wrong = try await shop.merchant.call(
                .post, "/license_keys",
                #"{"customer_id": "cus_1", "key": "DODO-3", "product_id": "pdt_2"}"#)
            #expect(wrong.status == .notFound)
        }
    }

    @Test func `name keys and instances to the shop`() async throws {
        try await DodoShop.with { shop in
            #expect(
                try await shop.merchant.call(.get, "/license_keys/\(Self.key)").status == .notFound)
            try Self.bring(shop)
            let license = try await shop.merchant.call(.get, "/license_keys/\(Self.key)")
            #expect(license.status == .ok && license["key"] == "DODO-1")
            #expect(license["created_at"] == "2026-01-01T00:00:00.000000Z")
            let changed = try await shop.merchant.call(
                .patch, "/license_keys/\(Self.key)", #"{"disabled": true}"#)
            #expect(changed.status == .ok && changed["status"] == "disabled")
            let instance = try await shop.merchant.call(
                .get, "/license_key_instances/\(Self.instance)")
            #expect(instance.status == .ok && instance["name"] == "Laptop")
            let renamed = try await shop.merchant.call(
                .patch, "/license_key_instances/\(Self.instance)", #"{"name": "Desk"}"#)
            #expect(renamed["name"] == "Desk")
            let list = try await shop.merchant.call(
                .get, "/license_key_instances?license_key_id=\(Self.key)")
            #expect((list.json["items"] as? [Any])?.count == 1)
        }
    }
}
