import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Benefits of another shop` {
    private static let id = "2d396c3e-7df7-4cd8-89cf-beb7b8f415eb"

    private static func load(
        _ text: String, _ shop: ShopMessage.Shop, _ vendor: TestService,
        _ change: (inout ForeignImport) -> Void = { _ in }
    ) throws -> ForeignImport.Report {
        var work = ForeignImport(shop, benefits: [:])
        change(&work)
        return try work.knowing(vendor.registry.sales.imports, vendor.organization).run(
            Array(text.utf8), into: vendor.registry.sales.imports, issuer: vendor.issuer,
            now: TestService.now)
    }

    private static let polar = """
        {"items": [
        {"id": "\(id)", "created_at": "2025-01-01T00:00:00Z", "modified_at": null,
        "type": "license_keys", "description": "Pro plan!", "selectable": true, "deletable": true,
        "organization_id": "x", "metadata": {"tier": "gold"}, "properties": {"prefix": "myApp",
        "expires": {"ttl": 1, "timeframe": "year"},
        "activations": {"limit": 3, "enable_customer_admin": true}, "limit_usage": 100}},
        {"id": "3e4a7d4f-8e08-4de9-9ae0-cfc8c9f526fc", "type": "custom", "description": "Help",
        "organization_id": "x", "properties": {"note": null}}]}
        """

    private static let polarKey = """
        {"id": "1c285b2d-6ce6-4bc7-b8be-000000000001", "organization_id": "x",
        "created_at": "2026-01-01T00:00:00Z", "customer_id": "\(PolarOutboundEvent.customer)",
        "benefit_id": "\(id)", "key": "MYAPP-OLD-1", "status": "granted",
        "limit_activations": 3, "limit_usage": 100, "usage": 0, "validations": 0,
        "expires_at": null}
        """

    @Test(arguments: Driver.available)
    func `of Polar are made with their ids and terms, for the keys that follow and for messages`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let list = "[\(Self.polar), \(Self.polarKey)]"
            let report = try Self.load(list, .polar, vendor)
            #expect(report.benefits == 1 && report.imported == 1 && report.faults.isEmpty)
            let id = try #require(BenefitID(Self.id))
            let listing = try #require(try vendor.registry.benefits.listing(id))
            #expect("\(listing.benefit.name)" == "pro-plan" && listing.description == "Pro plan!")
            let terms = listing.benefit.terms
            #expect(terms.activationLimit == .seats(3) && terms.usageLimit == 100)
            #expect(terms.lifetime == .years(1) && "\(terms.prefix)" == "MYAPP")
            #expect(listing.showsSeats && listing.brand == "myApp")
            let mapped = try vendor.registry.sales.mappedProducts(
                of: .polar, by: vendor.organization)
            #expect(mapped.map(\.product.id) == [Self.id] && mapped.map(\.benefit) == [id])
            let again = try Self.load(list, .polar, vendor)
            #expect(again.benefits == 0 && again.imported == 0 && again.known == 2)
        }
    }

    @Test(arguments: Driver.available)
    func `that are here get what they do not give themselves, and keep what somebody chose`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let id = try #require(BenefitID(Self.id))
            var terms = LicenseTerms(prefix: try #require(LicensePrefix("OWN")))
            terms.activationLimit = .seats(5)
            try vendor.registry.benefits.add(
                Benefit(id: id, name: try #require(BenefitName("mine")), terms: terms),
                organization: vendor.organization, now: TestService.now)
            #expect(try Self.load(Self.polar, .polar, vendor).benefits == 1)
            let found = try #require(try vendor.registry.benefits.find(id)?.benefit)
            #expect("\(found.name)" == "mine" && "\(found.terms.prefix)" == "OWN")
            #expect(found.terms.activationLimit == .seats(5) && found.terms.usageLimit == 100)
            #expect(found.terms.lifetime == .years(1))
            #expect(try Self.load(Self.polar, .polar, vendor).benefits == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `of Dodo are made of products, in either form in which they say what a key gets`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let list = """
                {"product_id": "pdt_a", "business_id": "bus", "name": "Pro", "is_recurring": false, \
                "license_key_enabled": true, "license_key_activations_limit": 2, \
                "license_key_activation_message": "Paste it.", \
                "license_key_duration": {"count": 2, "interval": "Week"}}
                {"product_id": "pdt_b", "business_id": "bus", "name": "Pro", "is_recurring": true, \
                "entitlements": [{"id": "ent_1", "integration_type": "license_key", \
                "integration_config": {"activations_limit": null, "duration_count": 1, \
                "duration_interval": "Year", "activation_message": null}}]}
                {"product_id": "pdt_c", "business_id": "bus", "name": "A book"}
                {"id": "lic_1", "key": "OLD-1", "product_id": "pdt_a", "business_id": "bus", \
                "customer_id": "cus_1", "status": "active", "activations_limit": 2, \
                "expires_at": null}
                """
            let report = try Self.load(list, .dodo, vendor)
            #expect(report.benefits == 2 && report.imported == 1 && report.faults.isEmpty)
            let mapped = try vendor.registry.sales.mappedProducts(
                of: .dodo, by: vendor.organization)
            #expect(mapped.map(\.product.id) == ["pdt_a", "pdt_b"])
            let made = try mapped.map { product in
                try #require(try vendor.registry.benefits.find(product.benefit)?.benefit)
            }
            #expect(made[0].terms.activationLimit == .seats(2))
            #expect(made[0].terms.lifetime == .days(14))
            #expect(made[0].activationInstructions == "Paste it.")
            // Keys of a subscription have no end of their own, and two of one name are told apart.
            #expect(made[1].terms.activationLimit == .unlimited)
            #expect(made[1].terms.lifetime == .perpetual && made[0].name != made[1].name)
            #expect(try vendor.licenses()[0].claims.benefit == made[0].id)
            // What one import has mapped the next one knows.
            let next = """
                {"id": "lic_2", "key": "OLD-2", "product_id": "pdt_b", "business_id": "bus", \
                "customer_id": "cus_1", "status": "active", "activations_limit": 1, \
                "expires_at": null}
                """
            #expect(try Self.load(next, .dodo, vendor).imported == 1)
        }
    }

    @Test func `name the item, and the value that cannot be taken`() async throws {
        try await TestService.with { vendor in
            let list = """
                {"id": "lic_1", "key": "OLD-1", "product_id": "pdt_1", "customer_id": "cus_1", \
                "status": "active", "activations_limit": 0, "expires_at": null}
                {"id": "lic_2", "key": "OLD-2", "productId": "pdt_1", "customerId": "cus_1"}
                {"id": "lic_3", "key": "OLD-3", "product_id": "pdt_9", "customer_id": "cus_1"}
                """
            let report = try Self.load(list, .dodo, vendor) {
                $0.benefits["pdt_1"] = vendor.benefit.id
            }
            #expect(report.faults.map(\.id) == ["lic_1", "lic_2", "lic_3"])
            #expect(
                report.faults.map(\.fault) == [
                    .member("activations_limit"), .otherSpelling, .unmapped("pdt_9"),
                ])
            #expect(
                report.faults[0].detail
                    == "activations_limit is 0, which is not valid; a limit is at least 1")
        }
    }
}
