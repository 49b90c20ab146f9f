import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Messages of Dodo Payments` {
    @Test func `mint, hold, give again and end`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            for (number, (type, state)) in [
                ("active", LicenseState.granted), ("on_hold", .disabled), ("renewed", .granted),
                ("past_due", .granted), ("paused", .disabled), ("unpaused", .granted),
                ("expired", .revoked), ("active", .granted), ("cancelled", .revoked),
            ].enumerated() {
                let event = DodoEvent.subscription(type, at: number)
                let answer = try await shop.send(event, id: "m\(number)")
                #expect(answer.status.kind == .successful)
                #expect(try vendor.states() == [state], "\(type)")
            }
            #expect(try vendor.licenses()[0].customer.externalID == "cus_1")
        }
    }

    @Test func `of a cancellation for the end of the period wait for it`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            try await shop.send(DodoEvent.subscription("active", at: 1), id: "m1")
            try await shop.send(
                DodoEvent.subscription(
                    "cancelled", at: 2, more: #""cancel_at_next_billing_date": true,"#), id: "m2")
            #expect(try vendor.states() == [.granted])
            let sales = SalePolicy(issuer: nil, sendsEmails: false)
            #expect(
                try vendor.registry.sales.endDue(policy: sales, now: Timestamp("2027-02-01")!) == 1)
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `tell what was bought once, and what was paid back`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            let renewal = DodoEvent.payment(at: 1, subscription: #""sub_1""#)
            #expect(try await shop.send(renewal, id: "m1").outcome == "ignored")
            try await shop.send(DodoEvent.payment(at: 2), id: "m2")
            #expect(try vendor.states() == [.granted])
            #expect(try vendor.licenses()[0].end == Timestamp("2028-01-01"))
            #expect(
                try await shop.send(DodoEvent.refund(at: 3, partial: true), id: "m3").outcome
                    == "ignored")
            try await shop.send(DodoEvent.refund(at: 4), id: "m4")
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `let a key that was made there work here`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            let created = DodoEvent.event(
                "license_key.created", at: 1,
                """
                "payload_type": "LicenseKey", "id": "lic_1", "key": "AAAA-BBBB",
                "product_id": "pdt_1", "customer_id": "cus_1", "payment_id": null,
                "subscription_id": "sub_1", "source": "auto"
                """)
            #expect(try await shop.send(created, id: "m1").outcome == "taken")
            #expect(try vendor.licenses().map(\.text) == ["AAAA-BBBB"])
            try await shop.send(DodoEvent.subscription("active", at: 2), id: "m2")
            try await shop.send(DodoEvent.subscription("on_hold", at: 3), id: "m3")
            #expect(try vendor.states() == [.disabled])
        }
    }

    @Test func `tell of entitlements`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, _ in
            func grant(_ type: String, _ status: String, at second: Int) -> String {
                DodoEvent.event(
                    "entitlement_grant.\(type)", at: second,
                    """
                    "id": "grant_1", "entitlement_id": "ent_1", "integration_type": "license_key",
                    "status": "\(status)", "customer_id": "cus_1", "payment_id": "pay_1",
                    "subscription_id": null, "license_key": {"key": "K-\(second)"}
                    """)
            }
            #expect(
                try await shop.send(grant("created", "Pending", at: 1), id: "m1").outcome
                    == "ignored")
            try await shop.send(grant("delivered", "Delivered", at: 2), id: "m2")
            #expect(try vendor.states() == [.granted])
            try await shop.send(grant("revoked", "Revoked", at: 3), id: "m3")
            #expect(try vendor.states() == [.revoked])
            // A renewal does not bring back what the merchant has taken.
            try await shop.send(DodoEvent.payment(at: 4), id: "m4")
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `give licenses the paid time and a margin, where that is set`() async throws {
        try await TestService.withShop(.dodo, adjust: { $0.renewalMargin = .seconds(3600) }) {
            vendor, shop, _ in
            try await shop.send(DodoEvent.subscription("active", at: 1), id: "m1")
            #expect(try vendor.licenses()[0].end == Timestamp("2027-02-01T01:00:00Z"))
            let renewed = DodoEvent.subscription("renewed", at: 2)
                .replacing("2027-02-01", with: "2027-03-01")
            try await shop.send(renewed, id: "m2")
            #expect(try vendor.licenses()[0].end == Timestamp("2027-03-01T01:00:00Z"))
        }
    }
}
