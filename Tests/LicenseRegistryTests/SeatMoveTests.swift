import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Seats that move` {
    private static let now = SampleRegistry.now
    private static let end = now + .seconds(10 * 86_400)

    /// A registry whose benefit lets seats move so often.
    private static func with(
        _ driver: Driver, _ limit: String, _ body: (SampleRegistry) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try Self.limit(sample, to: limit)
            try body(sample)
            try sample.registry.maintenance.check()
            #expect(try sample.registry.auditLog.verify().sequence > 0)
        }
    }

    private static func limit(_ sample: SampleRegistry, to limit: String?) throws {
        var benefit = sample.benefit
        benefit.seatMoves = limit.flatMap { SeatMoveLimit($0) }
        try sample.registry.benefits.replace(
            benefit, organization: sample.organization, now: now)
        #expect(try sample.registry.benefits.find(benefit.id)?.benefit == benefit)
    }

    private static func free(
        _ seat: ActivationID, _ key: KeyReference, _ sample: SampleRegistry,
        beyondMoves: Bool = false, at now: Timestamp = now
    ) throws -> LicenseKeyRefusal? {
        try sample.registry.activations.freeSeat(
            seat, of: key, of: sample.organization, beyondMoves: beyondMoves, now: now
        ).refusal
    }

    @Test(arguments: Driver.available)
    func `do so as often as the benefit says, and again when time has passed`(
        _ driver: Driver
    ) throws {
        try Self.with(driver, "2/10d") { sample in
            let (license, key, _) = try sample.sell(seats: .seats(1))
            for seed in 1...2 as ClosedRange<UInt64> {
                let seat = try sample.take(key, seed: seed).get().seat
                #expect(try Self.free(seat.id, key, sample, at: Self.now) == nil)
            }
            let third = try sample.take(key, seed: 3).get().seat
            #expect(try Self.free(third.id, key, sample) == .seatMoves(until: Self.end))
            // Nobody has lost the seat by it.
            #expect(try sample.registry.activations.seats(of: license).map(\.id) == [third.id])
            let before = Self.end - .seconds(1)
            #expect(try Self.free(third.id, key, sample, at: before) != nil)
            #expect(try Self.free(third.id, key, sample, at: Self.end) == nil)
            // Those of another license are counted for themselves.
            let (_, other, _) = try sample.sell(seats: .seats(1), seed: 501)
            let theirs = try sample.take(other, seed: 4).get().seat
            #expect(try Self.free(theirs.id, other, sample) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `do so once more if the vendor lets it pass, which is on record`(_ driver: Driver) throws {
        try Self.with(driver, "1/10d") { sample in
            let (_, key, _) = try sample.sell(seats: .seats(1))
            let first = try sample.take(key, seed: 1).get().seat
            #expect(try Self.free(first.id, key, sample) == nil)
            let second = try sample.take(key, seed: 2).get().seat
            #expect(try Self.free(second.id, key, sample) == .seatMoves(until: Self.end))
            #expect(try Self.free(second.id, key, sample, beyondMoves: true) == nil)
            let newest = try #require(
                try sample.registry.auditLog.newest(limit: 1).first)
            #expect(newest.action == AuditAction.activationFree.rawValue)
            #expect(newest.detail.hasSuffix("beyond the moves of its benefit"))
            // It does not count, so nothing waits.
            #expect(try sample.take(key, seed: 3).refusal == nil)
            #expect(try Self.free(first.id, key, sample, beyondMoves: true) == nil)
            #expect(try Self.free(first.id, key, sample, beyondMoves: true) == .unknownSeat)
        }
    }

    @Test(arguments: Driver.available)
    func `wait where a device gave them back more often`(_ driver: Driver) throws {
        try Self.with(driver, "1/10d") { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            let key = KeyReference(license)
            var ended: [ActivationID] = []
            for number in 1...2 as ClosedRange<UInt8> {
                let device = try TestDevice(number, license)
                let taken = try vendor.answer(device.request(), of: device)
                #expect(taken.outcome == .accepted)
                ended.append(try #require(taken.activation?.id))
                let back = try vendor.answer(
                    device.request(.deactivate(used: UsageTotal())), of: device)
                // Who gives a seat back is heard in any case.
                #expect(back.outcome == .deactivated)
            }
            let third = try TestDevice(3, license)
            #expect(try vendor.answer(third.request(), of: third).outcome == .noSeat)
            #expect(try sample.take(key, seed: 1).refusal == .seatMoves(until: Self.end))
            let moves = try #require(
                try sample.registry.activations.moves(of: license.claims, now: Self.now))
            #expect(moves.waiting == 1 && Set(moves.moves.map(\.activation)) == Set(ended))
            #expect(
                try vendor.answer(third.request(), of: third, at: Self.end).outcome == .accepted)
            // The vendor can give it out before.
            let (_, other, _) = try sample.sell(seats: .seats(1), seed: 501)
            #expect(try Self.free(ended[1], other, sample, beyondMoves: true) == .unknownSeat)
            #expect(try Self.free(ended[1], key, sample, beyondMoves: true) == nil)
            #expect(
                try sample.registry.activations.moves(of: license.claims, now: Self.now)?.waiting
                    == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `wait in the batch of messages that gives them back`(_ driver: Driver) throws {
        try Self.with(driver, "1/10d") { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2))
            let devices = try (1...4).map { try TestDevice($0, license) }
            for device in devices.prefix(2) {
                #expect(try vendor.answer(device.request(), of: device).outcome == .accepted)
            }
            let requests =
                try devices.prefix(2).map {
                    try $0.request(.deactivate(used: UsageTotal()))
                } + devices.suffix(2).map { try $0.request() }
            var generator = SplitMix64(seed: 9)
            let key = RegistryVendor.key
            let answers = sample.registry.activations.answers(
                to: requests.map { request in
                    .request(
                        DeviceMessage.Request(
                            request, about: license.claims.license, token: nil, isExchange: false,
                            id: .random(using: &generator), policy: vendor.policy))
                }, knowing: KnownDevices(), now: Self.now,
                sign: { drafts in
                    drafts.map { draft in
                        Result { () throws(SyncError) in try draft.signed(by: key) }
                    }
                })
            let outcomes = try answers.map { try $0.get().outcome }
            // One of the two seats that came back has moved; the other waits.
            #expect(outcomes == [.deactivated, .deactivated, .accepted, .noSeat])
        }
    }

    @Test(arguments: Driver.available)
    func `go to the same machine's new key, which is a move`(_ driver: Driver) throws {
        try Self.with(driver, "1/10d") { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            let first = try TestDevice(1, license)
            var seat = try #require(
                try vendor.answer(first.request(), of: first).activation?.id)
            let other = try RegistryVendor(registry: sample.registry).bind(
                try TestDevice(2, license), to: DeviceMessage.ReplacedSeat(seat))
            #expect(other.outcome == .accepted)
            #expect(try sample.registry.activations.find(seat)?.endedAt == Self.now)
            #expect(try sample.registry.activations.all(of: license.claims.license).count == 1)
            let gone = seat
            seat = try #require(other.activation?.id)
            let third = try TestDevice(3, license)
            #expect(throws: RegistryError.seatMoves(until: Self.end)) {
                try vendor.bind(third, to: DeviceMessage.ReplacedSeat(seat))
            }
            // One that has ended is nobody's.
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try vendor.bind(third, to: DeviceMessage.ReplacedSeat(gone, beyondMoves: true))
            }
            let passed = try vendor.bind(
                third, to: DeviceMessage.ReplacedSeat(seat, beyondMoves: true))
            #expect(passed.outcome == .accepted)
            #expect(
                try sample.registry.activations.seats(of: license.claims.license).map(\.id)
                    == [passed.activation?.id])
        }
    }

    @Test(arguments: Driver.available)
    func `are those that are freed, and neither void nor unlimited ones`(_ driver: Driver) throws {
        try Self.with(driver, "1/10d") { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            for number in 1...3 as ClosedRange<UInt8> {
                let device = try TestDevice(number, license)
                let id = try #require(
                    try vendor.answer(device.request(), of: device).activation?.id)
                _ = try sample.registry.activations.voidUsage(of: id, now: Self.now)
            }
            let (_, unlimited, _) = try sample.sell(seats: .unlimited, seed: 501)
            for seed in 1...3 as ClosedRange<UInt64> {
                let seat = try sample.take(unlimited, seed: seed).get().seat
                #expect(try Self.free(seat.id, unlimited, sample) == nil)
            }
            // A benefit that says nothing lets them move, at once.
            let (_, key, _) = try sample.sell(seats: .seats(1), seed: 502)
            let first = try sample.take(key, seed: 4).get().seat
            #expect(try Self.free(first.id, key, sample) == nil)
            let second = try sample.take(key, seed: 5).get().seat
            #expect(try Self.free(second.id, key, sample) != nil)
            try Self.limit(sample, to: nil)
            #expect(try Self.free(second.id, key, sample) == nil)
        }
    }
}

extension RegistryVendor {
    /// Answers a machine that had a seat under another key.
    @discardableResult
    fileprivate func bind(
        _ device: TestDevice, to seat: DeviceMessage.ReplacedSeat
    ) throws -> DeviceAnswer {
        var generator = SplitMix64(seed: UInt64(device.number) + 7000)
        let key = Self.key
        return try registry.activations.answer(
            device.request(), about: device.license.claims.license, id: .random(using: &generator),
            replacing: seat, policy: policy, now: Self.now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }
}
