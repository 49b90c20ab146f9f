import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Customers of another shop` {
    private static let customer = PolarOutboundEvent.customer

    private static func run(
        _ vendor: TestService, _ text: String, _ shop: ShopMessage.Shop = .polar
    ) throws -> ForeignImport.Report {
        try ForeignImport(
            shop, benefits: ["ben_1": vendor.benefit.id, "pdt_1": vendor.benefit.id]
        ).run(
            Array(text.utf8), into: vendor.registry.sales.imports, issuer: vendor.issuer,
            now: TestService.now)
    }

    private static func polar(_ more: String = "") -> String {
        """
        {"id": "\(customer)", "created_at": "2024-05-06T07:08:09.123456Z", "name": "Ann",
        "email": "ann@example.com", "external_id": "u1", "type": "team",
        "metadata": {"plan": "x", "n": 1}\(more)}
        """
    }

    @Test func `keep their metadata, their kind and since when they are known`() async throws {
        try await TestService.with { vendor in
            let key = """
                {"id": "1c285b2d-6ce6-4bc7-b8be-000000000001", "created_at": "2026-01-01T00:00:00Z",
                "key": "OLD-1", "customer_id": "\(Self.customer)", "benefit_id": "ben_1",
                "status": "granted", "limit_activations": 2, "usage": 0, "limit_usage": null,
                "validations": 0, "last_validated_at": null, "expires_at": null}
                """
            // The key's list may say nothing of them, and come first.
            #expect(try Self.run(vendor, key).imported == 1)
            #expect(try Self.run(vendor, Self.polar()).customers == 1)
            #expect(try Self.run(vendor, Self.polar()).customers == 0)
            let held = try vendor.licenses()[0].customer
            #expect(held.name == "Ann" && held.externalID == "u1" && held.isTeam)
            #expect(held.metadata.json["plan"]?.string == "x")
            #expect(held.metadata.json["n"]?.integer == 1)
            #expect(held.created == ExactTime("2024-05-06T07:08:09.123456Z"))
        }
    }

    @Test func `keep it from Dodo too, with where their keys came from`() async throws {
        try await TestService.with { vendor in
            func key(_ number: Int, _ members: String) -> String {
                """
                {"id": "lic_\(number)", "created_at": "2026-01-01T00:00:00Z",
                "customer_id": "cus_1", "key": "DODO-\(number)", "product_id": "pdt_1",
                "status": "active", "activations_limit": 2, "expires_at": null, \(members)}
                """
            }
            let customer = """
                {"customer_id": "cus_1", "email": "ann@example.com", "name": "Ann",
                "created_at": "2024-05-06T07:08:09Z", "metadata": {"plan": "gold"}}
                """
            let list = """
                [\(customer), \(key(1, #""source": "auto", "subscription_id": "sub_1""#)),
                \(key(2, #""source": "import""#)), \(key(3, #""payment_id": "pay_1""#)),
                \(key(4, #""subscription_id": null"#))]
                """
            #expect(try Self.run(vendor, list, .dodo).imported == 4)
            let licenses = try vendor.licenses()
            #expect(licenses.map(\.origin) == [.sale, .imported, .sale, .imported])
            #expect(licenses[0].customer.metadata.json["plan"]?.string == "gold")
            #expect(licenses[0].customer.createdAt == Timestamp("2024-05-06T07:08:09Z"))
        }
    }

    @Test func `are what the shop says of them later`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            #expect(try Self.run(vendor, Self.polar()).customers == 1)
            let news = """
                {"type": "customer.updated", "timestamp": "2027-01-01T00:00:01Z", "data":
                \(Self.polar().replacing("\"plan\": \"x\"", with: "\"plan\": \"y\""))}
                """.replacing("\"u1\"", with: "\"u2\"")
            #expect(try await shop.send(news, id: "m1").outcome == "taken")
            let id = try #require(CustomerID(Self.customer))
            let known = try #require(try vendor.registry.customers.find(id))
            #expect(known.metadata.json["plan"]?.string == "y" && known.externalID == "u2")
        }
    }

    @Test func `are two where Polar has two, whatever id your system gave both`() async throws {
        try await TestService.with { vendor in
            let again = "9b0f3c7a-41a5-4f0e-9f0a-2f1f5c1d9f43"
            #expect(try Self.run(vendor, Self.polar()).customers == 1)
            let other = Self.polar().replacing(Self.customer, with: again)
            #expect(try Self.run(vendor, other).customers == 1)
            let id = try #require(CustomerID(again))
            let known = try #require(try vendor.registry.customers.find(id))
            #expect(known.externalID == nil && known.name == "Ann")
        }
    }
}
