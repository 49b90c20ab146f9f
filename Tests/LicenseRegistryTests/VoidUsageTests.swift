import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

/// What devices claim, and how a vendor takes it back.
@Suite struct `A device that lies` {
    private static let most = UInt64(Limits.maxCount)

    private static func with(
        _ driver: Driver, usage: UInt64? = 1000,
        _ body: (RegistryVendor, VerifiedLicense, SampleRegistry) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(5), usage: usage)
            try body(RegistryVendor(registry: sample.registry), license, sample)
            try sample.registry.maintenance.check()
        }
    }

    private static func activated(
        _ number: UInt8, _ license: VerifiedLicense, _ vendor: RegistryVendor
    ) throws -> TestDevice {
        let device = try TestDevice(number, license)
        try device.take(vendor.answer(device.request(), of: device))
        return device
    }

    private static func allowance(_ device: TestDevice) -> UInt64? {
        device.state.certificate?.certificate.allowance
    }

    @Test(arguments: Driver.available)
    func `gets no larger allowance, and takes nothing from others`(_ driver: Driver) throws {
        try Self.with(driver) { vendor, license, sample in
            let liar = try Self.activated(1, license, vendor)
            liar.used = Self.most
            let answer = try vendor.answer(liar.report(), at: SampleRegistry.now + .seconds(60))
            try liar.take(answer)
            #expect(Self.allowance(liar) == 100)
            #expect(answer.overdraft == Self.most - 100)
            let honest = try Self.activated(2, license, vendor)
            honest.used = 100
            try honest.take(vendor.answer(honest.report(), at: SampleRegistry.now + .seconds(61)))
            #expect(Self.allowance(honest) == 200)
            let details = try sample.registry.licenses.details(
                license.claims.license, now: SampleRegistry.now)
            #expect(details?.usage == 200)
            #expect(details?.unitsLeft == 700)
        }
    }

    @Test(arguments: Driver.available)
    func `is taken out of its license by the vendor, and everything comes back`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { vendor, license, sample in
            let activations = sample.registry.activations
            let liar = try Self.activated(1, license, vendor)
            let honest = try Self.activated(2, license, vendor)
            honest.used = 20
            try vendor.answer(honest.report(), at: SampleRegistry.now + .seconds(1))
            liar.used = Self.most
            try vendor.answer(liar.report(), at: SampleRegistry.now + .seconds(2))
            let id = try #require(liar.state.activation)
            let voided = try activations.voidUsage(of: id, now: SampleRegistry.now + .seconds(3))
            #expect(voided.unitsReturned == 100 && voided.unitsClaimed == Self.most)
            #expect(voided.activation.state.status == .void)
            #expect(voided.activation.endedAt != nil)
            #expect(try activations.usage(of: license.claims.license) == UsageTotal(units: 20))
            // What it says afterwards is answered and counts for nothing.
            let late = try vendor.answer(liar.report(), at: SampleRegistry.now + .seconds(4))
            #expect(late.outcome == .deactivated)
            let last = try vendor.answer(
                liar.request(.deactivate(used: UsageTotal(units: 5))), of: liar,
                at: SampleRegistry.now + .seconds(5))
            #expect(last.outcome == .deactivated)
            #expect(try activations.usage(of: license.claims.license) == UsageTotal(units: 20))
            let details = try #require(
                try sample.registry.licenses.details(
                    license.claims.license, now: SampleRegistry.now))
            #expect(details.usage == 20 && details.unitsLeft == 880 && details.seatsTaken == 1)
            let again = try activations.voidUsage(of: id, now: SampleRegistry.now + .seconds(6))
            #expect(again.unitsReturned == 0)
            let log = try sample.registry.auditLog.records(matching: AuditFilter(), limit: 100)
            #expect(log.count { $0.action == AuditAction.activationVoid.rawValue } == 1)
        }
    }

    @Test(arguments: Driver.available)
    func `gives back what was set to zero too, and nothing twice`(_ driver: Driver) throws {
        try Self.with(driver) { vendor, license, sample in
            let liar = try Self.activated(1, license, vendor)
            liar.used = 100
            try vendor.answer(liar.report(), at: SampleRegistry.now + .seconds(1))
            let id = license.claims.license
            try sample.registry.issuance.setUsage(of: id, to: 0, now: SampleRegistry.now)
            _ = try sample.registry.activations.voidUsage(
                of: try #require(liar.state.activation), now: SampleRegistry.now)
            let details = try sample.registry.licenses.details(id, now: SampleRegistry.now)
            #expect(details?.usage == 0 && details?.unitsLeft == 1000)
        }
    }

    @Test(arguments: Driver.available)
    func `with sixty-four meters leaves the receipts of others as they were`(
        _ driver: Driver
    ) throws {
        try Self.with(driver, usage: nil) { vendor, license, sample in
            let liar = try Self.activated(1, license, vendor)
            let honest = try Self.activated(2, license, vendor)
            for (first, sequence) in [(UInt32(1), UInt64(1)), (200, 2)] {
                var report = UsageReport(
                    of: try #require(liar.state.activation), sequence: sequence,
                    issuedAt: SampleRegistry.now,
                    journal: JournalHash([UInt8](repeating: UInt8(sequence), count: 32))!)
                for meter in first..<(first + 64) {
                    report.usage.raise(Meter(meter), to: Self.most)
                }
                report.previousReport = sequence == 1 ? nil : MessageDigest(of: [1])
                let message = try report.signed(by: liar.key)
                let answer = try vendor.answer(
                    UnverifiedUsageReport(message).verified(by: liar.key.verificationKey))
                #expect(answer.outcome == (sequence == 1 ? .accepted : .usage))
            }
            honest.used = 3
            let answer = try vendor.answer(honest.report(), at: SampleRegistry.now + .seconds(1))
            #expect(answer.outcome == .accepted)
            try honest.take(answer)
            let end = try vendor.answer(
                honest.request(.deactivate(used: UsageTotal(units: 3))), of: honest)
            #expect(end.outcome == .deactivated)
        }
    }

    @Test(arguments: Driver.available)
    func `is told from one whose license had no limit until now`(_ driver: Driver) throws {
        try Self.with(driver, usage: nil) { vendor, license, sample in
            let device = try Self.activated(1, license, vendor)
            device.used = 60
            try vendor.answer(device.report(), at: SampleRegistry.now + .seconds(1))
            let id = try #require(device.state.activation)
            let state = try sample.registry.activations.find(id)?.state
            #expect(state?.allowance == Allowance(granted: 0, used: 60, unmetered: 60))
            #expect(state?.allowance.overdraft == 0)
        }
    }
}
