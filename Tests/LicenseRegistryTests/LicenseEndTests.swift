import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

/// An end that is set without a new token is the license's end wherever somebody asks for it.
@Suite struct `When a license ends` {
    private static let now = SampleRegistry.now
    private static let year = Duration.seconds(365 * 86_400)

    @Test(arguments: Driver.available)
    func `is one truth for filters, their order and single licenses`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (registry, past) = (sample.registry, Self.now - .seconds(5))
            let (soon, _, _) = try sample.sell(until: Self.now + .seconds(60), seed: 1)
            let (ended, _, _) = try sample.sell(until: Self.now + Self.year, seed: 2)
            let (open, _, _) = try sample.sell(seed: 3)
            let (never, _, _) = try sample.sell(seed: 4)
            try registry.issuance.setEnd(of: ended, to: past, now: Self.now)
            try registry.issuance.setEnd(of: open, to: Self.now + .seconds(3), now: Self.now)

            #expect(try registry.licenses.find(ended)?.end == past)
            #expect(try registry.licenses.find(never)?.end == nil)
            var filter = LicenseFilter(organization: sample.organization)
            filter.expiringBefore = Self.now
            #expect(try Self.ids(registry, filter) == [ended])
            filter.expiringBefore = Self.now + Self.year + .seconds(1)
            #expect(try Self.ids(registry, filter) == [ended, open, soon])
            #expect(try Self.ids(registry, filter, before: ended) == [open, soon])
            #expect(try Self.ids(registry, filter, before: open) == [soon])

            var search = LicenseSearch(organization: sample.organization)
            search.order = .ending
            search.endingFrom = Self.now
            #expect(try Self.ids(registry, search) == [open, soon])
            #expect(try Self.ids(registry, search, after: open) == [soon])
            var details = LicenseDetailsFilter(organization: sample.organization)
            details.hasEnded = (Self.now, true)
            let page = try registry.licenses.details(
                matching: details, page: PageRange(number: 0, size: 10), now: Self.now)
            #expect(page.licenses.map(\.claims.license) == [ended])
            details.hasEnded = (Self.now, false)
            let rest = try registry.licenses.details(
                matching: details, page: PageRange(number: 0, size: 10), now: Self.now)
            #expect(rest.total == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `is not before the license begins`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let beginning = Self.now + Self.year
            var order = LicenseOrder(sample.benefit.id, terms: sample.benefit.terms)
            order.terms.lifetime = .days(10)
            order.notBefore = beginning
            let minted = try sample.registry.issuance.mint(
                order, by: sample.issuer, now: Self.now)
            #expect(minted.claims.expiresAt == beginning + .seconds(10 * 86_400))

            var change = TermsRequest(minted.claims.license, from: .now)
            change.lifetime = .until(beginning)
            #expect(throws: RegistryError.minting(.endsBeforeBeginning(beginning))) {
                try sample.registry.issuance.change(
                    [change], by: sample.issuer, now: Self.now)
            }
            change.lifetime = .days(20)
            let changed = try sample.registry.issuance.change(
                [change], by: sample.issuer, now: Self.now)
            #expect(changed[0].claims.expiresAt == beginning + .seconds(20 * 86_400))
            change.start = .formerEnd
            change.lifetime = .until(beginning + .seconds(15 * 86_400))
            #expect(
                throws: RegistryError.minting(
                    .endsNoLater(than: beginning + .seconds(20 * 86_400)))
            ) {
                try sample.registry.issuance.change(
                    [change], by: sample.issuer, now: Self.now)
            }
        }
    }

    private static func ids(
        _ registry: Registry, _ filter: LicenseFilter, before last: LicenseID? = nil
    ) throws -> [LicenseID] {
        try registry.licenses.all(matching: filter, before: last, limit: 10)
            .map(\.claims.license)
    }

    private static func ids(
        _ registry: Registry, _ search: LicenseSearch, after last: LicenseID? = nil
    ) throws -> [LicenseID] {
        try registry.licenses.search(search, after: last, limit: 10, now: now)
            .map(\.claims.license)
    }
}
