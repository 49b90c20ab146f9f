import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A list of licenses by pages` {
    private static func page(
        _ sample: SampleRegistry, _ number: Int64, size: Int64 = 2, order: PageOrder = .oldestFirst,
        _ change: (inout LicenseDetailsFilter) -> Void = { _ in }
    ) throws -> (ids: [LicenseID], total: Int64) {
        var filter = LicenseDetailsFilter(organization: sample.organization)
        change(&filter)
        let (licenses, total) = try sample.registry.licenses.details(
            matching: filter, order: order, page: PageRange(number: number, size: size),
            now: SampleRegistry.now)
        return (licenses.map(\.claims.license), total)
    }

    @Test(arguments: Driver.available)
    func `has each license once, in order, and the count of all`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let sold = try (0..<5).map { try sample.sell(seed: 500 + $0).license }
            let pages = try (0..<4).map { try Self.page(sample, $0) }
            #expect(pages.map(\.ids) == [Array(sold[0..<2]), Array(sold[2..<4]), [sold[4]], []])
            #expect(pages.map(\.total) == [5, 5, 5, 5])
            let newest = try Self.page(sample, 1, order: .newestFirst)
            #expect(newest.ids == [sold[2], sold[1]])
            let beyond = try Self.page(sample, .max, size: .max)
            #expect(beyond.ids.isEmpty && beyond.total == 5)
        }
    }

    @Test(arguments: Driver.available)
    func `counts anew after every change, also of another program`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let sold = try (0..<3).map { try sample.sell(seed: 500 + $0).license }
            func disabled() throws -> Int64 {
                try Self.page(sample, 0) { $0.states = [.disabled] }.total
            }
            #expect(try Self.page(sample, 0).total == 3)
            #expect(try disabled() == 0)
            try sample.registry.issuance.setState(
                of: sold[1], to: .disabled, reason: "", now: SampleRegistry.now)
            #expect(try disabled() == 1)
            #expect(try disabled() == 1)
            try sample.reopened().issuance.setState(
                of: sold[2], to: .disabled, reason: "", now: SampleRegistry.now)
            #expect(try disabled() == 2)
            _ = try sample.sell(seed: 600)
            #expect(try Self.page(sample, 0).total == 4)
            #expect(try Self.page(sample, 0) { $0.states = [.granted] }.total == 2)
        }
    }
}
