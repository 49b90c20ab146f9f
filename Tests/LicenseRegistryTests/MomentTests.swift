import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseRegistry

/// A clock that a test sets.
private final class SetClock: Sendable {
    private let time: Mutex<ExactTime>

    init(_ text: String) { time = Mutex(ExactTime(text)!) }

    func set(_ text: String) { time.withLock { $0 = ExactTime(text)! } }

    func now() -> ExactTime { time.withLock { $0 } }
}

@Suite struct `Moments of one second` {
    private static let second = Timestamp("2027-01-01")!

    @Test func `are the clock's, and later than the last one`() {
        let clock = SetClock("2027-01-01T00:00:00.25Z")
        let moments = Moments(clock: { clock.now() })
        #expect(moments.next(in: Self.second).fraction == 250_000)
        #expect(moments.next(in: Self.second).fraction == 250_001)
        clock.set("2027-01-01T00:00:00.1Z")
        #expect(moments.next(in: Self.second).fraction == 250_002)
        clock.set("2027-01-01T00:00:00.3Z")
        #expect(moments.next(in: Self.second).fraction == 300_000)
        // Work that ends in the next second is still of the one in which it began.
        clock.set("2027-01-01T00:00:01.5Z")
        #expect(moments.next(in: Self.second) == ExactTime("2027-01-01T00:00:00.300001Z"))
        #expect(moments.next(in: Self.second + .seconds(1)).fraction == 500_000)
    }

    @Test func `are counted without a clock, and never leave their second`() {
        let moments = Moments()
        #expect((0..<3).map { _ in moments.next(in: Self.second).fraction } == [0, 1, 2])
        #expect(moments.next(in: Self.second + .seconds(1)).fraction == 0)
        let clock = SetClock("2027-01-01T00:00:00.999999Z")
        let late = Moments(clock: { clock.now() })
        #expect((0..<2).map { _ in late.next(in: Self.second).fraction } == [999_999, 999_999])
    }

    @Test func `are written with six digits`() {
        let moment = ExactTime("2027-01-01T02:00:00.00004299+02:00")
        #expect(
            moment.map { String(decoding: $0.characters, as: UTF8.self) }
                == "2027-01-01T00:00:00.000042Z")
        #expect(moment?.timestamp == Self.second && moment?.fraction == 42)
    }
}

@Suite struct `What is made within one second` {
    private static let page = PageRange(number: 0, size: 100)

    @Test(arguments: Driver.available)
    func `is listed in the order of making`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (registry, now) = (sample.registry, SampleRegistry.now)
            var customers: [CustomerID] = []
            var benefits: [BenefitID] = []
            var endpoints: [WebhookEndpointID] = []
            // By chance one order of eight in 40,320 is right.
            for number in 0..<8 {
                var generator = SplitMix64(seed: 500 + UInt64(number))
                let customer = CustomerRecord(
                    id: .random(using: &generator), organization: sample.organization,
                    name: "n", createdAt: now)
                try registry.customers.add(customer, now: now)
                customers.append(customer.id)
                let benefit = Benefit(
                    id: .random(using: &generator), name: BenefitName("b\(number)")!,
                    terms: sample.benefit.terms)
                try registry.benefits.add(benefit, organization: sample.organization, now: now)
                benefits.append(benefit.id)
                let endpoint = WebhookEndpointID.random(using: &generator)
                try registry.webhooks.addEndpoint(
                    endpoint, of: sample.organization, WebhookTerms(url: "https://example.com/"),
                    secrets: [], now: now)
                endpoints.append(endpoint)
            }
            let filter = CustomerFilter(organization: sample.organization)
            let found = try registry.customers.page(matching: filter, page: Self.page).customers
            #expect(found.map(\.id) == customers.reversed())
            #expect(Set(found.map(\.created)).count == 8)
            #expect(found.allSatisfy { $0.createdAt == now })
            let oldest = try registry.customers.page(
                matching: filter, order: .oldestFirst, page: Self.page)
            #expect(oldest.customers.map(\.id) == customers)
            let listings = try registry.benefits.listings(
                matching: BenefitListingFilter(organization: sample.organization),
                page: Self.page
            ).listings
            #expect(listings.map(\.benefit.id) == benefits.reversed() + [sample.benefit.id])
            #expect(
                try registry.webhooks.endpoints(of: sample.organization).map(\.id) == endpoints)
        }
    }

    @Test(arguments: Driver.available)
    func `is so with grants and seats too, and in one transaction`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (registry, now) = (sample.registry, SampleRegistry.now)
            let (grants, licenses) = try registry.together { registry in
                var grants: [GrantID] = []
                var licenses: [LicenseID] = []
                for number in 0..<8 {
                    var generator = SplitMix64(seed: 600 + UInt64(number))
                    let customer = CustomerID.random(using: &generator)
                    var order = LicenseOrder(sample.benefit.id, terms: sample.benefit.terms)
                    order.terms.activationLimit = .seats(9)
                    order.customer = customer
                    let grant = NewGrant(
                        id: .random(using: &generator), to: customer,
                        through: Sale(.order, "pay_\(number)")!)
                    order.extras.grant = grant
                    licenses.append(
                        try registry.issuance.mint(order, by: sample.issuer, now: now)
                            .claims.license)
                    grants.append(grant.id)
                }
                return (grants, licenses)
            }
            var filter = GrantFilter(organization: sample.organization)
            let found = try registry.sales.grants.page(matching: filter, page: Self.page).grants
            #expect(found.map(\.id) == grants.reversed())
            filter.before = grants[5]
            #expect(
                try registry.sales.grants.page(matching: filter, page: Self.page).grants.map(\.id)
                    == grants[..<5].reversed())
            let details = try registry.licenses.details(
                on: Self.page,
                matching: LicenseDetailsFilter(organization: sample.organization),
                order: .oldestFirst, now: now)
            #expect(details.map(\.claims.license) == licenses)
            let moments = details.map(\.created)
            #expect(moments == moments.sorted() && Set(moments).count == 8)
            var some = LicenseDetailsFilter(organization: sample.organization)
            some.issuedFrom = moments[2]
            some.issuedUntil = moments[4]
            #expect(
                try registry.licenses.details(
                    on: Self.page, matching: some, order: .oldestFirst, now: now
                ).map(\.claims.license) == Array(licenses[2...4]))
            try Self.takeSeats(sample)
        }
    }

    private static func takeSeats(_ sample: SampleRegistry) throws {
        let (license, key, _) = try sample.sell(seats: .seats(9))
        var seats: [ActivationID] = []
        for number in 0..<8 {
            var generator = SplitMix64(seed: 700 + UInt64(number))
            let id = ActivationID.random(using: &generator)
            _ = try sample.registry.activations.takeSeat(
                NewSeat(id, label: "m"), of: key, of: sample.organization,
                now: SampleRegistry.now
            ).get()
            seats.append(id)
        }
        #expect(try sample.registry.activations.seats(of: license).map(\.id) == seats)
        var filter = SeatFilter(organization: sample.organization)
        filter.license = license
        #expect(
            try sample.registry.activations.seats(
                matching: filter, page: page, now: SampleRegistry.now
            ).map(\.id) == seats.reversed())
    }

    @Test(arguments: Driver.available)
    func `has whole seconds where it was made before there were moments`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let sold = Timestamp("2026-02-01T10:00:00Z")!
            var extras = LicenseExtras()
            extras.soldAt = ExactTime(sold)
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record(
                LicenseRecord(minted), with: extras, now: SampleRegistry.now)
            let details = try sample.registry.licenses.details(
                minted.claims.license, now: SampleRegistry.now)
            #expect(details?.created == ExactTime(sold))
        }
    }
}
