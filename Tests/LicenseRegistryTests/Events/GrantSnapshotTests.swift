import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry

@Suite struct `The grant in an event` {
    private static func addPolarEndpoint(_ sample: SampleRegistry) throws {
        var terms = WebhookTerms(url: "https://example.com/polar")
        terms.format = .polar
        try sample.registry.webhooks.addEndpoint(
            SampleRegistry.endpointID, of: sample.organization, terms, secrets: [],
            now: SampleRegistry.now)
    }

    @Test(arguments: Driver.available)
    func `is as it was then, whatever happens within the same second`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try Self.addPolarEndpoint(sample)
            let book = SaleBook(sample: sample)
            try book.take(book.notice(.granted, at: 0))
            let grant = try #require(try book.grants.first)
            for state in [LicenseState.revoked, .granted, .disabled, .granted, .revoked, .disabled]
            {
                try sample.registry.issuance.setState(
                    of: grant.license, to: state, reason: "", evenIfRevoked: true,
                    now: SampleRegistry.now)
            }
            var listing = try #require(try sample.registry.benefits.listing(sample.benefit.id))
            let before = listing
            listing.benefit.terms.activationLimit = .seats(77)
            listing.description = "Later"
            listing.metadata = try attributes(#"{"n": 1.0}"#)
            try sample.registry.benefits.replace(listing, now: SampleRegistry.now)
            var customer = try #require(try sample.registry.customers.find(grant.customer))
            let ann = customer
            customer.name = "Later"
            customer.metadata = try attributes(#"{"vip": true}"#)
            try sample.registry.customers.replace(customer, now: SampleRegistry.now)
            try sample.registry.issuance.setState(
                of: grant.license, to: .granted, reason: "", now: SampleRegistry.now)
            let events = try sample.events()
            #expect(
                events.map(\.type) == [
                    .created, .revoked, .enabled, .disabled, .enabled, .revoked, .disabled,
                    .enabled,
                ])
            let grants = try events.map { try #require($0.snapshot.grant) }
            #expect(
                grants.map { $0.grant.revokedAt != nil }
                    == [false, true, false, false, false, true, false, false])
            #expect(
                grants.map(\.changesGrant) == [true, true, true, false, false, true, true, false])
            #expect(grants[0].grant == grant)
            #expect(grants[0].benefit.description == before.description)
            #expect(grants[0].benefit.benefit.terms.activationLimit == .notUsed)
            #expect(grants[0].benefit.benefit.terms.lifetime == .years(1))
            #expect(grants[0].customer == ann)
            #expect(grants[7].benefit.description == "Later")
            #expect(grants[7].benefit.benefit.terms.activationLimit == .seats(77))
            #expect(grants[7].benefit.metadata == listing.metadata)
            #expect(grants[7].customer.name == "Later")
            #expect(grants[7].customer.metadata == customer.metadata)
        }
    }

    @Test(arguments: Driver.available)
    func `is kept only where somebody is told of grants`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let book = SaleBook(sample: sample)
            try book.take(book.notice(.granted, at: 0))
            #expect(try sample.events().map(\.snapshot.grant) == [nil])
            // As an event that a program left which kept no grants.
            var generator = SplitMix64(seed: 5)
            var terms = WebhookTerms(url: "https://example.com/polar")
            terms.format = .polar
            try sample.registry.webhooks.addEndpoint(
                .random(using: &generator), of: sample.organization, terms, secrets: [],
                now: SampleRegistry.now)
            let completed = try #require(try sample.events().first?.snapshot.grant)
            let granted = try book.grants
            #expect([completed.grant] == granted)
            #expect(completed.changesGrant)
        }
    }
}
