import COSE
import COSESigning
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Answers to devices` {
    private static func withDevice(
        _ driver: Driver, usage: UInt64? = 1000,
        _ body: (RegistryVendor, TestDevice, SampleRegistry) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(5), usage: usage)
            let device = try TestDevice(1, license)
            try device.take(vendor.answer(device.request(), of: device))
            try body(vendor, device, sample)
        }
    }

    @Test(arguments: Driver.available)
    func `count what was used, and allow more`(_ driver: Driver) throws {
        try Self.withDevice(driver) { vendor, device, sample in
            #expect(device.state.certificate?.certificate.allowance == 100)
            device.used = 40
            let answer = try vendor.answer(device.report(), at: SampleRegistry.now + .seconds(60))
            #expect(answer.verdict == .accepted)
            try device.take(answer)
            #expect(device.state.certificate?.certificate.allowance == 140)
            #expect(
                try sample.registry.activations.usage(of: device.license.claims.license)
                    == UsageTotal(units: 40))
        }
    }

    @Test(arguments: Driver.available)
    func `are the same for the same message, byte for byte`(_ driver: Driver) throws {
        try Self.withDevice(driver) { vendor, device, sample in
            let request = try device.request()
            let first = try vendor.answer(request, of: device)
            #expect(try vendor.answer(request, of: device).receipt == first.receipt)
            device.used = 7
            let report = try device.report()
            let answer = try vendor.answer(report)
            let again = try vendor.answer(report, at: SampleRegistry.now + .seconds(9))
            #expect(again.receipt == answer.receipt)
            #expect(again.verdict == .duplicate)
            #expect(
                try sample.registry.activations.usage(of: device.license.claims.license)
                    == UsageTotal(units: 7))
        }
    }

    @Test(arguments: Driver.available)
    func `count a late report no more than its total, and repeat no other's answer`(
        _ driver: Driver
    ) throws {
        try Self.withDevice(driver) { vendor, device, sample in
            device.used = 5
            let early = try device.report()
            device.used = 9
            let late = try device.report()
            let answer = try vendor.answer(late)
            #expect(try vendor.answer(early).verdict == .stale)
            #expect(try vendor.answer(late).receipt == answer.receipt)
            #expect(
                try sample.registry.activations.usage(of: device.license.claims.license)
                    == UsageTotal(units: 9))
        }
    }

    @Test(arguments: Driver.available)
    func `find two copies of one ledger, and say so in the audit log`(_ driver: Driver) throws {
        try Self.withDevice(driver) { vendor, device, sample in
            let copy = try TestDevice(copying: device)
            device.used = 10
            copy.used = 20
            try device.take(vendor.answer(device.report()))
            let answer = try vendor.answer(copy.report())
            #expect(answer.verdict == .forked(.sameSequence))
            #expect(answer.outcome == .forked)
            #expect(try copy.take(answer) == [.forked])
            let records = try sample.registry.auditLog.records(limit: 100)
            #expect(records.contains { $0.action == "activation.fork" })
            let held = try #require(
                try sample.registry.activations.find(answer.activation!.id))
            #expect(held.state.status == .forked(.sameSequence))
            #expect(held.state.usage == UsageTotal(units: 20))
        }
    }

    @Test(arguments: Driver.available)
    func `note how new the lists and bundles are that a device holds`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(
                sample, seats: .seats(5), index: sample.reserve(1).first)
            let device = try TestDevice(1, license)
            try device.take(vendor.answer(device.request(), of: device))
            let shard = try #require(device.license.claims.statusIndex?.shard)
            func holds() throws -> SeenVersions? {
                try sample.registry.activations.all(of: device.license.claims.license).first?.holds
            }
            #expect(try holds()?.bundle == nil && holds()?.list == nil)
            device.held.lists.raise(shard, to: 1)
            device.held.lists.raise(shard + 1, to: 77)
            try device.take(vendor.answer(device.report()))
            #expect(try holds()?.list == 1 && holds()?.bundle == nil)
            device.held = HeldVersions(bundle: 3)
            try device.take(vendor.answer(device.report()))
            // Of what it says nothing, what it has said before stays.
            #expect(try holds()?.list == 1 && holds()?.bundle == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `keep a history as it was, read back from the tables`(_ driver: Driver) throws {
        try Self.withDevice(driver) { vendor, device, sample in
            for total in 1...20 {
                device.used = UInt64(total)
                let answer = try vendor.answer(device.report())
                try device.take(answer)
                let held = try #require(try sample.registry.activations.find(answer.activation!.id))
                #expect(held.state.history.newest?.sequence == UInt64(total))
                #expect(held.state.usage == answer.activation?.usage)
                #expect(held.state.allowance == answer.activation?.allowance)
                let reports = held.state.history.entries.keys.filter { $0 > 0 }
                #expect(reports.count <= ReportHistory.maxEntries)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are the same for the same request after any number of reports`(
        _ driver: Driver
    ) throws {
        try Self.withDevice(driver) { vendor, device, _ in
            let again = try device.request()
            let first = try vendor.answer(again, of: device)
            try device.take(first)
            for total in 1...40 {
                device.used = UInt64(total)
                try device.take(vendor.answer(device.report()))
                #expect(try vendor.answer(again, of: device).receipt == first.receipt)
            }
            let used = UsageTotal(units: device.used)
            let gives = try device.request(.deactivate(used: used))
            let end = try vendor.answer(gives, of: device)
            #expect(end.outcome == .deactivated)
            #expect(try vendor.answer(gives, of: device).receipt == end.receipt)
        }
    }

    @Test(arguments: Driver.available)
    func `number clock resets upward`(_ driver: Driver) throws {
        try Self.withDevice(driver) { _, device, sample in
            let id = try #require(device.state.activation)
            #expect(
                try sample.registry.activations.nextClockReset(of: id, now: SampleRegistry.now) == 1
            )
            #expect(
                try sample.registry.activations.nextClockReset(of: id, now: SampleRegistry.now) == 2
            )
            var generator = SplitMix64(seed: 3)
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try sample.registry.activations.nextClockReset(
                    of: .random(using: &generator), now: SampleRegistry.now)
            }
        }
    }

    /// Devices that report in any order, with messages lost, late and twice.
    @Test(arguments: Driver.available, 0..<UInt64(12))
    func `never grant more units than there are`(_ driver: Driver, seed: UInt64) throws {
        try SampleRegistry.with(driver) { sample in
            var generator = SplitMix64(seed: seed)
            var vendor = RegistryVendor(registry: sample.registry)
            vendor.policy.allowance = AllowancePolicy(headroom: 40, share: 2)
            let license = try RegistryVendor.license(sample, seats: .seats(4), usage: 200)
            let devices = try (1...4).map { try TestDevice(UInt8($0), license) }
            for device in devices { try device.take(vendor.answer(device.request(), of: device)) }
            var kept: [VerifiedUsageReport] = []
            for _ in 0..<60 {
                let device = devices[Int(generator.next() % 4)]
                let allowance = device.state.certificate?.certificate.allowance ?? 0
                device.used = min(allowance, device.used + generator.next() % 30)
                kept.append(try device.report())
                let report = kept[Int(generator.next() % UInt64(kept.count))]
                let answer = try vendor.answer(report)
                // Three in four answers arrive.
                if generator.next() % 4 > 0, answer.activation?.device == device.key.verificationKey
                {
                    _ = try? device.take(answer)
                }
                let held = try sample.registry.activations.all(of: license.claims.license)
                #expect(held.reduce(0) { $0 + $1.state.allowance.granted } <= 200)
                #expect(held.allSatisfy { $0.state.status == .active })
            }
            let used = devices.reduce(0) { $0 + $1.used }
            #expect(used <= 200)
            #expect(
                try sample.registry.activations.usage(of: license.claims.license)[.units] <= used)
            // The sums beside the license are those of its activations.
            try sample.registry.maintenance.check()
        }
    }
}
