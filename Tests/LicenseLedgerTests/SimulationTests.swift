import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

/// Devices and a vendor for months, and what must hold after each step.
///
/// Messages are lost, late, doubled and in any order; power goes; clocks jump.
@Suite struct `Devices and a vendor over months` {
    private struct Device {
        let machine: TestMachine
        var disk: SimulatedDisk
        var ledger: Ledger
        /// What `consume` has returned, and what it might have counted besides.
        var returned: UInt64 = 0
        var attempted: UInt64 = 0
        /// How far its clock is wrong.
        var skew = Duration.zero
    }

    private struct World {
        var vendor: LedgerVendor
        var devices: [Device]
        /// Messages on their way: to the vendor, or to a device.
        var toVendor: [SignedMessage] = []
        var toDevice: [(Int, SignedMessage)] = []
        var now = LedgerVendor.start
        var generator: SplitMix64
        var sequence: UInt64 = 1
        let limit: UInt64 = 120

        mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
    }

    @Test(arguments: 0..<UInt64(16))
    func `never oversell, lose, double, or take an honest device for a copy`(
        seed: UInt64
    ) throws {
        var world = try Self.begin(seed)
        for _ in 0..<400 {
            world.now = world.now + .seconds(Int64(world.below(86_400)))
            let device = world.below(world.devices.count)
            switch world.below(12) {
            case 0...4: try Self.use(&world, device)
            case 5: try Self.ask(&world, device)
            case 6, 7: try Self.report(&world, device)
            case 8: try Self.deliverToVendor(&world)
            case 9: Self.deliverToDevice(&world)
            case 10: try Self.losePower(&world, device)
            default: world.devices[device].skew = .seconds(Int64(world.below(7200)) - 3600)
            }
            try Self.check(world)
        }
        try Self.settle(&world)
    }

    private static func begin(_ seed: UInt64) throws -> World {
        var vendor = try LedgerVendor(seats: .seats(3), usage: 120)
        vendor.policy.allowance = AllowancePolicy(headroom: 40, share: 2)
        let devices = try (0..<4).map { number -> Device in
            let machine = TestMachine(UInt8(100 + number))
            let disk = SimulatedDisk()
            let ledger = try machine.open(disk)
            try ledger.take(vendor.license.message, at: LedgerVendor.start)
            return Device(machine: machine, disk: disk, ledger: ledger)
        }
        return World(vendor: vendor, devices: devices, generator: SplitMix64(seed: seed))
    }

    private static func reading(_ world: World, _ device: Int) -> Timestamp {
        world.now + world.devices[device].skew
    }

    private static func use(_ world: inout World, _ device: Int) throws {
        let amount = UInt64(world.below(6) + 1)
        do throws(LedgerError) {
            try world.devices[device].ledger.consume(amount, at: reading(world, device))
            world.devices[device].returned += amount
            world.devices[device].attempted += amount
        } catch {
            switch error {
            case .notActivated, .allowanceExhausted, .exhausted, .leaseEnded: break
            default: Issue.record("\(error)")
            }
        }
    }

    private static func ask(_ world: inout World, _ device: Int) throws {
        let request = try world.devices[device].ledger.request(
            .activate, at: reading(world, device))
        world.toVendor.append(request)
    }

    private static func report(_ world: inout World, _ device: Int) throws {
        do throws(LedgerError) {
            world.toVendor.append(
                try world.devices[device].ledger.pendingReport(at: reading(world, device)))
        } catch {
            #expect(error == .notActivated)
        }
    }

    /// A message arrives, perhaps not for the last time; now and then one is lost.
    private static func deliverToVendor(_ world: inout World) throws {
        guard !world.toVendor.isEmpty else { return }
        let index = world.below(world.toVendor.count)
        let message = world.toVendor[index]
        if world.below(3) > 0 { world.toVendor.remove(at: index) }
        guard world.below(5) > 0 else { return }
        let answer = try world.vendor.answer(message, at: world.now)
        for device in world.devices.indices { world.toDevice.append((device, answer)) }
    }

    /// An answer reaches some device, often not the one that it is for.
    private static func deliverToDevice(_ world: inout World) {
        guard !world.toDevice.isEmpty else { return }
        let index = world.below(world.toDevice.count)
        let (device, answer) = world.toDevice[index]
        if world.below(3) > 0 { world.toDevice.remove(at: index) }
        do {
            try world.devices[device].ledger.take(answer, at: reading(world, device))
        } catch LedgerError.message(.otherRequest) {
        } catch {
            Issue.record("\(error)")
        }
    }

    private static func losePower(_ world: inout World, _ device: Int) throws {
        let disk = world.devices[device].disk
        disk.plan(.powerLoss, at: world.below(8) + 1)
        // What was on its way when the power went may be counted.
        if (try? world.devices[device].ledger.consume(2, at: reading(world, device))) != nil {
            world.devices[device].returned += 2
        }
        world.devices[device].attempted += 2
        _ = disk.cancelAccident()
        let survivor = disk.afterPowerLoss(&world.generator)
        world.devices[device].disk = survivor
        world.devices[device].ledger = try world.devices[device].machine.open(
            survivor, at: reading(world, device))
        let used = world.devices[device].ledger.summary(at: world.now).usage[.units]
        #expect(used >= world.devices[device].returned)
        #expect(used <= world.devices[device].attempted)
        world.devices[device].returned = used
        world.devices[device].attempted = used
    }

    private static func check(_ world: World) throws {
        let used = world.devices.map { $0.ledger.summary(at: world.now).usage[.units] }
        #expect(used.reduce(0, +) <= world.limit)
        #expect(world.vendor.account.usage[.units] <= used.reduce(0, +))
        #expect(world.vendor.account.pool.map { $0.granted <= world.limit } == true)
        #expect(world.vendor.account.seats.taken <= 3)
        for activation in world.vendor.activations.values {
            #expect(activation.status == .active)
        }
        for device in world.devices {
            #expect(!device.ledger.summary(at: world.now).isForked)
        }
    }

    /// Everybody meets: then the vendor knows exactly what was used.
    private static func settle(_ world: inout World) throws {
        for device in world.devices.indices {
            let ledger = world.devices[device].ledger
            guard ledger.summary(at: world.now).certificate != nil else { continue }
            let report = try ledger.pendingReport(at: reading(world, device))
            try ledger.take(
                world.vendor.answer(report, at: world.now), at: reading(world, device))
        }
        let used = world.devices.map { $0.ledger.summary(at: world.now).usage[.units] }
        #expect(world.vendor.account.usage[.units] == used.reduce(0, +))
        world.now = world.now + .seconds(86_400)
        world.sequence += 1
        let list = try world.vendor.list(.invalid, sequence: world.sequence, at: world.now)
        for device in world.devices {
            try device.ledger.take(list, at: world.now)
            #expect(
                try device.ledger.decide(world.vendor, at: world.now).reasons.first
                    == .revoked(asOf: world.now))
        }
    }
}
