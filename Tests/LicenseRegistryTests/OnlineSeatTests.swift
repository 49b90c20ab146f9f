// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Seats that are taken online` {
    @Test(arguments: Driver.available)
    func `are given until none is left, and again when one is freed`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (license, key, _) = try registry.sell(seats: .seats(2))
            let first = try registry.take(key, seed: 1).get().seat
            #expect(try registry.take(key, seed: 2).get().license.seatsTaken == 2)
            #expect(try registry.take(key, seed: 3).refusal == .seatsTaken(limit: 2))
            let freed = try registry.store.freeSeat(
                first.id, of: key, of: registry.organization, now: Registry.now)
            #expect(freed.refusal == nil)
            let again = try registry.store.freeSeat(
                first.id, of: key, of: registry.organization, now: Registry.now)
            #expect(again.refusal == .unknownSeat)
            #expect(try registry.take(key, seed: 4).refusal == nil)
            #expect(try registry.store.seats(of: license).count == 2)
            #expect(try registry.store.seat(first.id)?.freedAt == Registry.now)
            #expect(try registry.store.verifyAudit().sequence > 0)
        }
    }

    @Test(arguments: Driver.available)
    func `are the same ones that devices have`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(2))
            let key = KeyReference(license)
            let (first, second) = (try TestDevice(1, license), try TestDevice(2, license))
            #expect(try vendor.answer(first.request(), of: first).outcome == .accepted)
            let seat = try registry.take(key, seed: 1).get().seat
            #expect(try vendor.answer(second.request(), of: second).outcome == .noSeat)
            #expect(try registry.take(key, seed: 2).refusal == .seatsTaken(limit: 2))
            #expect(
                try registry.store.seats(of: license.claims.license).map(\.isDevice).sorted {
                    !$0 && $1
                } == [false, true])
            let freed = try registry.store.freeSeat(
                seat.id, of: key, of: registry.organization, now: Registry.now)
            #expect(freed.refusal == nil)
            #expect(try vendor.answer(second.request(), of: second).outcome == .accepted)
            let device = try registry.store.activations(of: license.claims.license)[0]
            _ = try registry.store.freeSeat(
                device.id, of: key, of: registry.organization, now: Registry.now
            ).get()
            #expect(try registry.store.activation(device.id)?.endedAt == Registry.now)
        }
    }

    @Test(arguments: Driver.available)
    func `need a license that uses seats, unless the caller counts none as many`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            let (_, key, _) = try registry.sell()
            #expect(try registry.take(key, seed: 1).refusal == .seatsNotUsed)
            var generator = SplitMix64(seed: 2)
            var seat = NewSeat(.random(using: &generator), label: "")
            seat.allowsUnusedSeats = true
            let taken = try registry.store.takeSeat(seat, of: key, of: nil, now: Registry.now)
            #expect(taken.refusal == nil)
            let (_, unlimited, _) = try registry.sell(seats: .unlimited, seed: 501)
            for seed in 10..<20 {
                #expect(try registry.take(unlimited, seed: UInt64(seed)).refusal == nil)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are of keys that are known, granted and not at their end`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (license, key, _) = try registry.sell(
                seats: .seats(2), until: Registry.now + .seconds(100))
            #expect(
                try registry.take(
                    .token(license, digest: [UInt8](repeating: 1, count: 16)), seed: 1
                )
                .refusal == .unknown)
            #expect(try registry.take(KeyReference(text: "nothing"), seed: 1).refusal == .unknown)
            let stranger = OrganizationID("00000000-0000-4000-8000-000000000009")!
            var generator = SplitMix64(seed: 2)
            let foreign = try registry.store.takeSeat(
                NewSeat(.random(using: &generator), label: ""), of: key, of: stranger,
                now: Registry.now)
            #expect(foreign.refusal == .unknown)
            for state in [LicenseState.disabled, .revoked] {
                try registry.store.setState(
                    of: license, to: state, reason: "", now: Registry.now)
                #expect(try registry.take(key, seed: 3).refusal == .notGranted(state))
            }
            try registry.store.setState(
                of: license, to: .granted, reason: "", now: Registry.now)
            let late = try registry.store.takeSeat(
                NewSeat(.random(using: &generator), label: ""), of: key,
                of: registry.organization, now: Registry.now + .seconds(100))
            #expect(late.refusal == .expired)
            #expect(try registry.store.seats(of: license).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `never exceed the limit when many ask at once`(_ driver: Driver) throws {
        try TestDatabase.with(driver) { database in
            let registry = try Registry(database, connections: 8)
            let (license, key, _) = try registry.sell(seats: .seats(3))
            let refusals = try concurrently(64) { number in
                try registry.take(key, seed: UInt64(number)).refusal
            }.map { try $0.get() }
            #expect(refusals.filter { $0 == nil }.count == 3)
            #expect(refusals.filter { $0 == .seatsTaken(limit: 3) }.count == 61)
            #expect(try registry.store.seats(of: license).count == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `get other labels`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (_, key, _) = try registry.sell(seats: .seats(1))
            let seat = try registry.take(key, seed: 1, label: "old").get().seat
            let next = Registry.now + .seconds(9)
            let changed = try registry.store.labelSeat(seat.id, "neu – ü", now: next)
            #expect(changed.label == "neu – ü")
            #expect(changed.changedAt == next)
            _ = try registry.store.freeSeat(seat.id, of: key, of: nil, now: next).get()
            #expect(throws: StoreError.missing(kind: .activation)) {
                try registry.store.labelSeat(seat.id, "again", now: next)
            }
        }
    }
}
