import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Seats that are taken online` {
    @Test(arguments: Driver.available)
    func `are given until none is left, and again when one is freed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, _) = try sample.sell(seats: .seats(2))
            let first = try sample.take(key, seed: 1).get().seat
            #expect(try sample.take(key, seed: 2).get().license.seatsTaken == 2)
            #expect(try sample.take(key, seed: 3).refusal == .seatsTaken(limit: 2))
            let freed = try sample.registry.activations.freeSeat(
                first.id, of: key, of: sample.organization, now: SampleRegistry.now)
            #expect(freed.refusal == nil)
            let again = try sample.registry.activations.freeSeat(
                first.id, of: key, of: sample.organization, now: SampleRegistry.now)
            #expect(again.refusal == .unknownSeat)
            #expect(try sample.take(key, seed: 4).refusal == nil)
            #expect(try sample.registry.activations.seats(of: license).count == 2)
            #expect(try sample.registry.activations.seat(first.id)?.freedAt == SampleRegistry.now)
            #expect(try sample.registry.auditLog.verify().sequence > 0)
        }
    }

    @Test(arguments: Driver.available)
    func `are seen when they are validated, to the hour`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, _) = try sample.sell(seats: .seats(2))
            let taken = try sample.take(key, seed: 1).get().seat
            _ = try sample.take(key, seed: 2).get()
            #expect(taken.seenAt == nil)
            for (second, seen) in [(60, 60), (3000, 60), (3660, 3660)] as [(Int64, Int64)] {
                var demands = ValidationDemands()
                demands.seat = taken.id
                let result = try sample.registry.activations.validate(
                    [Validation(key, of: sample.organization, demanding: demands)],
                    now: SampleRegistry.now + .seconds(second))
                #expect(result.allSatisfy { $0.refusal == nil })
                #expect(
                    try sample.registry.activations.seat(taken.id)?.seenAt
                        == SampleRegistry.now + .seconds(seen))
            }
            #expect(
                try sample.registry.activations.seats(of: license).filter { $0.seenAt == nil }
                    .count == 1)
        }
    }

    @Test(arguments: Driver.available)
    func `are the same ones that devices have`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2))
            let key = KeyReference(license)
            let (first, second) = (try TestDevice(1, license), try TestDevice(2, license))
            #expect(try vendor.answer(first.request(), of: first).outcome == .accepted)
            let seat = try sample.take(key, seed: 1).get().seat
            #expect(try vendor.answer(second.request(), of: second).outcome == .noSeat)
            #expect(try sample.take(key, seed: 2).refusal == .seatsTaken(limit: 2))
            #expect(
                try sample.registry.activations.seats(of: license.claims.license).map(\.isDevice)
                    .sorted {
                        !$0 && $1
                    } == [false, true])
            let freed = try sample.registry.activations.freeSeat(
                seat.id, of: key, of: sample.organization, now: SampleRegistry.now)
            #expect(freed.refusal == nil)
            #expect(try vendor.answer(second.request(), of: second).outcome == .accepted)
            let device = try sample.registry.activations.all(of: license.claims.license)[0]
            _ = try sample.registry.activations.freeSeat(
                device.id, of: key, of: sample.organization, now: SampleRegistry.now
            ).get()
            #expect(try sample.registry.activations.find(device.id)?.endedAt == SampleRegistry.now)
        }
    }

    @Test(arguments: Driver.available)
    func `need a license that uses seats, unless the caller counts none as many`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let (_, key, _) = try sample.sell()
            #expect(try sample.take(key, seed: 1).refusal == .seatsNotUsed)
            var generator = SplitMix64(seed: 2)
            var seat = NewSeat(.random(using: &generator), label: "")
            seat.allowsUnusedSeats = true
            let taken = try sample.registry.activations.takeSeat(
                seat, of: key, of: nil, now: SampleRegistry.now)
            #expect(taken.refusal == nil)
            let (_, unlimited, _) = try sample.sell(seats: .unlimited, seed: 501)
            for seed in 10..<20 {
                #expect(try sample.take(unlimited, seed: UInt64(seed)).refusal == nil)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are of keys that are known, granted and not at their end`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, _) = try sample.sell(
                seats: .seats(2), until: SampleRegistry.now + .seconds(100))
            #expect(
                try sample.take(
                    .token(license, digest: [UInt8](repeating: 1, count: 16)), seed: 1
                )
                .refusal == .unknown)
            #expect(try sample.take(KeyReference(text: "nothing"), seed: 1).refusal == .unknown)
            let stranger = OrganizationID("00000000-0000-4000-8000-000000000009")!
            var generator = SplitMix64(seed: 2)
            let foreign = try sample.registry.activations.takeSeat(
                NewSeat(.random(using: &generator), label: ""), of: key, of: stranger,
                now: SampleRegistry.now)
            #expect(foreign.refusal == .unknown)
            for state in [LicenseState.disabled, .revoked] {
                try sample.registry.issuance.setState(
                    of: license, to: state, reason: "", now: SampleRegistry.now)
                #expect(try sample.take(key, seed: 3).refusal == .notGranted(state))
            }
            try sample.registry.issuance.setState(
                of: license, to: .granted, reason: "", now: SampleRegistry.now)
            let late = try sample.registry.activations.takeSeat(
                NewSeat(.random(using: &generator), label: ""), of: key,
                of: sample.organization, now: SampleRegistry.now + .seconds(100))
            #expect(late.refusal == .expired)
            #expect(try sample.registry.activations.seats(of: license).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `never exceed the limit when many ask at once`(_ driver: Driver) throws {
        try TestDatabase.with(driver, holding: .tables) { database in
            let sample = try SampleRegistry(database, connections: 8)
            let (license, key, _) = try sample.sell(seats: .seats(3))
            let refusals = try concurrently(64) { number in
                try sample.take(key, seed: UInt64(number)).refusal
            }.map { try $0.get() }
            #expect(refusals.filter { $0 == nil }.count == 3)
            #expect(refusals.filter { $0 == .seatsTaken(limit: 3) }.count == 61)
            #expect(try sample.registry.activations.seats(of: license).count == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `get other labels`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (_, key, _) = try sample.sell(seats: .seats(1))
            let seat = try sample.take(key, seed: 1, label: "old").get().seat
            let next = SampleRegistry.now + .seconds(9)
            let changed = try sample.registry.activations.labelSeat(seat.id, "neu – ü", now: next)
            #expect(changed.label == "neu – ü")
            #expect(changed.changedAt == next)
            _ = try sample.registry.activations.freeSeat(seat.id, of: key, of: nil, now: next).get()
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try sample.registry.activations.labelSeat(seat.id, "again", now: next)
            }
        }
    }
}
