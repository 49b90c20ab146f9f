import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Validation online` {
    @Test(arguments: Driver.available)
    func `counts each time, and the units that are used`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, _) = try sample.sell(units: 100)
            let later = SampleRegistry.now + .seconds(60)
            #expect(try sample.validate(key).get().license.validations == 1)
            let second = try sample.validate(key, units: 15, at: later).get().license
            #expect(second.validations == 2)
            #expect(second.usage == 15)
            #expect(second.unitsLeft == 85)
            let stored = try sample.registry.licenses.details(license, now: later)!
            #expect(stored.validations == 2)
            #expect(stored.uses == 15)
            #expect(stored.validatedAt == later)
            #expect(stored.changedAt == later)
            #expect(try sample.validate(key, units: 86).refusal == .units(left: 85))
            #expect(try sample.validate(key, units: 85).get().license.unitsLeft == 0)
            #expect(try sample.validate(key, units: 1).refusal == .units(left: 0))
            #expect(try sample.validate(key).get().license.validations == 4)
        }
    }

    @Test(arguments: Driver.available)
    func `judges each of a batch after those before it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, _) = try sample.sell(units: 5)
            let (_, other, _) = try sample.sell(seed: 501)
            var validations = (0..<4).map { _ in Validation(key, of: sample.organization) }
            for index in validations.indices { validations[index].demands.units = 2 }
            validations.insert(Validation(other, of: nil), at: 1)
            validations.append(Validation(KeyReference(text: "none"), of: nil))
            let results = try sample.registry.activations.validate(
                validations, now: SampleRegistry.now)
            #expect(
                results.map(\.refusal)
                    == [nil, nil, nil, .units(left: 1), .units(left: 1), .unknown])
            #expect(try results[2].get().license.uses == 4)
            let stored = try sample.registry.licenses.details(license, now: SampleRegistry.now)!
            #expect(stored.uses == 4)
            #expect(stored.validations == 2)
        }
    }

    @Test(arguments: Driver.available)
    func `looks at state, end, seat, conditions, benefit, customer and units in this order`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let end = SampleRegistry.now + .seconds(100)
            let (license, key, _) = try sample.sell(seats: .seats(3), units: 1, until: end)
            let conditions = try attributes(#"{"major": 1, "site": "Köln"}"#)
            let seat = try sample.take(key, seed: 1, conditions: conditions).get().seat
            let none = BenefitID("00000000-0000-4000-8000-000000000001")!
            let nobody = CustomerID("00000000-0000-4000-8000-000000000001")!
            var worst = Validation(key, of: sample.organization)
            worst.demands.seat = ActivationID("00000000-0000-4000-8000-000000000001")!
            worst.demands.benefit = none
            worst.demands.customer = nobody
            worst.demands.units = 2
            func refusal(at now: Timestamp = SampleRegistry.now) throws -> LicenseKeyRefusal? {
                try sample.registry.activations.validate([worst], now: now)[0].refusal
            }
            try sample.registry.issuance.setState(
                of: license, to: .disabled, reason: "", now: SampleRegistry.now)
            #expect(try refusal(at: end) == .notGranted(.disabled))
            try sample.registry.issuance.setState(
                of: license, to: .granted, reason: "", now: SampleRegistry.now)
            #expect(try refusal(at: end) == .expired)
            #expect(try refusal() == .unknownSeat)
            worst.demands.seat = seat.id
            #expect(try refusal() == .conditions)
            worst.demands.conditions = try attributes(#"{"site": "Köln", "major": 1.0}"#)
            #expect(try refusal() == .otherBenefit)
            worst.demands.benefit = sample.benefit.id
            #expect(try refusal() == .otherCustomer)
            worst.demands.customer = try sample.registry.licenses.details(license, now: end)!
                .customer.id
            #expect(try refusal() == .units(left: 1))
            worst.demands.units = 1
            #expect(try refusal() == nil)
            #expect(try sample.registry.licenses.details(license, now: end)!.validations == 1)
        }
    }

    @Test(arguments: [
        #"{"major": 2, "site": "Köln"}"#, #"{"major": 1}"#, #"{}"#,
        #"{"major": "1", "site": "Köln"}"#, #"{"major": true, "site": "Köln"}"#,
        #"{"major": 1, "site": "Köln", "more": 1}"#, #"{"major": 1, "site": "köln"}"#,
    ])
    func `wants the conditions of a seat whole and exact`(presented: String) throws {
        try SampleRegistry.with(.sqlite) { sample in
            let (_, key, _) = try sample.sell(seats: .seats(3))
            let seat = try sample.take(
                key, seed: 1, conditions: attributes(#"{"major": 1, "site": "Köln"}"#)
            ).get().seat
            let conditions = try attributes(presented)
            let refusal = try sample.validate(key) {
                $0.seat = seat.id
                $0.conditions = conditions
            }.refusal
            #expect(refusal == .conditions)
            let free = try sample.take(key, seed: 2).get().seat
            let accepted = try sample.validate(key) {
                $0.seat = free.id
                $0.conditions = conditions
            }.refusal
            #expect(accepted == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `leaves what devices may use to them`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2), usage: 150)
            let key = KeyReference(license)
            #expect(try sample.validate(key, units: 20).refusal == nil)
            let device = try TestDevice(1, license)
            try device.take(vendor.answer(device.request(), of: device))
            device.used = 30
            try vendor.answer(device.report())
            let counted = try sample.registry.licenses.details(
                license.claims.license, now: SampleRegistry.now)!
            #expect(counted.usage == 50)
            #expect(counted.deviceCeiling == 130)
            #expect(counted.unitsLeft == 0)
            #expect(try sample.validate(key, units: 1).refusal == .units(left: 0))
            try sample.registry.issuance.setUsage(
                of: license.claims.license, to: 30, now: SampleRegistry.now)
            #expect(try sample.validate(key, units: 20).refusal == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `adds up whatever comes at once, and never beyond the limit`(_ driver: Driver) throws {
        try TestDatabase.with(driver, holding: .tables) { database in
            let sample = try SampleRegistry(database, connections: 8)
            let (license, key, _) = try sample.sell(units: 1000)
            let others = try (0..<4).map { try sample.sell(seed: UInt64($0) + 600) }
            let refusals = try concurrently(48) { number in
                try (0..<10).map { round in
                    // Two keys in both orders, as callers come.
                    let own = Validation(key, of: nil)
                    let other = Validation(others[(number + round) % 4].key, of: nil)
                    var both = number.isMultiple(of: 2) ? [own, other] : [other, own]
                    for index in both.indices { both[index].demands.units = 3 }
                    return try sample.registry.activations.validate(both, now: SampleRegistry.now)
                        .filter { $0.refusal == nil }.count
                }.reduce(0, +)
            }.map { try $0.get() }
            let stored = try sample.registry.licenses.details(license, now: SampleRegistry.now)!
            #expect(stored.uses == 999)
            #expect(stored.validations == 333)
            #expect(refusals.reduce(0, +) == 333 + 480)
            let rest = try others.map { other in
                try sample.registry.licenses.details(other.license, now: SampleRegistry.now)!.uses
            }
            #expect(rest.reduce(0, +) == 3 * 480)
        }
    }
}
