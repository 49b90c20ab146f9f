import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A seat that is given back before it is asked for` {
    @Test(arguments: Driver.available)
    func `is not taken by the request that comes late, nor by a new one`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(1))
            let device = try TestDevice(1, license)
            let late = try device.request()
            let word = try device.request(.deactivate(used: UsageTotal()))
            #expect(try vendor.answer(word, of: device).outcome == .deactivated)
            #expect(try vendor.answer(word, of: device).outcome == .deactivated)
            #expect(try vendor.answer(late, of: device).outcome == .deactivated)
            #expect(try vendor.answer(device.request(), of: device).outcome == .deactivated)
            #expect(try sample.registry.activations.all(of: license.claims.license).isEmpty)
            let next = try TestDevice(2, license)
            #expect(try vendor.answer(next.request(), of: next).outcome == .accepted)
        }
    }
}
