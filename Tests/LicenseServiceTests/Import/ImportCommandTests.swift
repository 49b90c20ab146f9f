import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Moving over at the command line` {
    private static func run(_ arguments: String...) throws -> EndedCommand {
        try .latchkeyd(arguments)
    }

    /// A home with an issuing key and a benefit.
    private static func home(_ directory: String) throws -> (path: String, registry: Registry) {
        let path = directory + "/home"
        #expect(try run("init", "--home", path, "--organization", "ACME Ltd").status == 0)
        let layout = HomeLayout(path: path)
        let registry = try Registry.open(sqlite: layout.registryPath, now: TestService.now)
        let organization = try #require(try registry.organizations.first())
        let key = try TestService.key(1)
        let name = try #require(KeyName("issuer"))
        let publicKey = key.verificationKey
        try KeyFile.writeUnencrypted(key, to: layout.privateKeyPath(name))
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: publicKey, organization: organization,
                createdAt: TestService.now))
        var generator = SplitMix64(seed: 4)
        try registry.benefits.add(
            Benefit(
                id: .random(using: &generator), name: BenefitName("pro")!,
                terms: LicenseTerms(prefix: LicensePrefix("ACME")!)),
            organization: organization, now: TestService.now)
        return (path, registry)
    }

    private static let list = """
        {"items": [{"id": "lic_1", "customer_id": "cus_1", "key": "OLD-1", "product_id": "pdt_1",
        "status": "active", "activations_limit": 3, "expires_at": null}, {"id": "lic_2"}]}
        """

    @Test func `says what it brings, names what it cannot, and can be done again`() throws {
        try withTemporaryDirectory { directory in
            let (home, registry) = try Self.home(directory)
            let file = directory + "/keys.json"
            try Data(Self.list.utf8).write(to: URL(fileURLWithPath: file))
            func load(_ more: String...) throws -> EndedCommand {
                try .latchkeyd(
                    ["import", "dodo", "--home", home, "--issuer", "issuer", "--json"] + more
                        + [file])
            }
            let organization = try #require(try registry.organizations.first())
            let key = KeyReference(text: "OLD-1")
            let dry = try load("--benefit", "pro", "--dry-run")
            #expect(dry.status == 65 && dry.json["imported"] as? Int == 1)
            #expect(try registry.licenses.details(named: key, now: TestService.now) == nil)
            let done = try load("--benefit", "pdt_1=pro")
            #expect(done.status == 65 && done.json["imported"] as? Int == 1)
            #expect((done.json["faults"] as? [[String: Any]])?.first?["item"] as? Int == 2)
            let license = try #require(
                try registry.licenses.details(named: key, of: organization, now: TestService.now))
            #expect(license.claims.activationLimit == .seats(3))
            #expect(try load("--benefit", "pro").json["known"] as? Int == 1)
            #expect(try load("--benefit", "nothing").status == 64)
        }
    }

    @Test func `says once of all keys what is wrong with them, and what their benefit lacks`()
        throws
    {
        try withTemporaryDirectory { directory in
            let (home, _) = try Self.home(directory)
            func item(_ number: Int, _ product: String) -> String {
                """
                {"id": "lic_\(number)", "customer_id": "cus_1", "key": "OLD-\(number)", \
                "product_id": "\(product)", "status": "active", "activations_limit": 3, \
                "expires_at": null}
                """
            }
            let file = directory + "/keys.jsonl"
            let list = (1...4).map { item($0, $0 == 1 ? "pdt_1" : "pdt_2") }
            try Data(list.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
            let ended = try EndedCommand.latchkeyd([
                "import", "dodo", "--home", home, "--issuer", "issuer", "--dry-run", "--benefit",
                "pdt_1=pro", file,
            ])
            #expect(ended.status == 65)
            #expect(
                ended.output.contains(
                    "item 2 (lic_2): the id pdt_2 is not mapped to a benefit; choose one for "
                        + "it; the same of 2 more"), "\(ended.output)")
            #expect(
                ended.talk.contains("`latchkeyd benefits edit pro --activations 3`"),
                "\(ended.talk)")
        }
    }

    @Test(arguments: Driver.available)
    func `begins with benefits that the service's program makes, wherever the registry is`(
        _ driver: Driver
    ) throws {
        try TestDatabase.with(driver) { database in
            try withTemporaryDirectory { directory in
                let home = directory + "/home"
                let place = ["--home", home, "--set", "database=\(database.text)"]
                let id = "1c285b2d-6ce6-4bc7-b8be-adb6a7e304da"
                #expect(
                    try EndedCommand.latchkeyd(["init", "--organization", "ACME Ltd"] + place)
                        .status == 0)
                let made = try EndedCommand.latchkeyd(
                    ["benefits", "add", "pro", "--prefix", "MYAPP", "--id", id, "--json"] + place)
                #expect(made.status == 0, "\(made.talk)")
                #expect(made.json["benefit"] as? String == id)
                let edited = try EndedCommand.latchkeyd(
                    ["benefits", "edit", "pro", "--activations", "3", "--json"] + place)
                #expect(edited.json["activation_limit"] as? Int == 3, "\(edited.talk)")
                let listed = try EndedCommand.latchkeyd(["benefits", "list"] + place)
                #expect(listed.output.contains("MYAPP"), "\(listed.talk)")
                #expect(
                    try EndedCommand.latchkeyd(["benefits", "show", "other"] + place).status == 66)
            }
        }
    }

    @Test func `needs an issuing key, a file, and something in it`() throws {
        try withTemporaryDirectory { directory in
            let (home, _) = try Self.home(directory)
            let file = directory + "/keys.json"
            try Data("junk".utf8).write(to: URL(fileURLWithPath: file))
            let shared = ["import", "polar", "--home", home, "--benefit", "pro"]
            func status(_ more: String...) throws -> Int32 {
                try runProcess(
                    ServedProcess.program, shared + more,
                    environment: ["PATH": "/usr/bin:/bin"]
                ).status
            }
            #expect(try status(file) == 64)
            #expect(try status("--issuer", "other", file) == 78)
            #expect(try status("--issuer", "issuer", directory + "/none") == 66)
            #expect(try status("--issuer", "issuer", file) == 65)
        }
    }
}
