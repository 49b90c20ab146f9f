import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Messages of Polar` {
    @Test func `mint, take back and give again`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let active = PolarOutboundEvent.subscription("active", "active", at: 1)
            #expect(try await shop.send(active, id: "m1").outcome == "taken")
            #expect(try vendor.states() == [.granted])
            let license = try vendor.licenses()[0]
            #expect(license.end == nil)
            #expect("\(license.customer.id)" == PolarOutboundEvent.customer)
            // Again, and under another name: nothing is done twice.
            let again = try await shop.send(active, id: "m1")
            #expect(again.status == .ok && again.outcome == "repeated")
            let late = try await shop.send(active, id: "m2")
            #expect(late.status == .accepted && late.outcome == "late")
            for (number, step) in [
                ("canceled", "active", LicenseState.granted), ("uncanceled", "active", .granted),
                ("past_due", "past_due", .revoked), ("active", "active", .granted),
                ("paused", "paused", .revoked), ("resumed", "active", .granted),
                ("revoked", "canceled", .revoked), ("updated", "active", .granted),
            ].enumerated() {
                let event = PolarOutboundEvent.subscription(step.0, step.1, at: number + 2)
                #expect(try await shop.send(event, id: "s\(number)").status == .ok)
                #expect(try vendor.states() == [step.2], "\(step.0)")
            }
            #expect(try vendor.licenses()[0].text == license.text)
        }
    }

    @Test func `wait for a late payment as long as is set`() async throws {
        try await TestService.withShop(.polar, adjust: { $0.grace = .seconds(86_400) }) {
            vendor, shop, _ in
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            let due = PolarOutboundEvent.subscription(
                "past_due", "past_due", at: 2, more: #""past_due_at": "2027-01-01T00:00:02Z","#)
            #expect(try await shop.send(due, id: "m2").outcome == "taken")
            #expect(try vendor.states() == [.granted])
            let sales = SalePolicy(issuer: nil, sendsEmails: false)
            let end = TestService.now + .seconds(86_402)
            #expect(try vendor.registry.sales.endDue(policy: sales, now: end) == 1)
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `tell what was bought once, and what was paid back`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            try await shop.send(PolarOutboundEvent.order("paid", "paid", at: 1), id: "m1")
            #expect(try vendor.states() == [.granted])
            #expect(try vendor.licenses()[0].end == Timestamp("2028-01-01"))
            let partly = PolarOutboundEvent.order("refunded", "partially_refunded", at: 2)
            #expect(try await shop.send(partly, id: "m2").outcome == "ignored")
            #expect(try vendor.states() == [.granted])
            try await shop.send(PolarOutboundEvent.order("refunded", "refunded", at: 3), id: "m3")
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `give again on the terms that the benefit has by then`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            try await shop.send(PolarOutboundEvent.grant("created", granted: true, at: 1), id: "m1")
            let first = try vendor.licenses()[0]
            #expect(first.end == Timestamp("2028-01-01"))
            var benefit = vendor.benefit
            benefit.terms.lifetime = .months(1)
            benefit.terms.activationLimit = .seats(1)
            try vendor.registry.benefits.replace(
                benefit, organization: vendor.organization, now: TestService.now)
            // What is granted keeps its terms, whatever is said of it again.
            try await shop.send(PolarOutboundEvent.grant("updated", granted: true, at: 2), id: "m2")
            #expect(try vendor.licenses()[0].claims == first.claims)
            try await shop.send(
                PolarOutboundEvent.grant("revoked", granted: false, at: 3), id: "m3")
            #expect(try vendor.states() == [.revoked])
            try await shop.send(PolarOutboundEvent.grant("created", granted: true, at: 4), id: "m4")
            let again = try vendor.licenses()[0]
            #expect(again.record.state == .granted)
            #expect(again.end == Timestamp("2027-02-01"))
            #expect(again.claims.activationLimit == .seats(1))
            #expect(again.claims.license == first.claims.license)
        }
    }

    @Test func `leave orders alone that were paid back, where that is set`() async throws {
        try await TestService.withShop(.polar, adjust: { $0.revokesRefunded = false }) {
            vendor, shop, _ in
            try await shop.send(PolarOutboundEvent.order("paid", "paid", at: 1), id: "m1")
            try await shop.send(PolarOutboundEvent.order("refunded", "refunded", at: 3), id: "m3")
            #expect(try vendor.states() == [.granted])
            let refund = """
                {"type": "refund.updated", "timestamp": "2027-01-01T00:00:09Z", "data":
                 {"order_id": "ord_1", "subscription_id": null, "status": "succeeded",
                  "revoke_benefits": true}}
                """
            try await shop.send(refund, id: "m4")
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `take an order of a subscription for news of the subscription`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let order = PolarOutboundEvent.order(
                "paid", "paid", at: 1,
                more: """
                    "subscription_id": "sub_1", "subscription": {"id": "sub_1",
                    "status": "active", "product_id": "prod_1", "customer_id":
                    "\(PolarOutboundEvent.customer)"},
                    """)
            try await shop.send(order, id: "m1")
            #expect(try vendor.states() == [.granted])
            #expect(try vendor.licenses()[0].end == nil)
            // An order's product does not say its benefits, so an unknown one takes nothing back.
            let other = order.replacing("prod_1", with: "prod_2").replacing(":01Z", with: ":02Z")
            try await shop.send(other, id: "m2")
            #expect(try vendor.states() == [.granted])
            try await shop.send(
                PolarOutboundEvent.subscription("revoked", "canceled", at: 3), id: "m3")
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `take back what another product does not give`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            let moved = PolarOutboundEvent.subscription(
                "updated", "active", at: 2, product: "prod_2")
            #expect(try await shop.send(moved, id: "m2").outcome == "taken")
            #expect(try vendor.states() == [.revoked])
        }
    }

    @Test func `that come when what was paid is over mint nothing`() async throws {
        try await TestService.withShop(.polar, adjust: { $0.renewalMargin = .zero }) {
            vendor, shop, _ in
            let old = PolarOutboundEvent.subscription("active", "active", at: 1)
                .replacing("2027-02-01", with: "2026-12-01")
            #expect(try await shop.send(old, id: "m1").outcome == "taken")
            #expect(try vendor.states().isEmpty)
            try await shop.send(
                PolarOutboundEvent.subscription("cycled", "active", at: 2), id: "m2")
            #expect(try vendor.states() == [.granted])
        }
    }

    @Test func `tell of single benefits`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            try await shop.send(PolarOutboundEvent.grant("created", granted: true, at: 1), id: "m1")
            #expect(try vendor.states() == [.granted])
            try await shop.send(PolarOutboundEvent.order("paid", "paid", at: 2), id: "m2")
            #expect(try vendor.states() == [.granted])
            try await shop.send(
                PolarOutboundEvent.grant("revoked", granted: false, at: 3), id: "m3")
            #expect(try vendor.states() == [.revoked])
            try await shop.send(PolarOutboundEvent.grant("cycled", granted: true, at: 4), id: "m4")
            #expect(try vendor.states() == [.granted])
        }
    }

    @Test func `tell of customers`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            func customer(_ type: String, _ second: Int) -> String {
                """
                {"type": "customer.\(type)", "timestamp": "2027-01-01T00:00:0\(second)Z", "data":
                 {"id": "\(PolarOutboundEvent.customer)", "name": "Bea", "email": "bea@example.com"}}
                """
            }
            try await shop.send(customer("updated", 2), id: "m2")
            #expect(try vendor.licenses()[0].customer.email == "bea@example.com")
            try await shop.send(customer("deleted", 3), id: "m3")
            #expect(try vendor.states() == [.revoked])
            #expect(try vendor.licenses()[0].customer.deletedAt != nil)
        }
    }

    @Test func `are accepted and leave everything alone where they mean nothing`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            for (body, outcome) in [
                (
                    PolarOutboundEvent.subscription("active", "active", at: 1, product: "other"),
                    "unmapped"
                ),
                (
                    PolarOutboundEvent.grant("created", granted: true, at: 1, benefit: "other"),
                    "unmapped"
                ),
                (PolarOutboundEvent.subscription("created", "incomplete", at: 1), "ignored"),
                (PolarOutboundEvent.subscription("active", "novel", at: 1), "ignored"),
                (
                    #"{"type":"checkout.created","timestamp":"2027-01-01T00:00:00Z","data":{}}"#,
                    "ignored"
                ),
            ] {
                let answer = try await shop.send(body, id: "m-\(outcome)-\(body.utf8.count)")
                #expect(answer.status == .accepted)
                #expect(answer.outcome == outcome)
            }
            #expect(try vendor.states().isEmpty)
        }
    }

    @Test(arguments: [
        "", "[]", "{}", "{", #"{"type": 1}"#,
        #"{"type":"subscription.active","timestamp":"2027-01-01T00:00:00Z"}"#,
        #"{"type":"subscription.active","timestamp":"yesterday","data":{}}"#,
        #"{"type":"subscription.active","timestamp":"2027-01-01T00:00:00Z","data":{}}"#,
        #"{"type":"subscription.active","timestamp":"2027-01-01T00:00:00Z","data":{"id":"a\u0000b","status":"active"}}"#,
        #"{"type":"order.paid","timestamp":"2027-01-01T00:00:00Z","data":{"id":[1]}}"#,
        #"{"type":"benefit_grant.created","timestamp":"2027-01-01T00:00:00Z","data":{"id":"x"}}"#,
        #"{"type":"customer.deleted","timestamp":"2027-01-01T00:00:00Z","data":{"id":"x"}}"#,
    ])
    func `are refused where they are no events`(body: String) async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let answer = try await shop.send(body)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.outcome == "hook.unreadable")
            #expect(try vendor.states().isEmpty)
        }
    }

    @Test func `are refused without a good signature, whatever is in them`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            let active = PolarOutboundEvent.subscription("active", "active", at: 1)
            let changed = try await shop.send(active) { _, body in body[9] ^= 1 }
            #expect(changed.status == .forbidden && changed.outcome == "hook.signature")
            let bare = try await shop.send(active) { headers, _ in
                headers[.webhookSignature] = nil
            }
            #expect(bare.status == .badRequest && bare.outcome == "hook.headers")
            let old = try await shop.send(active, at: TestService.now - .seconds(301))
            #expect(old.status == .badRequest && old.outcome == "hook.time")
            let other = TestShop(client: shop.client, shop: .polar, key: [1, 2, 3])
            #expect(try await other.send(active).status == .forbidden)
            let elsewhere = TestShop(client: shop.client, shop: .dodo)
            #expect(try await elsewhere.send(active).status == .notFound)
            #expect(try vendor.states().isEmpty)
            #expect(try await shop.send(active).outcome == "taken")
        }
    }

    @Test func `may come again where the fault was here`() async throws {
        try await TestService.withShop(.polar) { vendor, shop, _ in
            var terms = vendor.benefit.terms
            terms.lifetime = .until(TestService.now - .seconds(1))
            var benefit = vendor.benefit
            benefit.terms = terms
            try vendor.registry.benefits.replace(
                benefit, organization: vendor.organization, now: TestService.now)
            let paid = PolarOutboundEvent.order("paid", "paid", at: 1)
            #expect(try await shop.send(paid, id: "m1").status == .serviceUnavailable)
            try vendor.registry.benefits.replace(
                vendor.benefit, organization: vendor.organization, now: TestService.now)
            #expect(try await shop.send(paid, id: "m1").outcome == "taken")
            #expect(try vendor.states() == [.granted])
        }
    }
}
