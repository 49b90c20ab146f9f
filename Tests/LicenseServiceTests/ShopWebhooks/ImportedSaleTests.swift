import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Keys that were imported, whose sales go on` {
    private static func id(_ number: Int) -> String {
        "1c285b2d-6ce6-4bc7-b8be-00000000000\(number)"
    }

    /// A service with a shop, into which this many keys of one customer were imported.
    private static func with(
        keys count: Int,
        _ body: @escaping @Sendable (TestService, TestShop) async throws -> Void
    ) async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let keys = (1...count).map { number in
                """
                {"id": "\(id(number))", "created_at": "2026-01-01T00:00:00Z", "key": "OLD-\(number)", \
                "customer_id": "\(PolarOutboundEvent.customer)", "benefit_id": "ben_1", \
                "status": "granted", "limit_activations": 2, "usage": 0, "limit_usage": null, \
                "validations": 0, "last_validated_at": null, "expires_at": null}
                """
            }
            let work = ForeignImport(.polar, benefits: ["ben_1": vendor.benefit.id])
            let report = try work.run(
                Array(keys.joined(separator: "\n").utf8), into: vendor.registry.sales.imports,
                issuer: vendor.issuer, now: TestService.now)
            #expect(report.imported == count && report.faults.isEmpty)
            try await body(vendor, shop)
        }
    }

    private static func subscription(
        _ type: String, _ status: String, at second: Int, since start: String, id: String = "sub_1"
    ) -> String {
        PolarOutboundEvent.subscription(
            type, status, at: second, id: id, more: "\"started_at\": \"\(start)T00:00:00Z\",")
    }

    private static func grant(_ type: String, granted: Bool, at second: Int, key: Int) -> String {
        PolarOutboundEvent.grant(type, granted: granted, at: second).replacing(
            "\"license_key_id\": null", with: "\"license_key_id\": \"\(id(key))\"")
    }

    @Test func `are what the customer has, as Polar tells it`() async throws {
        try await Self.with(keys: 2) { vendor, _ in
            var filter = GrantFilter(organization: vendor.organization)
            filter.customer = CustomerID(PolarOutboundEvent.customer)
            let grants = try vendor.registry.sales.grants.page(
                matching: filter, page: PageRange(number: 0, size: 10)
            ).grants
            #expect(grants.count == 2 && grants.allSatisfy { $0.sale.isImport })
        }
    }

    @Test func `are renewed and ended by the subscription that they came from`() async throws {
        try await Self.with(keys: 1) { vendor, shop in
            let renewed = Self.subscription("updated", "active", at: 1, since: "2025-12-31")
            let renewedAnswer = try await shop.send(renewed, id: "m1")
            #expect(renewedAnswer.outcome == "taken")
            #expect(try vendor.licenses().map(\.text) == ["OLD-1"])
            let ended = Self.subscription("revoked", "canceled", at: 2, since: "2025-12-31")
            #expect(try await shop.send(ended, id: "m2").outcome == "taken")
            #expect(try vendor.states() == [.revoked])
            let again = Self.subscription("active", "active", at: 3, since: "2025-12-31")
            #expect(try await shop.send(again, id: "m3").outcome == "taken")
            #expect(try vendor.states() == [.granted])
        }
    }

    @Test func `are not what a customer buys later, nor guessed among several`() async throws {
        try await Self.with(keys: 1) { vendor, shop in
            let later = Self.subscription("active", "active", at: 1, since: "2027-02-01")
            let laterAnswer = try await shop.send(later, id: "m1")
            #expect(laterAnswer.outcome == "taken")
            #expect(try vendor.licenses().count == 2)
        }
        try await Self.with(keys: 2) { vendor, shop in
            let which = Self.subscription("active", "active", at: 1, since: "2025-12-31")
            let whichAnswer = try await shop.send(which, id: "m1")
            #expect(whichAnswer.outcome == "undecided" && whichAnswer.status == .ok)
            #expect(try vendor.licenses().count == 2, "no further key is made")
            let notes = try vendor.registry.sales.notes(of: vendor.organization, limit: 10)
            #expect(notes.map(\.kind) == [.undecided])
            // The shop's next word on the grant says which.
            let renewed = Self.grant("cycled", granted: true, at: 2, key: 2)
                .replacing("\"subscription_id\": null", with: "\"subscription_id\": \"sub_1\"")
            #expect(try await shop.send(renewed, id: "m2").outcome == "taken")
            let ended = Self.subscription("revoked", "canceled", at: 3, since: "2025-12-31")
            #expect(try await shop.send(ended, id: "m3").outcome == "taken")
            let states = try vendor.licenses().map { "\($0.text) \($0.record.state)" }
            #expect(states.sorted() == ["OLD-1 granted", "OLD-2 revoked"])
        }
    }

    @Test func `end where the refund is told before the grant`() async throws {
        try await Self.with(keys: 2) { vendor, shop in
            let refund = PolarOutboundEvent.order("refunded", "refunded", at: 1)
            #expect(try await shop.send(refund, id: "m1").outcome == "taken")
            let ended = Self.grant("revoked", granted: false, at: 2, key: 2)
            #expect(try await shop.send(ended, id: "m2").outcome == "taken")
            let states = try vendor.licenses().map { "\($0.text) \($0.record.state)" }
            #expect(states.sorted() == ["OLD-1 granted", "OLD-2 revoked"])
        }
    }

    @Test func `end with the grant that names them`() async throws {
        try await Self.with(keys: 2) { vendor, shop in
            let ended = Self.grant("revoked", granted: false, at: 1, key: 2)
            let endedAnswer = try await shop.send(ended, id: "m1")
            #expect(endedAnswer.outcome == "taken")
            let states = try vendor.licenses().map { "\($0.text) \($0.record.state)" }
            #expect(states.sorted() == ["OLD-1 granted", "OLD-2 revoked"])
            let back = Self.grant("updated", granted: true, at: 2, key: 2)
            #expect(try await shop.send(back, id: "m2").outcome == "taken")
            #expect(try vendor.states() == [.granted, .granted])
        }
    }
}
