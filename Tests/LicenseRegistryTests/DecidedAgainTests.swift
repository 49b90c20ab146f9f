import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

/// What changes a license between the moment when an answer is decided and signed, and the moment
/// when it is written.
enum Interruption: String, CaseIterable, CustomTestStringConvertible {
    case revoked, ended, usedOnline, seatTakenOnline, otherSeatFreed, validated, rotated, labeled

    var testDescription: String { rawValue }

    func happen(
        to license: VerifiedLicense, other: ActivationID, in sample: SampleRegistry
    ) throws {
        let (registry, id, now) = (
            sample.registry, license.claims.license, SampleRegistry.now
        )
        switch self {
        case .revoked: try registry.issuance.setState(of: id, to: .revoked, reason: "", now: now)
        case .ended: try registry.issuance.setEnd(of: id, to: now, now: now)
        case .usedOnline: try registry.issuance.setUsage(of: id, to: 900, now: now)
        case .seatTakenOnline:
            _ = try registry.activations.takeSeat(
                NewSeat(.random(), label: "online"), of: KeyReference(license), of: nil, now: now
            ).get()
        case .otherSeatFreed: try registry.activations.freeSeat(other, now: now)
        case .validated:
            var validation = Validation(KeyReference(license), of: nil)
            validation.demands.units = 800
            for result in try registry.activations.validate([validation], now: now) {
                _ = try result.get()
            }
        case .rotated: try registry.issuance.rotate(id, by: sample.issuer, now: now)
        case .labeled: _ = try registry.activations.labelSeat(other, "renamed", now: now)
        }
    }
}

@Suite struct `An answer that was decided too early` {
    @Test(arguments: Driver.available, Interruption.allCases)
    func `is decided again, and never says what holds no more`(
        _ driver: Driver, _ interruption: Interruption
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(2), usage: 1000)
            let vendor = RegistryVendor(registry: sample.registry)
            let device = try TestDevice(1, license)
            try device.take(vendor.answer(device.request(), of: device))
            let other = try #require(device.state.activation)
            let key = RegistryVendor.key
            device.used = 10
            let report = try device.report()
            var (signed, failure) = (0, (any Error)?.none)
            func answer() throws -> DeviceAnswer {
                try sample.registry.activations.answer(
                    report, policy: vendor.policy, now: SampleRegistry.now,
                    sign: { (draft) throws(SyncError) in
                        signed += 1
                        if signed == 1 {
                            do {
                                try interruption.happen(to: license, other: other, in: sample)
                            } catch {
                                failure = error
                            }
                        }
                        return try draft.signed(by: key)
                    })
            }
            let answer = try answer()
            #expect(failure == nil)
            #expect(signed == 2)
            let keys = ActivationKeys(pinning: key.verificationKey)
            let receipt = try keys.verifyReceipt(SignedMessage(deviceMessage: answer.receipt))
            switch interruption {
            case .revoked: #expect(receipt.receipt.outcome == .revoked)
            case .ended: #expect(receipt.receipt.outcome == .expired)
            case .otherSeatFreed: #expect(receipt.receipt.outcome == .deactivated)
            case .rotated: #expect(receipt.receipt.outcome == .accepted)
            case .usedOnline, .seatTakenOnline, .validated, .labeled:
                #expect(receipt.receipt.outcome == .accepted)
            }
            let details = try #require(
                try sample.registry.licenses.details(
                    license.claims.license, now: SampleRegistry.now))
            #expect(details.unitsLeft.map { $0 >= 0 } ?? true)
            // The same message gets the same bytes, and nobody signs.
            let again = try self.again(report, vendor, sample)
            #expect(again.receipt == answer.receipt)
            try sample.registry.maintenance.check()
        }
    }

    private func again(
        _ report: VerifiedUsageReport, _ vendor: RegistryVendor, _ sample: SampleRegistry
    ) throws -> DeviceAnswer {
        try sample.registry.activations.answer(
            report, policy: vendor.policy, now: SampleRegistry.now,
            sign: { (_) throws(SyncError) in throw .signing(.libcrypto) })
    }

    @Test(arguments: Driver.available)
    func `takes no seat that another device has taken meanwhile`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(1), usage: 1000)
            let vendor = RegistryVendor(registry: sample.registry)
            let (late, quick) = (try TestDevice(1, license), try TestDevice(2, license))
            let (asked, first) = (try late.request(), try quick.request())
            let key = RegistryVendor.key
            var (signed, taken) = (0, DeviceAnswer?.none)
            let answer = try sample.registry.activations.answer(
                asked, about: license.claims.license, token: license.digest, id: .random(),
                policy: vendor.policy, now: SampleRegistry.now,
                sign: { (draft) throws(SyncError) in
                    signed += 1
                    if signed == 1 { taken = try? vendor.answer(first, of: quick) }
                    return try draft.signed(by: key)
                })
            #expect(taken?.outcome == .accepted)
            #expect(answer.outcome == .noSeat && answer.activation == nil)
            let seats = try sample.registry.activations.all(of: license.claims.license)
            #expect(seats.count == 1)
        }
    }
}
