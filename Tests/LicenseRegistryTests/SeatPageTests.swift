// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Pages of seats` {
    private static func page(
        _ registry: Registry, _ number: Int64 = 0, size: Int64 = 100, at now: Timestamp,
        _ change: (inout SeatFilter) -> Void = { _ in }
    ) throws -> [Seat] {
        var filter = SeatFilter(organization: registry.organization)
        change(&filter)
        return try registry.store.seats(
            matching: filter, page: PageRange(number: number, size: size), now: now)
    }

    private static func take(
        _ registry: Registry, _ key: KeyReference, _ seed: UInt64, after seconds: Int64
    ) throws -> Seat {
        var generator = SplitMix64(seed: seed)
        return try registry.store.takeSeat(
            NewSeat(.random(using: &generator), label: "\(seed)"), of: key, of: nil,
            now: Registry.now + .seconds(seconds)
        ).get().seat
    }

    @Test(arguments: Driver.available)
    func `show the newest first, each once, and none that is free`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (_, key, _) = try registry.sell(seats: .unlimited)
            let (other, otherKey, _) = try registry.sell(seats: .unlimited, seed: 501)
            // Some at one moment, so that ids break the tie.
            let seats = try (0..<9).map { number in
                try Self.take(
                    registry, number.isMultiple(of: 3) ? otherKey : key, UInt64(600 + number),
                    after: Int64(number / 2))
            }
            let now = Registry.now + .seconds(60)
            _ = try registry.store.freeSeat(seats[8].id, of: key, of: nil, now: now).get()
            let all = try Self.page(registry, at: now)
            #expect(Set(all.map(\.id)) == Set(seats.dropLast().map(\.id)))
            #expect(
                all.map(\.id)
                    == all.sorted { ($0.takenAt, $0.id) > ($1.takenAt, $1.id) }.map(\.id))
            let pages = try (0..<4).map { try Self.page(registry, $0, size: 3, at: now) }
            #expect(pages.map(\.count) == [3, 3, 2, 0])
            #expect(pages.flatMap { $0 }.map(\.id) == all.map(\.id))
            let ofOther = try Self.page(registry, at: now) { $0.license = other }
            #expect(ofOther.count == 3 && ofOther.allSatisfy { $0.license == other })
        }
    }

    @Test(arguments: Driver.available)
    func `know a license by its grant, and nothing of other organizations`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            var generator = SplitMix64(seed: 5)
            let customer = CustomerID.random(using: &generator)
            let minted = try registry.mint(customer: customer, seed: 900)
            var extras = LicenseExtras()
            let grant = GrantRecord(
                id: .random(using: &generator), of: registry.benefit.id,
                organization: registry.organization, customer: customer,
                license: minted.claims.license, through: Sale(.order, "order-7")!,
                now: Registry.now)
            extras.grant = grant
            try registry.store.record(LicenseRecord(minted), with: extras, now: Registry.now)
            var seat = NewSeat(.random(using: &generator), label: "granted")
            seat.allowsUnusedSeats = true
            _ = try registry.store.takeSeat(
                seat, of: Registry.key(of: minted), of: nil, now: Registry.now
            ).get()
            let (_, key, _) = try registry.sell(seats: .unlimited)
            _ = try Self.take(registry, key, 600, after: 0)
            let now = Registry.now
            #expect(
                try Self.page(registry, at: now) { $0.grant = grant.id }.map(\.label)
                    == ["granted"])
            let stranger = GrantID.random(using: &generator)
            #expect(try Self.page(registry, at: now) { $0.grant = stranger }.isEmpty)
            let others = SeatFilter(organization: .random(using: &generator))
            #expect(
                try registry.store.seats(
                    matching: others, page: PageRange(number: 0, size: 9), now: now
                ).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `show devices too`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let license = try Vendor.license(registry, seats: .seats(2), usage: nil)
            let device = try TestDevice(1, license)
            try device.take(Vendor(store: registry.store).answer(device.request(), of: device))
            let seats = try Self.page(registry, at: Registry.now)
            #expect(seats.map(\.isDevice) == [true])
            #expect(
                seats.count
                    == (try registry.store.onlineLicense(
                        license.claims.license, now: Registry.now
                    )
                    .map { Int($0.seatsTaken) }))
        }
    }
}

@Suite struct `A license that got a new key` {
    @Test(arguments: Driver.available)
    func `was made when its first one was issued`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (license, _, _) = try registry.sell(seats: .seats(2))
            for day in 1...2 {
                let record = try registry.store.license(license)!
                var claims = record.claims
                claims.issuedAt = Registry.now + .seconds(Int64(day) * 86_400)
                claims.statusIndex = try registry.reserve(1).first
                try registry.store.replaceToken(
                    record, by: try registry.issuer.mint(claims), former: .runsOut,
                    now: claims.issuedAt)
            }
            let now = Registry.now + .seconds(3 * 86_400)
            let online = try registry.store.onlineLicense(license, now: now)!
            #expect(online.createdAt == Registry.now)
            #expect(online.claims.issuedAt == Registry.now + .seconds(2 * 86_400))
            var filter = OnlineLicenseFilter(organization: registry.organization)
            filter.issuedUntil = Registry.now
            let page = PageRange(number: 0, size: 10)
            #expect(
                try registry.store.onlineLicenses(
                    on: page, matching: filter, order: .newestFirst, now: now
                ).map(\.claims.license) == [license])
            filter.issuedFrom = Registry.now + .seconds(1)
            filter.issuedUntil = nil
            #expect(
                try registry.store.onlineLicenses(matching: filter, page: page, now: now).total == 0
            )
        }
    }
}

@Suite struct `Verbs that are done together` {
    private struct Interruption: Error {}

    @Test(arguments: Driver.available)
    func `are all done or none`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (license, _, _) = try registry.sell()
            let records = try registry.store.verifyAudit().sequence
            #expect(throws: Interruption.self) {
                try registry.store.together { store in
                    try store.setState(of: license, to: .disabled, reason: "", now: Registry.now)
                    try store.setEnd(of: license, to: Registry.now, now: Registry.now)
                    #expect(try store.license(license)?.state == .disabled)
                    throw Interruption()
                }
            }
            #expect(try registry.store.license(license)?.state == .granted)
            #expect(try registry.store.verifyAudit().sequence == records)
            let state = try registry.store.acting(as: "both").together { store in
                try store.setState(of: license, to: .disabled, reason: "", now: Registry.now)
                try store.setEnd(of: license, to: Registry.now, now: Registry.now)
                return try store.license(license)?.state
            }
            #expect(state == .disabled)
            #expect(
                try registry.store.onlineLicense(license, now: Registry.now)?.end == Registry.now)
            #expect(try registry.store.verifyAudit().sequence == records + 2)
        }
    }

    @Test(arguments: Driver.available)
    func `fail with what the database said`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (license, _, _) = try registry.sell()
            #expect(throws: StoreError.missing(kind: .license)) {
                try registry.store.together { store in
                    try store.setState(of: license, to: .disabled, reason: "", now: Registry.now)
                    var generator = SplitMix64(seed: 4)
                    try store.setEnd(
                        of: .random(using: &generator), to: nil, now: Registry.now)
                }
            }
            #expect(try registry.store.license(license)?.state == .granted)
        }
    }
}
