import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Keys of another shop` {
    private static let seat = "8a0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f41"

    private static func polarKey(
        _ number: Int, status: String = "granted", more: String = ""
    ) -> String {
        """
        {"id": "1c285b2d-6ce6-4bc7-b8be-00000000000\(number)", "created_at": "2026-01-01T00:00:00Z",
        "modified_at": null, "organization_id": "x", "customer_id": "\(PolarOutboundEvent.customer)",
        "customer": {"id": "\(PolarOutboundEvent.customer)", "name": "Ann", "email": "ann@example.com",
        "external_id": "u1"}, "benefit_id": "ben_1", "key": "ACME-OLD-\(number)",
        "display_key": "****-OLD", "status": "\(status)", "limit_activations": 2, "usage": 7,
        "limit_usage": 100, "validations": 12, "last_validated_at": "2026-05-01T10:00:00.123456Z",
        "expires_at": null\(more)}
        """.replacing("\n", with: " ")
    }

    private static let activations = """
        , "activations": [{"id": "\(seat)", "license_key_id": "x", "label": "Mac", "meta":
        {"os": "mac", "v": 1}, "created_at": "2026-02-01T00:00:00Z", "modified_at": null}]
        """.replacing("\n", with: " ")

    @discardableResult
    private static func run(
        _ vendor: TestService, _ text: String, _ shop: ShopMessage.Shop = .polar, dry: Bool = false
    ) throws -> ForeignImport.Report {
        let work = ForeignImport(
            shop, benefits: ["ben_1": vendor.benefit.id, "pdt_1": vendor.benefit.id])
        func run(_ registry: Registry) throws -> ForeignImport.Report {
            try work.run(
                Array(text.utf8), into: registry.sales.imports, issuer: vendor.issuer,
                now: TestService.now)
        }
        guard dry else { return try run(vendor.registry) }
        return try withTemporaryDirectory { directory in
            try vendor.registry.tryingOut(in: directory, now: TestService.now, run)
        }
    }

    @Test func `come from Polar with all that was counted, under their ids`() async throws {
        try await TestService.with { vendor in
            let page = """
                {"items": [\(Self.polarKey(1, more: Self.activations)),
                 \(Self.polarKey(2, status: "revoked")), \(Self.polarKey(3, status: "disabled"))],
                 "pagination": {"total_count": 3, "max_page": 1}}
                """
            let dry = try Self.run(vendor, page, dry: true)
            #expect(dry.imported == 3 && dry.seats == 1 && dry.faults.isEmpty)
            #expect(try vendor.licenses().isEmpty)
            let report = try Self.run(vendor, page)
            #expect(report.imported == 3 && report.seats == 1 && report.faults.isEmpty)
            let licenses = try vendor.licenses()
            #expect(licenses.map(\.record.state) == [.granted, .revoked, .disabled])
            let first = licenses[0]
            #expect(
                "\(first.record.claims.license)" == "1c285b2d-6ce6-4bc7-b8be-000000000001")
            #expect(first.text == "ACME-OLD-1" && first.origin == .imported)
            #expect(first.createdAt == Timestamp("2026-01-01"), "the day of the purchase")
            #expect(first.uses == 7 && first.validations == 12 && first.end == nil)
            #expect(first.validatedAt == Timestamp("2026-05-01T10:00:00Z"))
            #expect(first.claims.activationLimit == .seats(2) && first.claims.usageLimit == 100)
            #expect("\(first.customer.id)" == PolarOutboundEvent.customer)
            #expect(first.customer.externalID == "u1")
            let seat = try #require(try vendor.registry.activations.seat(ActivationID(Self.seat)!))
            #expect(seat.label == "Mac" && seat.takenAt == Timestamp("2026-02-01"))
            // The old key works as it did, the old seat with it.
            var validation = Validation(
                KeyReference(text: "ACME-OLD-1"), of: vendor.organization)
            validation.demands.seat = seat.id
            _ = try vendor.registry.activations.validate([validation], now: TestService.now)[0]
                .get()
        }
    }

    @Test func `change nothing when they come again`() async throws {
        try await TestService.with { vendor in
            let list = Self.polarKey(1, more: Self.activations) + "\n" + Self.polarKey(2)
            try Self.run(vendor, list)
            try vendor.registry.issuance.setState(
                of: vendor.licenses()[1].record.claims.license, to: .revoked, reason: "",
                now: TestService.now)
            _ = try vendor.registry.activations.freeSeat(
                ActivationID(Self.seat)!, of: KeyReference(text: "ACME-OLD-1"),
                of: vendor.organization, now: TestService.now
            ).get()
            let before = try vendor.registry.auditLog.newestSequence()
            let again = try Self.run(vendor, list)
            #expect(again.known == 2 && again.imported == 0 && again.seats == 0)
            #expect(try vendor.registry.auditLog.newestSequence() == before)
            #expect(try vendor.states() == [.granted, .revoked])
        }
    }

    @Test func `are named where they are bad, and the others are taken`() async throws {
        try await TestService.with { vendor in
            let list = [
                Self.polarKey(1), "not json", "{}", Self.polarKey(2).replacing("ben_1", with: "b?"),
                Self.polarKey(3).replacing("\"granted\"", with: "\"odd\""),
                Self.polarKey(4).replacing("ACME-OLD-4", with: "ACME-OLD-1"),
                Self.polarKey(5).replacing("\"usage\": 7", with: "\"usage\": 1.5"),
                Self.polarKey(6).replacing("ACME-OLD-6", with: ""), Self.polarKey(7),
            ].joined(separator: "\n")
            // What would be done is what is done, also where items of one list exclude each other.
            let dry = try Self.run(vendor, list, dry: true)
            #expect(try vendor.licenses().isEmpty)
            let report = try Self.run(vendor, list)
            #expect(report.imported == 2)
            #expect(report.faults.map(\.item) == [2, 3, 4, 5, 6, 7, 8])
            #expect(dry.imported == 2 && dry.faults.map(\.fault) == report.faults.map(\.fault))
            #expect(
                report.faults.map(\.fault) == [
                    .notAnItem, .notAnItem, .unmapped("b?"), .member("status"), .keyTaken,
                    .member("usage"), .member("key"),
                ])
            #expect(throws: ForeignFault.notJSON(line: 1, nil)) {
                try Self.run(vendor, "nothing of it")
            }
            #expect(throws: ForeignFault.notJSON(line: 2, "cut off")) {
                try Self.run(vendor, "{\"items\":\n[")
            }
            #expect(throws: ForeignFault.notJSON(line: 1, "a web page")) {
                try Self.run(vendor, "<html>")
            }
            let refusal = try Self.run(vendor, #"{"error": "Unauthorized"}"#)
            #expect(refusal.faults.map(\.fault) == [.refusal("Unauthorized")])
            let masked = Self.polarKey(8).replacing("ACME-OLD-8", with: "****-E304DA")
            #expect(try Self.run(vendor, masked).faults.map(\.fault) == [.maskedKey])
            let other = Self.polarKey(1).replacing("ACME-OLD-1", with: "ACME-NEW-1")
            #expect(try Self.run(vendor, other).faults.map(\.fault) == [.otherKey])
        }
    }

    @Test func `are taken of one organization, and from pages that are in a list`() async throws {
        try await TestService.with { vendor in
            func key(_ number: Int, of organization: String) -> String {
                Self.polarKey(number).replacing(
                    "\"organization_id\": \"x\"", with: "\"organization_id\": \"\(organization)\"")
            }
            let both = key(1, of: "a") + "\n" + key(2, of: "b")
            #expect(throws: ForeignFault.organizations(["a", "b"])) { try Self.run(vendor, both) }
            let ours = key(1, of: "a") + "\n" + key(2, of: "\(vendor.organization)")
            let report = try Self.run(vendor, ours)
            #expect(report.imported == 1)
            #expect(report.faults.map(\.fault) == [.otherOrganization("a")])
            // Of several files, too, whose items are taken is one question.
            let survey = ForeignSurvey(
                .polar, lists: [key(1, of: "a"), key(2, of: "b")].map { Array($0.utf8) })
            let work = ForeignImport(.polar, benefits: [:])
            #expect(throws: ForeignFault.organizations(["a", "b"])) {
                try work.owned(in: survey, vendor.organization)
            }
            let mixed = ForeignSurvey(
                .polar,
                lists: [key(1, of: "a"), key(2, of: "\(vendor.organization)")].map {
                    Array($0.utf8)
                })
            let owned = try work.owned(in: mixed, vendor.organization)
            #expect(owned.organization == "\(vendor.organization)")
            let pages = "[{\"items\": [\(key(3, of: "a"))]}, {\"items\": [\(key(4, of: "a"))]}]"
            #expect(try Self.run(vendor, pages).imported == 2)
        }
    }

    @Test func `come from Dodo, their instances after them`() async throws {
        try await TestService.with { vendor in
            func key(_ number: Int, _ members: String) -> String {
                """
                {"id": "lic_\(number)", "brand_id": "b", "business_id": "bus", "created_at":
                "2026-01-01T00:00:00Z", "customer_id": "cus_1", "instances_count": 1, "key":
                "DODO-\(number)", "product_id": "pdt_1", "source": "auto", \(members)}
                """
            }
            let keys = """
                {"items": [\(key(1, #""status": "active", "activations_limit": null, "expires_at": null, "payment_id": null, "subscription_id": "sub_1""#)),
                \(key(2, #""status": "expired", "activations_limit": 3, "expires_at": "2026-06-01T00:00:00Z", "payment_id": "pay_1", "subscription_id": null"#)),
                \(key(3, #""status": "disabled", "activations_limit": 1, "expires_at": "2029-06-01T00:00:00Z""#))]}
                """
            let instances = """
                {"items": [{"id": "lki_1", "business_id": "bus", "license_key_id": "lic_1",
                "name": "Laptop", "created_at": "2026-03-01T00:00:00Z"},
                {"id": "lki_2", "business_id": "bus", "license_key_id": "lic_9", "name": "x",
                "created_at": "2026-03-01T00:00:00Z"}]}
                """
            #expect(try Self.run(vendor, keys, .dodo).imported == 3)
            let report = try Self.run(vendor, instances, .dodo)
            #expect(report.seats == 1)
            #expect(report.faults.map(\.fault) == [.unknownLicense])
            #expect(try Self.run(vendor, instances, .dodo).seats == 0)
            let licenses = try vendor.licenses()
            #expect(licenses.map(\.record.state) == [.granted, .granted, .disabled])
            #expect(licenses[0].claims.activationLimit == .unlimited)
            #expect(licenses[1].end == Timestamp("2026-06-01"))
            #expect(licenses[1].refusal(at: TestService.now) == .expired)
            #expect(licenses[2].end == Timestamp("2029-06-01"))
            #expect(
                try vendor.registry.activations.seats(of: licenses[0].record.claims.license).map(
                    \.label)
                    == ["Laptop"])
            #expect(licenses.map(\.customer.externalID) == ["cus_1", "cus_1", "cus_1"])
            // News of the sale reach what was brought.
            let book = SaleNotice(
                of: Sale(.subscription, "sub_1")!, organization: vendor.organization,
                .whole(gives: nil), .revoked, at: ExactTime(TestService.now))
            try vendor.registry.sales.take(
                [book], policy: SalePolicy(issuer: nil, sendsEmails: false), now: TestService.now)
            #expect(try vendor.states() == [.revoked, .granted, .disabled])
        }
    }

    @Test func `keep the microsecond of their purchase, and of when a seat was taken`() async throws
    {
        try await TestService.with { vendor in
            let exact = "2025-03-04T05:06:07.654321Z"
            let text = Self.polarKey(1, more: Self.activations)
                .replacing("2026-01-01T00:00:00Z", with: exact)
                .replacing("2026-02-01T00:00:00Z", with: exact)
            try Self.run(vendor, text)
            #expect(try vendor.licenses()[0].created == ExactTime(exact))
            // An export without zones is one in UTC.
            let plain = Self.polarKey(2).replacing(
                "2026-01-01T00:00:00Z", with: "2026-01-01T00:00:00")
            #expect(try Self.run(vendor, plain).faults.isEmpty)
            let seat = try vendor.registry.activations.seat(ActivationID(Self.seat)!)
            #expect(seat?.taken == ExactTime(exact))
        }
    }

    @Test func `come from Dodo with their customers, and their products go on naming benefits`()
        async throws
    {
        try await TestService.with { vendor in
            let key = """
                {"id": "lic_1", "business_id": "bus", "created_at": "2026-01-01T00:00:00Z",
                "customer_id": "cus_1", "key": "DODO-1", "product_id": "pdt_1", "status": "active",
                "activations_limit": 2, "expires_at": null}
                """
            let customers = """
                {"items": [{"business_id": "bus", "customer_id": "cus_1", "email": "ann@example.com",
                "name": "Ann", "created_at": "2026-01-01T00:00:00Z"},
                {"business_id": "bus", "customer_id": "cus_2", "email": "bo@example.com",
                "name": "Bo"}]}
                """
            try Self.run(vendor, key, .dodo)
            #expect(try vendor.licenses()[0].customer.email == nil)
            #expect(try Self.run(vendor, customers, .dodo).customers == 2)
            #expect(try Self.run(vendor, customers, .dodo).customers == 0)
            let holder = try vendor.licenses()[0].customer
            #expect(holder.email == "ann@example.com" && holder.name == "Ann")
            let mapped = try vendor.registry.sales.mappedProducts(
                of: .dodo, by: vendor.organization)
            #expect(mapped.map(\.product.id) == ["pdt_1"])
            #expect(mapped.map(\.benefit) == [vendor.benefit.id])
            let products = """
                {"items": [{"business_id": "bus", "product_id": "pdt_1", "name": "Studio for one"},
                {"business_id": "bus", "product_id": "pdt_2", "name": "A mug"}]}
                """
            let named = try Self.run(vendor, products, .dodo)
            #expect(named.products == 1 && named.otherProducts == 1 && named.faults.isEmpty)
            let listing = try vendor.registry.benefits.listing(vendor.benefit.id)
            #expect(listing?.description == "Studio for one")
            // Words that somebody wrote stay.
            let renamed = products.replacing("Studio for one", with: "Another")
            #expect(try Self.run(vendor, renamed, .dodo).products == 0)
            #expect(
                try vendor.registry.benefits.listing(vendor.benefit.id)?.description
                    == "Studio for one")
            let zero = key.replacing("lic_1", with: "lic_2").replacing("DODO-1", with: "DODO-2")
                .replacing("\"activations_limit\": 2", with: "\"activations_limit\": 0")
            #expect(
                try Self.run(vendor, zero, .dodo).faults.map(\.fault)
                    == [.member("activations_limit")])
        }
    }
}
