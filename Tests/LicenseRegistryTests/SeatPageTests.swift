import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Pages of seats` {
    private static func page(
        _ sample: SampleRegistry, _ number: Int64 = 0, size: Int64 = 100, at now: Timestamp,
        _ change: (inout SeatFilter) -> Void = { _ in }
    ) throws -> [Seat] {
        var filter = SeatFilter(organization: sample.organization)
        change(&filter)
        return try sample.registry.activations.seats(
            matching: filter, page: PageRange(number: number, size: size), now: now)
    }

    private static func take(
        _ sample: SampleRegistry, _ key: KeyReference, _ seed: UInt64, after seconds: Int64
    ) throws -> Seat {
        var generator = SplitMix64(seed: seed)
        return try sample.registry.activations.takeSeat(
            NewSeat(.random(using: &generator), label: "\(seed)"), of: key, of: nil,
            now: SampleRegistry.now + .seconds(seconds)
        ).get().seat
    }

    @Test(arguments: Driver.available)
    func `show the newest first, each once, and none that is free`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (_, key, _) = try sample.sell(seats: .unlimited)
            let (other, otherKey, _) = try sample.sell(seats: .unlimited, seed: 501)
            // Some at one moment, so that ids break the tie.
            let seats = try (0..<9).map { number in
                try Self.take(
                    sample, number.isMultiple(of: 3) ? otherKey : key, UInt64(600 + number),
                    after: Int64(number / 2))
            }
            let now = SampleRegistry.now + .seconds(60)
            _ = try sample.registry.activations.freeSeat(seats[8].id, of: key, of: nil, now: now)
                .get()
            let all = try Self.page(sample, at: now)
            #expect(Set(all.map(\.id)) == Set(seats.dropLast().map(\.id)))
            #expect(
                all.map(\.id)
                    == all.sorted { ($0.taken, $0.id) > ($1.taken, $1.id) }.map(\.id))
            let pages = try (0..<4).map { try Self.page(sample, $0, size: 3, at: now) }
            #expect(pages.map(\.count) == [3, 3, 2, 0])
            #expect(pages.flatMap { $0 }.map(\.id) == all.map(\.id))
            let ofOther = try Self.page(sample, at: now) { $0.license = other }
            #expect(ofOther.count == 3 && ofOther.allSatisfy { $0.license == other })
        }
    }

    @Test(arguments: Driver.available)
    func `beyond all numbers hold nothing, and end nothing`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (_, key, _) = try sample.sell(seats: .unlimited)
            _ = try Self.take(sample, key, 600, after: 0)
            let now = SampleRegistry.now
            #expect(try Self.page(sample, at: now).count == 1)
            let numbers: [Int64] = [.max, .max - 1, .max / 50]
            for number in numbers {
                #expect(try Self.page(sample, number, at: now).isEmpty, "\(number)")
            }
        }
    }

    @Test(arguments: Driver.available)
    func `know a license by its grant, and nothing of other organizations`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            var generator = SplitMix64(seed: 5)
            let customer = CustomerID.random(using: &generator)
            let minted = try sample.mint(customer: customer, seed: 900)
            var extras = LicenseExtras()
            let grant = NewGrant(
                id: .random(using: &generator), to: customer, through: Sale(.order, "order-7")!)
            extras.grant = grant
            try sample.registry.issuance.record(
                LicenseRecord(minted), with: extras, now: SampleRegistry.now)
            var seat = NewSeat(.random(using: &generator), label: "granted")
            seat.allowsUnusedSeats = true
            _ = try sample.registry.activations.takeSeat(
                seat, of: SampleRegistry.key(of: minted), of: nil, now: SampleRegistry.now
            ).get()
            let (_, key, _) = try sample.sell(seats: .unlimited)
            _ = try Self.take(sample, key, 600, after: 0)
            let now = SampleRegistry.now
            #expect(
                try Self.page(sample, at: now) { $0.grant = grant.id }.map(\.label)
                    == ["granted"])
            let stranger = GrantID.random(using: &generator)
            #expect(try Self.page(sample, at: now) { $0.grant = stranger }.isEmpty)
            let others = SeatFilter(organization: .random(using: &generator))
            #expect(
                try sample.registry.activations.seats(
                    matching: others, page: PageRange(number: 0, size: 9), now: now
                ).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `show devices too`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(2), usage: nil)
            let device = try TestDevice(1, license)
            try device.take(
                RegistryVendor(registry: sample.registry).answer(device.request(), of: device))
            let seats = try Self.page(sample, at: SampleRegistry.now)
            #expect(seats.map(\.isDevice) == [true])
            #expect(
                seats.count
                    == (try sample.registry.licenses.details(
                        license.claims.license, now: SampleRegistry.now
                    )
                    .map { Int($0.seatsTaken) }))
        }
    }
}

@Suite struct `A license that got a new key` {
    @Test(arguments: Driver.available)
    func `was made when its first one was issued`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, _, _) = try sample.sell(seats: .seats(2))
            for day in 1...2 {
                let record = try sample.registry.licenses.find(license)!
                var claims = record.claims
                claims.issuedAt = SampleRegistry.now + .seconds(Int64(day) * 86_400)
                claims.statusIndex = try sample.reserve(1).first
                try sample.registry.issuance.replaceToken(
                    record, by: try sample.issuer.mint(claims), former: .runsOut,
                    now: claims.issuedAt)
            }
            let now = SampleRegistry.now + .seconds(3 * 86_400)
            let online = try sample.registry.licenses.details(license, now: now)!
            #expect(online.createdAt == SampleRegistry.now)
            #expect(online.claims.issuedAt == SampleRegistry.now + .seconds(2 * 86_400))
            var filter = LicenseDetailsFilter(organization: sample.organization)
            filter.issuedUntil = online.created
            let page = PageRange(number: 0, size: 10)
            #expect(
                try sample.registry.licenses.details(
                    on: page, matching: filter, order: .newestFirst, now: now
                ).map(\.claims.license) == [license])
            filter.issuedFrom = ExactTime(microseconds: online.created.microseconds + 1)
            filter.issuedUntil = nil
            #expect(
                try sample.registry.licenses.details(matching: filter, page: page, now: now).total
                    == 0
            )
        }
    }
}

@Suite struct `Verbs that are done together` {
    private struct Interruption: Error {}

    @Test(arguments: Driver.available)
    func `are all done or none`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, _, _) = try sample.sell()
            let records = try sample.registry.auditLog.verify().sequence
            #expect(throws: Interruption.self) {
                try sample.registry.together { registry in
                    try registry.issuance.setState(
                        of: license, to: .disabled, reason: "", now: SampleRegistry.now)
                    try registry.issuance.setEnd(
                        of: license, to: SampleRegistry.now, now: SampleRegistry.now)
                    #expect(try registry.licenses.find(license)?.state == .disabled)
                    throw Interruption()
                }
            }
            #expect(try sample.registry.licenses.find(license)?.state == .granted)
            #expect(try sample.registry.auditLog.verify().sequence == records)
            let state = try sample.registry.acting(as: "both").together { registry in
                try registry.issuance.setState(
                    of: license, to: .disabled, reason: "", now: SampleRegistry.now)
                try registry.issuance.setEnd(
                    of: license, to: SampleRegistry.now, now: SampleRegistry.now)
                return try registry.licenses.find(license)?.state
            }
            #expect(state == .disabled)
            #expect(
                try sample.registry.licenses.details(license, now: SampleRegistry.now)?.end
                    == SampleRegistry.now)
            #expect(try sample.registry.auditLog.verify().sequence == records + 2)
        }
    }

    @Test(arguments: Driver.available)
    func `fail with what the database said`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, _, _) = try sample.sell()
            #expect(throws: RegistryError.missing(kind: .license)) {
                try sample.registry.together { registry in
                    try registry.issuance.setState(
                        of: license, to: .disabled, reason: "", now: SampleRegistry.now)
                    var generator = SplitMix64(seed: 4)
                    try registry.issuance.setEnd(
                        of: .random(using: &generator), to: nil, now: SampleRegistry.now)
                }
            }
            #expect(try sample.registry.licenses.find(license)?.state == .granted)
        }
    }
}
