import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Keys that were imported from Dodo, whose sales go on` {
    private static func key(_ number: Int, _ status: String = "active") -> String {
        """
        {"id": "lic_\(number)", "created_at": "2026-01-01T00:00:00Z", "customer_id": "cus_1",
        "key": "DODO-\(number)", "product_id": "pdt_1", "status": "\(status)", "source": "auto",
        "activations_limit": 2, "expires_at": null, "payment_id": null, "subscription_id": "sub_1"}
        """
    }

    @discardableResult
    private static func run(
        _ vendor: TestService, _ text: String
    ) throws -> ForeignImport.Report {
        try ForeignImport(.dodo, benefits: ["pdt_1": vendor.benefit.id]).run(
            Array(text.utf8), into: vendor.registry.sales.imports, issuer: vendor.issuer,
            now: TestService.now)
    }

    private static func states(_ vendor: TestService) throws -> [String] {
        try vendor.licenses().map { "\($0.text) \($0.record.state)" }.sorted()
    }

    @Test func `are all held, given back and ended by their subscription`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            let list = "[\(Self.key(1)), \(Self.key(2, "disabled")), \(Self.key(3))]"
            let report = try Self.run(vendor, list)
            #expect(report.imported == 3)
            for (number, (type, state)) in [
                ("renewed", "granted"), ("on_hold", "disabled"), ("active", "granted"),
                ("cancelled", "revoked"),
            ].enumerated() {
                let event = DodoEvent.subscription(type, at: number)
                #expect(try await shop.send(event, id: "m\(number)").outcome == "taken")
                #expect(
                    try Self.states(vendor) == (1...3).map { "DODO-\($0) \(state)" }, "\(type)")
            }
        }
    }

    @Test func `are revoked one by one where the shop names their key`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            try Self.run(vendor, "[\(Self.key(1)), \(Self.key(2)), \(Self.key(3))]")
            let revoked = DodoEvent.event(
                "entitlement_grant.revoked", at: 1,
                """
                "id": "grant_2", "entitlement_id": "ent_1", "integration_type": "license_key",
                "status": "Revoked", "customer_id": "cus_1", "payment_id": null,
                "subscription_id": "sub_1", "license_key": {"key": "DODO-2"}
                """)
            #expect(try await shop.send(revoked, id: "m1").outcome == "taken")
            let expected = ["DODO-1 granted", "DODO-2 revoked", "DODO-3 granted"]
            #expect(try Self.states(vendor) == expected)
            // A renewal does not bring back what the merchant has taken.
            try await shop.send(DodoEvent.subscription("renewed", at: 2), id: "m2")
            #expect(try Self.states(vendor) == expected)
        }
    }

    @Test func `are known where they came by a message, with the machines of their lists`()
        async throws
    {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            let created = DodoEvent.event(
                "license_key.created", at: 1,
                """
                "payload_type": "LicenseKey", "id": "lic_1", "key": "DODO-1",
                "product_id": "pdt_1", "customer_id": "cus_1", "payment_id": null,
                "subscription_id": "sub_1", "source": "auto"
                """)
            #expect(try await shop.send(created, id: "m1").outcome == "taken")
            let instance = """
                {"id": "lki_1", "license_key_id": "lic_1", "name": "Laptop",
                "created_at": "2026-03-01T00:00:00Z"}
                """
            for seats in [1, 0] {
                let report = try Self.run(vendor, "[\(Self.key(1)), \(instance)]")
                #expect(report.faults.isEmpty && report.imported == 0 && report.seats == seats)
            }
            #expect(try Self.states(vendor) == ["DODO-1 granted"])
            let id = try vendor.licenses()[0].claims.license
            #expect(
                try vendor.registry.activations.seats(of: id).map(\.label) == ["Laptop"])
        }
    }
}
