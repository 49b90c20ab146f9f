import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Seats in the sample` {
    @Test(arguments: Driver.available)
    func `are given until none is left, and given again when one is freed`(_ driver: Driver) throws
    {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2))
            let devices = try (1...3).map { try TestDevice($0, license) }
            #expect(try vendor.answer(devices[0].request(), of: devices[0]).outcome == .accepted)
            #expect(try vendor.answer(devices[1].request(), of: devices[1]).outcome == .accepted)
            let refused = try vendor.answer(devices[2].request(), of: devices[2])
            #expect(refused.outcome == .noSeat)
            #expect(refused.activation == nil)
            let freed = try vendor.answer(
                devices[0].request(.deactivate(used: UsageTotal())), of: devices[0])
            #expect(freed.outcome == .deactivated)
            #expect(try vendor.answer(devices[2].request(), of: devices[2]).outcome == .accepted)
            let labels = try sample.registry.activations.all(of: license.claims.license).map(
                \.label)
            #expect(labels.sorted() == ["m2", "m3"])
        }
    }

    @Test(arguments: Driver.available)
    func `are renewed for the machine that has one`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            let device = try TestDevice(1, license)
            vendor.policy.lease = .seconds(500)
            let first = try vendor.answer(device.request(), of: device)
            vendor.policy.lease = .seconds(1000)
            let again = try vendor.answer(device.request(), of: device)
            #expect(again.activation?.id == first.activation?.id)
            #expect(again.activation?.leaseEnd == SampleRegistry.now + .seconds(1000))
            // The machine may keep using what it has.
            vendor.policy.lease = .seconds(100)
            let shorter = try vendor.answer(device.request(), of: device)
            #expect(shorter.activation?.leaseEnd == SampleRegistry.now + .seconds(1000))
            #expect(try sample.registry.activations.all(of: license.claims.license).count == 1)
        }
    }

    @Test(arguments: Driver.available)
    func `whose lease has ended are given to others`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var vendor = RegistryVendor(registry: sample.registry)
            vendor.policy.lease = .seconds(1000)
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            let (first, second) = (try TestDevice(1, license), try TestDevice(2, license))
            try vendor.answer(first.request(), of: first)
            let end = SampleRegistry.now + .seconds(1000)
            #expect(
                try vendor.answer(second.request(), of: second, at: end - .seconds(1)).outcome
                    == .noSeat)
            #expect(
                try vendor.answer(second.request(), of: second, at: end).outcome == .accepted)
            #expect(try vendor.answer(first.request(), of: first, at: end).outcome == .noSeat)
        }
    }

    @Test(arguments: Driver.available)
    func `have no limit where the license has none`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .unlimited)
            for number in 1...20 {
                let device = try TestDevice(UInt8(number), license)
                try vendor.answer(device.request(), of: device)
            }
            #expect(try sample.registry.activations.all(of: license.claims.license).count == 20)
        }
    }

    private static let outcomes: [(state: LicenseState, outcome: SyncOutcome)] = [
        (.disabled, .suspended), (.revoked, .revoked),
    ]

    @Test(arguments: Driver.available, outcomes)
    func `are not given for a license that is not granted`(
        _ driver: Driver, _ expected: (state: LicenseState, outcome: SyncOutcome)
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2))
            try sample.registry.issuance.setState(
                of: license.claims.license, to: expected.state, reason: "", now: SampleRegistry.now)
            let device = try TestDevice(1, license)
            #expect(try vendor.answer(device.request(), of: device).outcome == expected.outcome)
            #expect(try sample.registry.activations.all(of: license.claims.license).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `are not given for a license that has expired, or that is not known`(_ driver: Driver)
        throws
    {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2))
            let device = try TestDevice(1, license)
            let late = SampleRegistry.now + .seconds(366 * 86_400)
            #expect(try vendor.answer(device.request(), of: device, at: late).outcome == .expired)
            try SampleRegistry.with(driver) { other in
                #expect(throws: RegistryError.missing(kind: .license)) {
                    try RegistryVendor(registry: other.registry).answer(
                        device.request(), of: device)
                }
            }
        }
    }

    @Test(arguments: Driver.available)
    func `that were taken away without the device's word keep its units granted`(_ driver: Driver)
        throws
    {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2), usage: 150)
            let (first, second) = (try TestDevice(1, license), try TestDevice(2, license))
            let taken = try vendor.answer(first.request(), of: first)
            #expect(taken.activation?.allowance.granted == 100)
            let id = try #require(taken.activation?.id)
            try sample.registry.activations.freeSeat(id, now: SampleRegistry.now)
            let next = try vendor.answer(second.request(), of: second)
            #expect(next.activation?.allowance.granted == 50)
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try sample.registry.activations.freeSeat(id, now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: Driver.available, [1, 4])
    func `are exactly as many as there are, when 64 machines race for 3`(
        _ driver: Driver, programs: Int
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(3))
            let stores = try (0..<programs).map { _ in try sample.reopened() }
            let outcomes = try concurrently(64) { number in
                let device = try TestDevice(UInt8(number + 1), license)
                return try RegistryVendor(registry: stores[number % programs])
                    .answer(device.request(), of: device).outcome
            }.map { try $0.get() }
            #expect(outcomes.count { $0 == .accepted } == 3)
            #expect(outcomes.count { $0 == .noSeat } == 61)
            #expect(try sample.registry.activations.all(of: license.claims.license).count == 3)
            try sample.registry.auditLog.verify()
        }
    }
}
