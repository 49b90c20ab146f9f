import COSE
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

@Suite struct `Status indexes` {
    @Test(arguments: [UInt64(1), 2, 3])
    func `fill a list without a gap and without a second use`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let permutation = StatusPermutation(key: generator.bytes(32), count: 1 << 20)
        var isTaken = [Bool](repeating: false, count: 1 << 20)
        for counter in 0..<UInt32(1 << 20) {
            let position = Int(permutation.position(of: counter))
            #expect(!isTaken[position])
            isTaken[position] = true
        }
        #expect(!isTaken.contains(false))
    }

    @Test func `come in the same order from tables and without`() {
        let key = SampleRegistry.bytes(32)
        let tabulated = StatusPermutation(key: key, count: 10_000)
        let computed = StatusPermutation(key: key, count: 1)
        for counter in stride(from: UInt32(0), to: 1 << 20, by: 4099) {
            #expect(tabulated.position(of: counter) == computed.position(of: counter))
        }
    }

    @Test(arguments: Driver.available)
    func `tell nothing by their order`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let positions = try sample.reserve(1000).map { Int($0.position) }
            let steps = zip(positions, positions.dropFirst()).map { $1 - $0 }
            #expect(Set(steps).count > 990)
            // Spread over the whole list: each quarter gets its share.
            for quarter in 0..<4 {
                let count = positions.count { $0 >> 18 == quarter }
                #expect((180...320).contains(count))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `go on below where a key of elsewhere has the last number there is`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            #expect(try sample.reserve(1).map(\.shard) == [0])
            let minted = try sample.mint(
                index: StatusIndex(4095 * StatusIndex.positionsPerShard + 7), seed: 31)
            let license = try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                LicenseKey(minted.message))
            _ = try sample.registry.issuance.importLicense(
                license, customer: nil, now: SampleRegistry.now)
            // The list that was begun is not left for it.
            #expect(try sample.reserve(3).map(\.shard) == [0, 0, 0])
            _ = try sample.registry.maintenance.continuity.resume(nil, now: SampleRegistry.now)
            #expect(try sample.reserve(2).allSatisfy { ![0, 4095].contains($0.shard) })
        }
    }

    @Test(arguments: Driver.available)
    func `of keys of elsewhere begin only so many lists, each of which is kept and signed`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let database = try sample.database.open(connections: 1)
            for shard in 0..<256 as Range<Int64> {
                try database.run(
                    """
                    INSERT INTO status_shard (organization_id, shard, permutation_key, drawn)
                    VALUES ($1, $2, $3, 1048576)
                    """,
                    [
                        .blob(sample.organization.bytes), .integer(shard),
                        .blob(SampleRegistry.bytes(32)),
                    ])
            }
            func take(_ shard: UInt32) throws {
                let minted = try sample.mint(
                    index: StatusIndex(shard * StatusIndex.positionsPerShard + 7),
                    seed: UInt64(shard))
                let license = try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                    LicenseKey(minted.message))
                _ = try sample.registry.issuance.importLicense(
                    license, customer: nil, now: SampleRegistry.now)
            }
            try take(255)
            #expect(throws: RegistryError.statusListsFull) { try take(300) }
        }
    }

    @Test(arguments: Driver.available)
    func `continue in the next list when one is full`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var seen = Set(try sample.reserve(1 << 20))
            #expect(seen.count == 1 << 20)
            #expect(seen.allSatisfy { $0.shard == 0 })
            let next = try sample.reserve(10)
            #expect(next.allSatisfy { $0.shard == 1 })
            seen.formUnion(next)
            #expect(seen.count == 1 << 20 + 10)
        }
    }

    @Test(arguments: Driver.available)
    func `never collide between programs that draw at once`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let organization = sample.organization
            let drawn = concurrently(8) { _ in
                let registry = try sample.reopened()
                return try (0..<20).flatMap { _ in
                    try registry.statusLists.reserveIndexes(
                        7, organization: organization, now: SampleRegistry.now)
                }
            }
            let all = try drawn.flatMap { try $0.get() }
            #expect(all.count == 8 * 20 * 7)
            #expect(Set(all).count == all.count)
        }
    }
}
