import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

private func randomTotal(_ generator: inout SplitMix64) -> UsageTotal {
    var total = UsageTotal()
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
        total.raise(
            Meter(.random(in: 0...2, using: &generator)),
            to: .random(in: 0...5, using: &generator))
    }
    return total
}

private func randomUsage(_ generator: inout SplitMix64) -> LicenseUsage {
    var usage = LicenseUsage()
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
        usage.merge(
            randomTotal(&generator), of: SyncFixture.id(.random(in: 1...3, using: &generator)))
    }
    return usage
}

@Suite struct `A total of usage` {
    @Test(arguments: 0..<UInt64(300))
    func `merges in any order, in any grouping and any number of times`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let (a, b, c) = (
            randomTotal(&generator), randomTotal(&generator), randomTotal(&generator)
        )
        #expect(a.merging(b) == b.merging(a))
        #expect(a.merging(b).merging(c) == a.merging(b.merging(c)))
        #expect(a.merging(b).merging(b) == a.merging(b))
        #expect(a.merging(b).covers(a) && a.merging(b).covers(b))
        #expect(a.covers(b) == (a.merging(b) == a))
    }

    @Test(arguments: 0..<UInt64(300))
    func `of a whole license merges likewise`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let parts = (0..<3).map { _ in randomUsage(&generator) }
        func merged(_ order: [Int]) -> LicenseUsage {
            order.reduce(into: LicenseUsage()) { $0.merge(parts[$1]) }
        }
        let expected = merged([0, 1, 2])
        for order in [[0, 2, 1], [1, 0, 2], [2, 1, 0], [0, 0, 1, 2, 1], [2, 1, 0, 2, 1, 0]] {
            #expect(merged(order) == expected)
        }
        let ids: [ActivationID] = (1...3).map { SyncFixture.id($0) }
        let sum = ids.reduce(UInt64(0)) { $0 + expected[$1][.units] }
        #expect(expected.sum[.units] == sum)
    }

    @Test func `keeps no meter at zero and never falls`() {
        var total = UsageTotal(units: 0)
        #expect(total.isZero && total == UsageTotal())
        total.raise(.units, to: 5)
        total.raise(.units, to: 3)
        #expect(total[.units] == 5)
        #expect(total[Meter(1)] == 0)
    }

    @Test func `sums up to the largest number and no further`() {
        var usage = LicenseUsage()
        usage.merge(UsageTotal(units: .max), of: SyncFixture.id(1))
        usage.merge(UsageTotal(units: 1), of: SyncFixture.id(2))
        #expect(usage.sum[.units] == .max)
    }
}
