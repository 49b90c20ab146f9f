import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

/// What receivers of webhooks hear when a shop deletes something.
@Suite struct `A deletion` {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case customer
        case benefit

        var testDescription: String { rawValue }
    }

    @Test(arguments: Kind.allCases)
    func `is told of by the grants that it revokes`(_ kind: Kind) async throws {
        try await PolarShop.with { shop in
            let (registry, organization) = (shop.vendor.registry, shop.vendor.organization)
            var generator = SplitMix64(seed: 1)
            var terms = WebhookTerms(url: "https://example.com/")
            terms.format = .polar
            try registry.webhooks.addEndpoint(
                .random(using: &generator), of: organization, terms,
                secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)],
                now: TestService.now)
            let sold = try shop.sell()
            let path =
                switch kind {
                case .customer: "/v1/customers/\(PolarShop.customer)"
                case .benefit: "/v1/benefits/\(shop.vendor.benefit.id)"
                }
            #expect(try await shop.call(.delete, path).status == .noContent)
            let events = try registry.webhooks.outbox.newEvents(limit: 10).map(\.event)
            #expect(events.map(\.type) == [.created, .revoked])
            let revoked = try #require(events.last)
            #expect("\(revoked.snapshot.license!.id)" == sold.id)
            #expect(revoked.snapshot.revocationReason == "\(kind.rawValue) deleted")
            let body = try #require(
                ServiceRouter.renderers.body(
                    of: revoked, organization: organization, for: terms))
            let message = try #require(
                try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
            #expect(message["type"] as? String == "benefit_grant.revoked")
            let data = try #require(message["data"] as? [String: Any])
            #expect(data["is_revoked"] as? Bool == true)
            let deleted = try #require(data[kind.rawValue] as? [String: Any])
            switch kind {
            case .customer: #expect(deleted["deleted_at"] is String)
            case .benefit: #expect(deleted["is_deleted"] as? Bool == true)
            }
        }
    }
}
