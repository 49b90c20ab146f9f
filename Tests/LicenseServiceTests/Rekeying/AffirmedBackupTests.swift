import COSE
import Foundation
import LicenseIssuer
import LicenseTestSupport
import RegistryTestSupport
import Testing

@testable import LicenseService

/// The holders of the root keys have no way to the service's database, nor should they.
@Suite struct `A backup of a service's registry` {
    @Test(arguments: Driver.available)
    func `is what the licenses of a stolen key are affirmed from, wherever the registry lies`(
        _ driver: Driver
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                for seed in 1...3 { _ = try vendor.license(seed: UInt64(seed)) }
                let carried = directory + "/carried"
                try FileManager.default.createDirectory(
                    atPath: carried, withIntermediateDirectories: false,
                    attributes: [.posixPermissions: 0o700])
                let backup = try EndedCommand.latchkeyd([
                    "registry", "backup", carried + "/registry.sqlite", "--home", directory,
                    "--set", "database=\(place.text)",
                ])
                #expect(backup.status == 0, "\(backup.talk)")
                let holder = directory + "/holder"
                let made = try EndedCommand.latchkey(
                    "keys", "new", "root", "--home", holder, "--no-passphrase")
                #expect(made.status == 0, "\(made.talk)")
                let list = directory + "/acme.affirmed"
                let affirmed = try EndedCommand.latchkey(
                    "trust", "affirm", list, "--home", carried, "--compromised",
                    "\(vendor.issuer.verificationKey.keyID)", "--root-key",
                    holder + "/keys/root.key", "--json")
                #expect(affirmed.status == 0, "\(affirmed.talk)")
                #expect(affirmed.json["licenses"] as? Int == 3)
                #expect(affirmed.json["organization"] as? String == "\(vendor.organization)")
                #expect(FileManager.default.fileExists(atPath: list))
                try await vendor.service.shutDown()
            }
        }
    }
}
