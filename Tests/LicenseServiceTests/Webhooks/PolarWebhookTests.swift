import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Webhooks in Polar's form` {
    @Test func `say how the grant was at the event, and are silent where it stayed`()
        async throws
    {
        try await WebhookReceiver.with { receiver, port in
            try await WebhookVendor.with { shop in
                try shop.endpoint(port: port) { $0.format = .polar }
                let vendor = shop.vendor
                var order = LicenseOrder(vendor.benefit.id, terms: vendor.benefit.terms)
                let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
                order.customer = customer
                order.customerName = "Ada"
                order.extras.grant = NewGrant(
                    id: GrantID("4f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!, to: customer,
                    through: Sale(.order, "11111111-1111-4111-8111-111111111111")!)
                let minted = try vendor.registry.issuance.mint(
                    order, by: vendor.issuer, now: shop.now)
                // All of it within one second, and told only afterwards.
                for state in [LicenseState.disabled, .granted, .revoked, .granted] {
                    try vendor.registry.issuance.setState(
                        of: minted.claims.license, to: state, reason: "", now: shop.now)
                }
                var benefit = vendor.benefit
                benefit.terms.activationLimit = .seats(4)
                try vendor.registry.benefits.replace(
                    benefit, organization: vendor.organization, now: shop.now)
                await (try shop.dispatcher()).drain()
                let messages = receiver.messages.sorted { $0.order < $1.order }
                #expect(
                    messages.map(\.type) == [
                        "benefit_grant.created", "benefit_grant.created", "benefit_grant.revoked",
                    ])
                let revoked = try #require(messages.last).data
                #expect(revoked["is_revoked"] as? Bool == true)
                #expect(revoked["is_granted"] as? Bool == false)
                #expect(revoked["granted_at"] is NSNull)
                #expect(revoked["revoked_at"] as? String == "2027-01-01T00:00:00Z")
                for granted in messages.prefix(2).map(\.data) {
                    #expect(granted["is_granted"] as? Bool == true)
                    #expect(granted["revoked_at"] is NSNull)
                }
                for data in messages.map(\.data) {
                    let shown = data["benefit"] as? [String: Any]
                    let properties = shown?["properties"] as? [String: Any]
                    let activations = properties?["activations"] as? [String: Any]
                    #expect(activations?["limit"] as? Int == 3)
                    let named = data["customer"] as? [String: Any]
                    #expect(named?["name"] as? String == "Ada")
                }
            }
        }
    }
}

extension WebhookReceiver.Message {
    /// Messages come in any order; those about a revoked grant last.
    fileprivate var order: String { type }
}
