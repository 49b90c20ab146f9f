import LicenseStore
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Seats in the registry` {
    @Test(arguments: Driver.available)
    func `are given until none is left, and given again when one is freed`(_ driver: Driver) throws
    {
        try Registry.with(driver) { registry in
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(2))
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
            let labels = try registry.store.activations(of: license.claims.license).map(\.label)
            #expect(labels.sorted() == ["m2", "m3"])
        }
    }

    @Test(arguments: Driver.available)
    func `are renewed for the machine that has one`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(1))
            let device = try TestDevice(1, license)
            vendor.policy.lease = .seconds(500)
            let first = try vendor.answer(device.request(), of: device)
            vendor.policy.lease = .seconds(1000)
            let again = try vendor.answer(device.request(), of: device)
            #expect(again.activation?.id == first.activation?.id)
            #expect(again.activation?.leaseEnd == Registry.now + .seconds(1000))
            // The machine may go on with what it has.
            vendor.policy.lease = .seconds(100)
            let shorter = try vendor.answer(device.request(), of: device)
            #expect(shorter.activation?.leaseEnd == Registry.now + .seconds(1000))
            #expect(try registry.store.activations(of: license.claims.license).count == 1)
        }
    }

    @Test(arguments: Driver.available)
    func `whose lease has ended are given to others`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var vendor = Vendor(store: registry.store)
            vendor.policy.lease = .seconds(1000)
            let license = try Vendor.license(registry, seats: .seats(1))
            let (first, second) = (try TestDevice(1, license), try TestDevice(2, license))
            try vendor.answer(first.request(), of: first)
            let end = Registry.now + .seconds(1000)
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
        try Registry.with(driver) { registry in
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .unlimited)
            for number in 1...20 {
                let device = try TestDevice(UInt8(number), license)
                try vendor.answer(device.request(), of: device)
            }
            #expect(try registry.store.activations(of: license.claims.license).count == 20)
        }
    }

    private static let outcomes: [(state: LicenseState, outcome: SyncOutcome)] = [
        (.disabled, .suspended), (.revoked, .revoked),
    ]

    @Test(arguments: Driver.available, outcomes)
    func `are not given for a license that is not granted`(
        _ driver: Driver, _ expected: (state: LicenseState, outcome: SyncOutcome)
    ) throws {
        try Registry.with(driver) { registry in
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(2))
            try registry.store.setState(
                of: license.claims.license, to: expected.state, reason: "", now: Registry.now)
            let device = try TestDevice(1, license)
            #expect(try vendor.answer(device.request(), of: device).outcome == expected.outcome)
            #expect(try registry.store.activations(of: license.claims.license).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `are not given for a license that has expired, or that is not known`(_ driver: Driver)
        throws
    {
        try Registry.with(driver) { registry in
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(2))
            let device = try TestDevice(1, license)
            let late = Registry.now + .seconds(366 * 86_400)
            #expect(try vendor.answer(device.request(), of: device, at: late).outcome == .expired)
            try Registry.with(driver) { other in
                #expect(throws: StoreError.missing(kind: .license)) {
                    try Vendor(store: other.store).answer(device.request(), of: device)
                }
            }
        }
    }

    @Test(arguments: Driver.available)
    func `that were taken away without the device's word keep its units granted`(_ driver: Driver)
        throws
    {
        try Registry.with(driver) { registry in
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(2), usage: 150)
            let (first, second) = (try TestDevice(1, license), try TestDevice(2, license))
            let taken = try vendor.answer(first.request(), of: first)
            #expect(taken.activation?.allowance.ceiling == 100)
            let id = try #require(taken.activation?.id)
            try registry.store.freeSeat(id, now: Registry.now)
            let next = try vendor.answer(second.request(), of: second)
            #expect(next.activation?.allowance.ceiling == 50)
            #expect(throws: StoreError.missing(kind: .activation)) {
                try registry.store.freeSeat(id, now: Registry.now)
            }
        }
    }

    @Test(arguments: Driver.available, [1, 4])
    func `are exactly as many as there are, when 64 machines race for 3`(
        _ driver: Driver, programs: Int
    ) throws {
        try Registry.with(driver) { registry in
            let license = try Vendor.license(registry, seats: .seats(3))
            let stores = try (0..<programs).map { _ in try registry.reopened() }
            let outcomes = try concurrently(64) { number in
                let device = try TestDevice(UInt8(number + 1), license)
                return try Vendor(store: stores[number % programs])
                    .answer(device.request(), of: device).outcome
            }.map { try $0.get() }
            #expect(outcomes.count { $0 == .accepted } == 3)
            #expect(outcomes.count { $0 == .noSeat } == 61)
            #expect(try registry.store.activations(of: license.claims.license).count == 3)
            try registry.store.verifyAudit()
        }
    }
}
