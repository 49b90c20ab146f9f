import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A lease` {
    private static let now = SampleRegistry.now

    private static func take(
        _ sample: SampleRegistry, _ holder: String, at now: Timestamp
    ) throws -> Bool {
        try sample.registry.nodes.leases.take(
            "work", holder: holder, until: now + .seconds(10), now: now)
    }

    @Test(arguments: Driver.available)
    func `is one node's until it ends or is given back`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            #expect(try Self.take(sample, "a", at: Self.now))
            #expect(try !Self.take(sample, "b", at: Self.now + .seconds(9)))
            #expect(try Self.take(sample, "a", at: Self.now + .seconds(9)))
            #expect(try !Self.take(sample, "b", at: Self.now + .seconds(18)))
            #expect(try Self.take(sample, "b", at: Self.now + .seconds(19)))
            // Only its holder gives it back.
            try sample.registry.nodes.leases.end("work", holder: "a", now: Self.now + .seconds(20))
            #expect(try !Self.take(sample, "a", at: Self.now + .seconds(20)))
            try sample.registry.nodes.leases.end("work", holder: "b", now: Self.now + .seconds(20))
            #expect(try Self.take(sample, "a", at: Self.now + .seconds(20)))
        }
    }

    @Test(arguments: Driver.available)
    func `of a clock that was far ahead is void`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { (sample) throws in
            #expect(try Self.take(sample, "a", at: Self.now + .seconds(3601)))
            #expect(try Self.take(sample, "b", at: Self.now))
            #expect(try Self.take(sample, "a", at: Self.now + .seconds(3600)))
            #expect(try !Self.take(sample, "b", at: Self.now))
        }
    }

    @Test(arguments: Driver.available)
    func `tells which moment has passed, as the audit log does`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            func latest() throws -> Timestamp? {
                try sample.registry.nodes.leases.latestMoment(leasesOf: .seconds(10))
            }
            #expect(try latest() == Self.now)
            let later = Self.now + .seconds(500)
            #expect(try Self.take(sample, "a", at: later))
            #expect(try latest() == later)
            try sample.registry.issuance.setState(
                of: sample.sell().license, to: .disabled, reason: "", now: later + .seconds(1))
            #expect(try latest() == later + .seconds(1))
        }
    }
}
