import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

/// `latchkeyd keys`: issuing keys of the service's own registry, wherever that is.
@Suite struct `Issuing keys of a service` {
    /// A home whose registry is in some database.
    private struct InitializedHome {
        let home: String
        let database: TestDatabase

        static func with(_ driver: Driver, _ body: (InitializedHome) throws -> Void) throws {
            try TestDatabase.with(driver) { database in
                try withTemporaryDirectory { directory in
                    let vendor = InitializedHome(home: directory + "/home", database: database)
                    #expect(try vendor.run("init", "--organization", "ACME Ltd").status == 0)
                    try body(vendor)
                }
            }
        }

        func run(_ words: String...) throws -> EndedCommand {
            try .latchkeyd(
                words + ["--home", home, "--set", "database=\(database.text)"])
        }

        func mode(_ file: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: "\(home)/keys/\(file)")[
                .posixPermissions] as? Int
        }
    }

    @Test(arguments: Driver.available)
    func `are made and listed, and the service mints with them`(_ driver: Driver) throws {
        try InitializedHome.with(driver) { vendor in
            let early = try vendor.run(
                "check-config", "--port", "0", "--set", "keys.minting=issuer")
            #expect(early.status == 78)
            #expect(early.talk.contains("latchkeyd keys new"))
            let made = try vendor.run("keys", "new", "issuer", "--json")
            #expect(made.status == 0, "\(made.talk)")
            let keys = try #require(made.json["keys"] as? [[String: Any]])
            #expect(keys.map { $0["name"] as? String } == ["issuer"])
            #expect(try vendor.mode("issuer.key") == 0o600)
            let list = try vendor.run("keys", "list", "--json")
            let listed = try #require(list.json["keys"] as? [[String: Any]])
            #expect(listed.map { $0["key_id"] as? String } == [keys[0]["key_id"] as? String])
            let registry = try Registry(vendor.database.open(), actor: "test", now: .max)
            let record = try #require(try registry.organizations.signingKey(named: "issuer"))
            #expect(record.organization == (try registry.organizations.first()))
            let home = ServiceHome(HomeLayout(path: vendor.home), passphraseFile: nil)
            let issuer = try home.issuer(.issuer, registry.organizations)
            #expect(issuer.verificationKey == record.publicKey)
            let ready = try vendor.run(
                "check-config", "--port", "0", "--set", "keys.minting=issuer")
            #expect(ready.status == 0, "\(ready.talk)")
        }
    }

    @Test func `are never overwritten, and never take a name of the service's own keys`() throws {
        try InitializedHome.with(.sqlite) { vendor in
            #expect(try vendor.run("keys", "new", "issuer").status == 0)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: vendor.home + "/keys/issuer.key"))
            let again = try vendor.run("keys", "new", "issuer")
            #expect(again.status == 73 && again.talk.contains("already a key called issuer"))
            #expect(again.talk.contains("another name"))
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: vendor.home + "/keys/issuer.key"))
                    == bytes)
            for name in ["service", "status"] {
                #expect(try vendor.run("keys", "new", name).status == 64)
            }
            let other = try vendor.run("keys", "new", "second", "--organization", "Other Ltd")
            #expect(other.status == 0)
            let several = try vendor.run("keys", "new", "third")
            #expect(several.status == 64 && several.talk.contains("several organizations"))
        }
    }

    @Test func `are encrypted where the settings have a passphrase, and imported with theirs`()
        throws
    {
        try InitializedHome.with(.sqlite) { vendor in
            let (ours, theirs) = (vendor.home + "/ours", vendor.home + "/theirs")
            try writeSecret("our passphrase", to: ours)
            try writeSecret("their passphrase", to: theirs)
            let made = try vendor.run(
                "keys", "new", "issuer", "--set", "keys.passphrase-file=\(ours)")
            #expect(made.status == 0, "\(made.talk)")
            let text = try String(
                contentsOfFile: vendor.home + "/keys/issuer.key", encoding: .utf8)
            #expect(text.contains("ENCRYPTED PRIVATE KEY"))
            let elsewhere = vendor.home + "/elsewhere.pem"
            try KeyFile.write(
                SigningKey.generate(), to: elsewhere,
                passphrase: Passphrase.read(file: theirs))
            let imported = try vendor.run(
                "keys", "import", "old", "--from", elsewhere, "--passphrase-file", theirs,
                "--set", "keys.passphrase-file=\(ours)")
            #expect(imported.status == 0, "\(imported.talk)")
            #expect(try vendor.mode("old.key") == 0o600)
            let key = try KeyFile.read(vendor.home + "/keys/old.key") { () throws(KeyFileError) in
                try Passphrase.read(file: ours)
            }
            let original = try KeyFile.read(elsewhere) { () throws(KeyFileError) in
                try Passphrase.read(file: theirs)
            }
            #expect(key.verificationKey == original.verificationKey)
        }
    }

    @Test func `say what the bundle that is handed out thinks of them`() throws {
        try InitializedHome.with(.sqlite) { vendor in
            #expect(try vendor.run("keys", "new", "known").status == 0)
            let registry = try Registry(vendor.database.open(), actor: "test", now: .max)
            let known = try #require(try registry.organizations.signingKey(named: "known"))
            let root = try TestService.key(80)
            var bundle = TrustBundle(
                organization: known.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: known.createdAt, expiresAt: known.createdAt + .seconds(1_000_000))
            bundle.keys = [
                BundleKey(
                    known.publicKey, role: .issue, notBefore: known.createdAt,
                    notAfter: known.createdAt + .seconds(900_000))
            ]
            var ceremony = try TrustCeremony(draft: bundle)
            try ceremony.sign(by: root)
            let file = vendor.home + "/bundle"
            try Data(ceremony.bytes).write(to: URL(fileURLWithPath: file))
            let made = try vendor.run(
                "keys", "new", "issuer", "--set", "trust.bundle=\(file)")
            #expect(made.status == 0 && made.talk.contains("latchkey trust add-key"))
            let list = try vendor.run(
                "keys", "list", "--set", "trust.bundle=\(file)", "--json")
            let keys = try #require(list.json["keys"] as? [[String: Any]])
            // Both may have been made in one second, so their order says nothing.
            func standing(_ name: String) -> String? {
                keys.first { $0["name"] as? String == name }?["in_bundle"] as? String
            }
            #expect(standing("known") == "yes" && standing("issuer") == "missing")
        }
    }

    @Test func `issue for an organization that keeps the id its programs contain`() throws {
        try withTemporaryDirectory { directory in
            let id = "fda84e25-7b55-4d67-a7f4-60ba1d3cc3a5"
            func initialize(_ id: String) throws -> EndedCommand {
                try .latchkeyd([
                    "init", "--home", directory + "/home", "--organization", "ACME Ltd",
                    "--organization-id", id,
                ])
            }
            let made = try initialize(id)
            #expect(made.status == 0 && made.talk.contains("ACME Ltd: \(id)"))
            let again = try initialize(id)
            #expect(again.status == 0)
            let other = try initialize("0da84e25-7b55-4d67-a7f4-60ba1d3cc3a5")
            #expect(other.status == 78 && other.talk.contains(id))
            let registry = try Registry.open(
                sqlite: directory + "/home/registry.sqlite", now: .max)
            #expect(try registry.organizations.first() == OrganizationID(id))
            #expect(try initialize("fda84e25").status == 64)
        }
    }
}
