import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `The devices of a license` {
    private struct Stage {
        let sample: SampleRegistry
        let vendor: RegistryVendor
        let license: VerifiedLicense

        var id: LicenseID { license.claims.license }
        var leaseEnd: Timestamp { RegistryVendor.now + .seconds(30 * 86_400) }

        func add(_ number: UInt8) throws -> (TestDevice, ActivationID) {
            let device = try TestDevice(number, license)
            let answer = try vendor.answer(device.request(), of: device)
            try device.take(answer)
            return (device, try #require(answer.activation?.id))
        }

        func page(
            _ number: Int64 = 0, size: Int64 = 50, at now: Timestamp = RegistryVendor.now
        ) throws -> (devices: [LicenseDevice], total: Int64) {
            try sample.registry.activations.devices(
                of: id, page: PageRange(number: number, size: size), now: now)
        }

        func leases(at now: Timestamp = RegistryVendor.now) throws -> DeviceLeases {
            try sample.registry.activations.leases(of: id, now: now)
        }

        func free(_ id: ActivationID, by freer: SeatFreer) throws {
            _ = try sample.registry.activations.freeSeat(
                id, of: KeyReference(license), of: sample.organization, by: freer,
                now: RegistryVendor.now
            ).get()
        }
    }

    private static func with(
        _ driver: Driver, lease: Duration? = .seconds(30 * 86_400), units: UInt64? = 1000,
        _ body: (Stage) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            var vendor = RegistryVendor(registry: sample.registry)
            vendor.policy.lease = lease
            let license = try RegistryVendor.license(sample, seats: .seats(9), usage: units)
            try body(Stage(sample: sample, vendor: vendor, license: license))
        }
    }

    @Test(arguments: Driver.available)
    func `are there page by page, with the seats that were taken online`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { stage in
            let devices = try (1...4).map { try stage.add($0).1 }
            let seat = try stage.sample.take(KeyReference(stage.license), seed: 1).get().seat
            let all = try stage.page()
            #expect(all.total == 5 && Set(all.devices.map(\.seat.id)) == Set(devices + [seat.id]))
            #expect(all.devices.filter { $0.activation == nil }.map(\.seat.id) == [seat.id])
            for device in all.devices {
                #expect(device.activation.map(\.id) ?? seat.id == device.seat.id)
            }
            let parts = try (0...2).map { try stage.page($0, size: 2) }
            #expect(parts.map(\.devices.count) == [2, 2, 1] && parts.allSatisfy { $0.total == 5 })
            #expect(parts.flatMap(\.devices).map(\.seat.id) == all.devices.map(\.seat.id))
        }
    }

    @Test(arguments: Driver.available)
    func `stay while they hold units or may go on, though others gave their seats up`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { stage in
            let (_, first) = try stage.add(1)
            let (_, second) = try stage.add(2)
            let (own, third) = try stage.add(3)
            try stage.free(first, by: .keyHolder)
            try stage.free(second, by: .vendor)
            let gone = try stage.page()
            // Those with a seat come first.
            #expect(gone.total == 3 && gone.devices.first?.seat.id == third)
            for device in gone.devices.dropFirst() {
                #expect(device.seat.isFreed && device.activation?.offlineUntil == stage.leaseEnd)
                #expect(device.activation?.state.allowance.open == 100)
            }
            // What a device gives back itself is gone.
            let word = try own.request(.deactivate(used: UsageTotal()))
            try stage.vendor.answer(word, of: own)
            #expect(try stage.page().devices.map(\.seat.id).contains(third) == false)
            // After the lease, units alone keep it; after the vendor's word against it, nothing.
            #expect(try stage.page(at: stage.leaseEnd).total == 2)
            _ = try stage.sample.registry.activations.voidUsage(of: second, now: RegistryVendor.now)
            #expect(try stage.page().devices.map(\.seat.id).contains(second))
            #expect(try stage.page(at: stage.leaseEnd).devices.map(\.seat.id) == [first])
        }
    }

    @Test(arguments: Driver.available)
    func `without units stay for as long as their leases last`(_ driver: Driver) throws {
        try Self.with(driver, units: nil) { stage in
            let (device, id) = try stage.add(1)
            try stage.free(id, by: .vendor)
            #expect(try stage.page().total == 1)
            #expect(try stage.page(at: stage.leaseEnd).total == 0)
            // Its own word that comes later says that it has stopped.
            let word = try device.request(.deactivate(used: UsageTotal()))
            try stage.vendor.answer(word, of: device)
            #expect(try stage.page().total == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `may go on as long as the longest lease of any of them`(_ driver: Driver) throws {
        try Self.with(driver) { stage in
            #expect(try stage.leases() == DeviceLeases())
            let (_, first) = try stage.add(1)
            _ = try stage.add(2)
            try stage.free(first, by: .vendor)
            let both = DeviceLeases(devices: 2, unleased: 0, lastEnd: stage.leaseEnd)
            #expect(try stage.leases() == both)
            _ = try stage.sample.registry.activations.voidUsage(of: first, now: RegistryVendor.now)
            #expect(try stage.leases() == both)
            let left = DeviceLeases(devices: 1, unleased: 0, lastEnd: stage.leaseEnd)
            #expect(try stage.leases(at: stage.leaseEnd) == left)
        }
        try Self.with(driver, lease: nil) { stage in
            let (device, id) = try stage.add(1)
            try stage.free(id, by: .vendor)
            #expect(try stage.leases() == DeviceLeases(devices: 1, unleased: 1))
            #expect(try stage.page().devices.first?.activation?.offlineUntil == .max)
            let word = try device.request(.deactivate(used: UsageTotal()))
            try stage.vendor.answer(word, of: device)
            #expect(try stage.leases() == DeviceLeases())
        }
    }

    @Test(arguments: Driver.available)
    func `are read as they are one by one`(_ driver: Driver) throws {
        try Self.with(driver) { stage in
            for number in 1...3 as ClosedRange<UInt8> {
                let (device, _) = try stage.add(number)
                device.used = UInt64(number) * 10
                for _ in 1...2 { try device.take(stage.vendor.answer(device.report())) }
            }
            let activations = stage.sample.registry.activations
            let all = try activations.all(of: stage.id)
            #expect(all.map { $0.state.usage[.units] }.sorted() == [10, 20, 30])
            for device in all { #expect(try activations.find(device.id) == device) }
            #expect(try stage.page().devices.compactMap(\.activation) == all)
        }
    }
}
