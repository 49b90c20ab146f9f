import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A device's seat that is given up by key alone` {
    private struct Stage {
        let sample: SampleRegistry
        let vendor: RegistryVendor
        let license: VerifiedLicense
        let device: TestDevice
        let activation: ActivationID

        var key: KeyReference { KeyReference(license) }
        var leaseEnd: Timestamp { RegistryVendor.now + .seconds(30 * 86_400) }

        func give(
            by freer: SeatFreer, at now: Timestamp = RegistryVendor.now
        ) throws -> Result<Seat, LicenseKeyRefusal> {
            try sample.registry.activations.freeSeat(
                activation, of: key, of: sample.organization, by: freer, now: now)
        }

        func taken(at now: Timestamp = RegistryVendor.now) throws -> UInt64? {
            try sample.registry.licenses.details(license.claims.license, now: now)?.seatsTaken
        }
    }

    private static let lease = Duration.seconds(30 * 86_400)

    private static func with(
        _ driver: Driver, lease: Duration? = lease, _ body: (Stage) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            var vendor = RegistryVendor(registry: sample.registry)
            vendor.policy.lease = lease
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            let device = try TestDevice(1, license)
            let answer = try vendor.answer(device.request(), of: device)
            try device.take(answer)
            try body(
                Stage(
                    sample: sample, vendor: vendor, license: license, device: device,
                    activation: try #require(answer.activation?.id)))
        }
    }

    @Test(arguments: Driver.available)
    func `stays taken until its lease ends, for devices and online`(_ driver: Driver) throws {
        try Self.with(driver) { stage in
            let freed = try stage.give(by: .keyHolder).get()
            #expect(freed.id == stage.activation)
            #expect(try stage.taken() == 1)
            let next = try TestDevice(2, stage.license)
            #expect(try stage.vendor.answer(next.request(), of: next).outcome == .noSeat)
            #expect(try stage.sample.take(stage.key, seed: 1).refusal == .seatsTaken(limit: 1))
            let kept = try stage.sample.registry.activations.kept(
                of: stage.license.claims.license, now: RegistryVendor.now)
            #expect(kept.map(\.id) == [stage.activation])
            #expect(kept.first?.keptUntil == stage.leaseEnd)
            // Nobody gives it up twice, and its device hears that it is gone.
            #expect(try stage.give(by: .keyHolder).refusal == .unknownSeat)
            let report = try stage.device.report()
            #expect(try stage.vendor.answer(report).outcome == .deactivated)
            #expect(try stage.taken() == 1)
            #expect(try stage.taken(at: stage.leaseEnd - .seconds(1)) == 1)
            #expect(try stage.taken(at: stage.leaseEnd) == 0)
            let late = try stage.vendor.answer(next.request(), of: next, at: stage.leaseEnd)
            #expect(late.outcome == .accepted)
        }
    }

    @Test(arguments: Driver.available)
    func `is free at once by its device's own word`(_ driver: Driver) throws {
        try Self.with(driver) { stage in
            _ = try stage.give(by: .keyHolder).get()
            let word = try stage.device.request(.deactivate(used: UsageTotal()))
            #expect(try stage.vendor.answer(word, of: stage.device).outcome == .deactivated)
            #expect(try stage.taken() == 0)
            let next = try TestDevice(2, stage.license)
            #expect(try stage.vendor.answer(next.request(), of: next).outcome == .accepted)
        }
    }

    @Test(arguments: Driver.available)
    func `is free at once by the vendor's, before or after`(_ driver: Driver) throws {
        try Self.with(driver) { stage in
            _ = try stage.give(by: .keyHolder).get()
            _ = try stage.give(by: .vendor).get()
            #expect(try stage.taken() == 0)
            #expect(try stage.give(by: .vendor).refusal == .unknownSeat)
            let next = try TestDevice(2, stage.license)
            let answer = try stage.vendor.answer(next.request(), of: next)
            #expect(answer.outcome == .accepted)
            let id = try #require(answer.activation?.id)
            _ = try stage.sample.registry.activations.freeSeat(
                id, of: stage.key, of: nil, by: .vendor, now: RegistryVendor.now
            ).get()
            #expect(try stage.taken() == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `is kept for good where it has no lease, and not at all after its lease`(
        _ driver: Driver
    ) throws {
        try Self.with(driver, lease: nil) { stage in
            _ = try stage.give(by: .keyHolder).get()
            #expect(try stage.taken(at: RegistryVendor.now + .seconds(100 * 365 * 86_400)) == 1)
            _ = try stage.sample.registry.activations.voidUsage(
                of: stage.activation, now: RegistryVendor.now)
            #expect(try stage.taken() == 0)
        }
        try Self.with(driver) { stage in
            _ = try stage.give(by: .keyHolder, at: stage.leaseEnd).get()
            #expect(try stage.taken(at: RegistryVendor.now) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `serves one device in all, however often it is given up`(_ driver: Driver) throws {
        try Self.with(driver) { stage in
            var served = 1
            _ = try stage.give(by: .keyHolder).get()
            for number in UInt8(2)...9 {
                let next = try TestDevice(number, stage.license)
                let answer = try stage.vendor.answer(next.request(), of: next)
                guard let id = answer.activation?.id else { continue }
                served += 1
                _ = try stage.sample.registry.activations.freeSeat(
                    id, of: stage.key, of: nil, now: RegistryVendor.now)
            }
            #expect(served == 1)
        }
    }
}
