import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

/// A registry that remembers the devices it answers, beside one that reads everything anew.
private struct Pair {
    let known = KnownDevices()
    let remembering: SampleRegistry
    let reading: SampleRegistry
    let key = SignerBox()

    /// The answers of both to messages that are about different licenses.
    func answers(
        to messages: [DeviceMessage], at now: Timestamp
    ) -> [(remembering: Result<[UInt8], RegistryError>, reading: Result<[UInt8], RegistryError>)] {
        let first = remembering.registry.activations.answers(
            to: messages, knowing: known, now: now, sign: key.sign)
        let second = messages.flatMap {
            reading.registry.activations.answers(to: [$0], now: now, sign: key.sign)
        }
        return zip(first, second).map { ($0.map(\.receipt), $1.map(\.receipt)) }
    }

    func both(_ verb: (Registry) throws -> Void) throws {
        try verb(remembering.registry)
        try verb(reading.registry)
    }
}

/// The vendor's key for answers.
private struct SignerBox {
    func sign(_ drafts: [ReceiptDraft]) -> [Result<SignedMessage, SyncError>] {
        drafts.map { draft in
            do throws(SyncError) {
                let key = RegistryVendor.key
                return .success(try draft.signed(by: key))
            } catch {
                return .failure(error)
            }
        }
    }
}

/// One license and its devices, of which each remembers the message it sent last.
private final class Household {
    let license: VerifiedLicense
    let devices: [TestDevice]
    var last: DeviceMessage?

    init(_ license: VerifiedLicense, first number: UInt8) throws {
        self.license = license
        devices = try (0..<4).map { try TestDevice(number + $0, license) }
    }

    /// The next message of one of the devices.
    func message(_ generator: inout SplitMix64, _ policy: SyncPolicy) throws -> (
        DeviceMessage, TestDevice
    ) {
        let device = devices[Int.random(in: 0..<devices.count, using: &generator)]
        let dice = Int.random(in: 0..<20, using: &generator)
        if dice == 0, let last { return (last, device) }
        var id = SplitMix64(seed: UInt64(device.number) + 7000)
        let message: DeviceMessage
        if device.state.activation == nil || dice < 3 {
            let kind: RequestKind =
                dice == 2 ? .deactivate(used: UsageTotal(units: device.used)) : .activate
            message = .request(
                DeviceMessage.Request(
                    try device.request(kind), about: license.claims.license,
                    token: license.digest, isExchange: false, id: .random(using: &id),
                    policy: policy))
        } else {
            device.used += UInt64.random(in: 0..<30, using: &generator)
            message = .report(try device.report()) { _ in policy }
        }
        last = message
        return (message, device)
    }
}

@Suite struct `Devices that are remembered` {
    private static let policy = SyncPolicy(
        lease: .seconds(3 * 86_400), allowance: AllowancePolicy(headroom: 50, share: 1),
        onFork: .warn)

    private static func with(
        _ driver: Driver, _ body: (Pair) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { first in
            try SampleRegistry.with(driver) { second in
                try body(Pair(remembering: first, reading: second))
                try first.registry.maintenance.check()
                try second.registry.maintenance.check()
            }
        }
    }

    /// Licenses of which both registries have the same.
    private static func households(_ pair: Pair) throws -> [Household] {
        let limits: [(ActivationLimit, UInt64?)] = [
            (.seats(2), 400), (.unlimited, nil), (.seats(3), nil), (.unlimited, 300),
        ]
        return try limits.enumerated().map { number, limit in
            var generator = SplitMix64(seed: 50 + UInt64(number))
            var terms = pair.reading.benefit.terms
            (terms.activationLimit, terms.usageLimit) = limit
            let minted = try pair.reading.issuer.mint(
                terms, for: Grant(pair.reading.benefit.id), issuedAt: SampleRegistry.now,
                using: &generator)
            try pair.both {
                try $0.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            }
            let license = try TrustedKeys(pinning: pair.reading.issuer.verificationKey)
                .verify(LicenseKey(minted.message))
            return try Household(license, first: UInt8(number * 10))
        }
    }

    /// What a vendor does in between, to both.
    private static func disturb(
        _ pair: Pair, _ household: Household, _ generator: inout SplitMix64, at now: Timestamp
    ) throws {
        let id = household.license.claims.license
        let activation = household.devices.compactMap(\.state.activation)
            .randomElement(using: &generator)
        let dice = Int.random(in: 0..<9, using: &generator)
        let seat = NewSeat(.random(using: &generator), label: "online")
        try pair.both { registry in
            switch dice {
            case 0: try registry.issuance.setState(of: id, to: .disabled, reason: "", now: now)
            case 1, 2: try registry.issuance.setState(of: id, to: .granted, reason: "", now: now)
            case 3: try registry.issuance.setUsage(of: id, to: 20, now: now)
            // Not a rotation: which position in the status list it draws is left to chance.
            case 4: try registry.issuance.setEnd(of: id, to: now + .seconds(500_000), now: now)
            case 5:
                _ = try registry.activations.takeSeat(
                    seat, of: KeyReference(household.license), of: nil, now: now)
            case 6:
                if let activation { try? registry.activations.freeSeat(activation, now: now) }
            case 7:
                if let activation {
                    _ = try registry.activations.voidUsage(of: activation, now: now)
                }
            default:
                if let activation {
                    _ = try? registry.activations.labelSeat(activation, "renamed", now: now)
                }
            }
        }
    }

    @Test(arguments: Driver.available, 0..<UInt64(6))
    func `are answered as if everything was read anew`(_ driver: Driver, seed: UInt64) throws {
        try Self.with(driver) { pair in
            var generator = SplitMix64(seed: seed)
            let households = try Self.households(pair)
            var now = SampleRegistry.now
            for _ in 0..<150 {
                now = now + .seconds(Int64.random(in: 0..<40_000, using: &generator))
                let sent = try households.filter { _ in Bool.random(using: &generator) }
                    .map { try $0.message(&generator, Self.policy) }
                for (answer, device) in zip(
                    pair.answers(to: sent.map(\.0), at: now), sent.map(\.1))
                {
                    #expect(answer.remembering == answer.reading)
                    guard let receipt = try? answer.reading.get() else { continue }
                    let keys = ActivationKeys(pinning: RegistryVendor.key.verificationKey)
                    _ = try? device.state.apply(
                        keys.verifyReceipt(SignedMessage(deviceMessage: receipt)))
                }
                if Int.random(in: 0..<6, using: &generator) == 0 {
                    let household = households[Int.random(in: 0..<4, using: &generator)]
                    try Self.disturb(pair, household, &generator, at: now)
                }
            }
            for household in households {
                let id = household.license.claims.license
                let seats = try [pair.remembering, pair.reading].map {
                    try $0.registry.activations.all(of: id)
                }
                #expect(seats[0] == seats[1])
            }
        }
    }

    @Test(arguments: Driver.available, Interruption.allCases)
    func `are answered by what is true where their license has changed`(
        _ driver: Driver, _ interruption: Interruption
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(2), usage: 1000)
            let vendor = RegistryVendor(registry: sample.registry)
            let device = try TestDevice(1, license)
            try device.take(vendor.answer(device.request(), of: device))
            let other = try #require(device.state.activation)
            let known = KnownDevices()
            func report() throws -> DeviceAnswer {
                device.used += 10
                let message = DeviceMessage.report(try device.report()) { _ in vendor.policy }
                let answer = try #require(
                    sample.registry.activations.answers(
                        to: [message], knowing: known, now: SampleRegistry.now,
                        sign: SignerBox().sign
                    ).first)
                return try answer.get()
            }
            try device.take(report())
            try device.take(report())
            try interruption.happen(to: license, other: other, in: sample)
            let outcome = try report().outcome
            switch interruption {
            case .revoked: #expect(outcome == .revoked)
            case .ended: #expect(outcome == .expired)
            case .otherSeatFreed: #expect(outcome == .deactivated)
            case .usedOnline, .seatTakenOnline, .validated, .labeled, .rotated:
                #expect(outcome == .accepted)
            }
            let details = try #require(
                try sample.registry.licenses.details(
                    license.claims.license, now: SampleRegistry.now))
            #expect(details.unitsLeft.map { $0 >= 0 } ?? true)
            try sample.registry.maintenance.check()
        }
    }

    @Test(arguments: Driver.available)
    func `share one transaction, one seat each and no more units than there are`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(5), usage: 300)
            let id = license.claims.license
            let devices = try (1...8).map { try TestDevice($0, license) }
            let policy = RegistryVendor(registry: sample.registry).policy
            let known = KnownDevices()
            func answers(_ messages: [DeviceMessage]) throws -> [DeviceAnswer] {
                try sample.registry.activations.answers(
                    to: messages, knowing: known, now: SampleRegistry.now, sign: SignerBox().sign
                ).map { try $0.get() }
            }
            let requests = try devices.map { device in
                DeviceMessage.request(
                    DeviceMessage.Request(
                        try device.request(), about: id, token: license.digest,
                        isExchange: false, id: .random(), policy: policy))
            }
            // Twice in one batch: the second of each gets the bytes of the first.
            let taken = try answers(requests + requests)
            #expect(taken.prefix(8).count { $0.outcome == .accepted } == 5)
            #expect(taken.prefix(8).count { $0.outcome == .noSeat } == 3)
            let granted = zip(devices, taken).filter { $0.1.activation != nil }
            for (device, answer) in granted {
                let again = taken[8 + devices.firstIndex { $0 === device }!]
                #expect(again.receipt == answer.receipt)
                try device.take(answer)
            }
            var reports: [DeviceMessage] = []
            for (device, _) in granted {
                for _ in 0..<2 {
                    device.used += 40
                    reports.append(.report(try device.report()) { _ in policy })
                }
            }
            #expect(try answers(reports).allSatisfy { $0.outcome == .accepted })
            let seats = try sample.registry.activations.all(of: id)
            #expect(seats.count == 5)
            #expect(seats.reduce(0) { $0 + $1.state.allowance.granted } <= 300)
            #expect(seats.allSatisfy { $0.state.usage[.units] == 80 })
            #expect(try sample.registry.activations.usage(of: id)[.units] == 400)
            try sample.registry.maintenance.check()
        }
    }
}
