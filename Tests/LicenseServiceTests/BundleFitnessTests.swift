import COSE
import COSESigning
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import Testing

@testable import LicenseService

/// A bundle by which honest devices would lose something, since they never go back to the one before.
@Suite struct `A trust bundle with a mistake` {
    private static let root = 80 as UInt8
    private static let now = TestService.now

    private static func key(_ seed: UInt8, _ role: KeyRole) throws -> BundleKey {
        BundleKey(
            try TestService.key(seed).verificationKey, role: role,
            notBefore: now - .seconds(60), notAfter: now + .seconds(400 * 86_400))
    }

    /// A bundle of all keys of a vendor (`TestService` has 1, 2 and 3), but for what is changed.
    private static func bundle(
        _ version: UInt64, of organization: OrganizationID,
        _ change: (inout TrustBundle) -> Void = { _ in }
    ) throws -> [UInt8] {
        var bundle = TrustBundle(
            organization: organization, roots: [try TestService.key(root).verificationKey],
            threshold: 1, issuedAt: now - .seconds(86_400),
            expiresAt: now + .seconds(90 * 86_400))
        bundle.version = version
        bundle.keys = [try key(1, .issue), try key(2, .activate), try key(3, .status)]
        change(&bundle)
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: TestService.key(root))
        return ceremony.bytes
    }

    private static func change(
        _ role: KeyRole, _ change: @escaping (inout BundleKey) -> Void
    ) -> (inout TrustBundle) -> Void {
        { bundle in
            for index in bundle.keys.indices where bundle.keys[index].role == role {
                change(&bundle.keys[index])
            }
        }
    }

    private struct Mistake {
        let code: String
        let change: (inout TrustBundle) -> Void
    }

    /// What is wrong with bundles of a vendor who has sold a license.
    private static func mistakes() throws -> [Mistake] {
        let (other, next) = (try key(91, .activate), try key(92, .status))
        let ownKey = "trust.without-own-key"
        let issuingKey = "trust.without-issuing-key"
        return [
            Mistake(code: ownKey) { $0.keys.removeAll { $0.role != .issue } },
            Mistake(code: ownKey) { $0.keys.removeAll { $0.role == .activate } },
            Mistake(code: ownKey) { $0.keys.removeAll { $0.role == .status } },
            Mistake(code: ownKey) { bundle in
                bundle.keys.removeAll { $0.role != .issue }
                bundle.keys += [other, next]
            },
            Mistake(code: ownKey, change: change(.activate) { $0.notAfter = now }),
            Mistake(code: ownKey, change: change(.activate) { $0.notBefore = now + .seconds(9) }),
            Mistake(code: ownKey, change: change(.status) { $0.notAfter = now }),
            Mistake(code: ownKey) { $0.keys.removeAll { $0.role == .issue } },
            Mistake(code: issuingKey, change: change(.issue) { $0.notBefore = now + .seconds(1) }),
            Mistake(code: issuingKey, change: change(.issue) { $0.notAfter = now }),
            Mistake(
                code: "trust.without-affirmations",
                change: change(.issue) { $0.compromisedAt = now }
            ),
        ]
    }

    /// A vendor who hands out version 1, over either database.
    private static func with(
        _ driver: Driver, accepting version: UInt64? = nil,
        _ body: (TestService, MarkDirectory) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let marks = MarkDirectory(path: directory + "/mark")
                let vendor = try TestService(directory, database: try place.open()) { parts in
                    (parts.marks, parts.acceptedBundle) = (marks, version)
                }
                try vendor.service.trust.take(bundle(1, of: vendor.organization))
                try await body(vendor, marks)
                try await vendor.service.runtime.pool.shutDown()
            }
        }
    }

    private static func health(
        _ vendor: TestService
    ) async throws -> (status: String?, code: String?) {
        try await vendor.application.test(.router) { client in
            let answer = try await TestCaller(client: client, token: "").call(.get, "/health")
            return (answer["status"], answer["code"])
        }
    }

    @Test(arguments: Driver.available)
    func `is not handed out, and the service says what is wrong and goes on`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, marks in
            _ = try vendor.license()
            let trust = vendor.service.trust
            let first = try #require(trust.current).octets
            for mistake in try Self.mistakes() {
                let bundle = try Self.bundle(2, of: vendor.organization, mistake.change)
                let refusal = try #require(throws: BundleRefusal.self) { try trust.take(bundle) }
                #expect(refusal.code == mistake.code, "\(refusal)")
                #expect(!refusal.nextStep.isEmpty)
                #expect(trust.current?.octets == first)
                #expect(try marks.keptBundle(of: vendor.organization) == first)
                let health = try await Self.health(vendor)
                #expect(health.status == "bundle-refused" && health.code == mistake.code)
            }
            try await trust.load(Self.bundle(2, of: vendor.organization), affirmations: [])
            #expect(trust.current?.bundle.version == 2)
            #expect(try await Self.health(vendor).status == "ok")
        }
    }

    @Test func `of another organization leaves no trace, and one of a neighbor's is his`()
        async throws
    {
        try await Self.with(.sqlite) { vendor, marks in
            let stranger = OrganizationID.random()
            let first = try #require(vendor.service.trust.current).octets
            #expect(throws: BundleRefusal.trust(.otherOrganization)) {
                try vendor.service.trust.take(Self.bundle(2, of: stranger))
            }
            #expect(vendor.service.trust.current?.octets == first)
            #expect(try marks.keptBundle(of: stranger) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `is none where no license is in use by the key that it ends`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, _ in
            let license = try vendor.license().claims.license
            let stolen = try Self.bundle(
                2, of: vendor.organization, Self.change(.issue) { $0.compromisedAt = Self.now })
            #expect(throws: BundleRefusal.self) { try vendor.service.trust.take(stolen) }
            try vendor.registry.issuance.setState(
                of: license, to: .revoked, reason: "", now: vendor.now)
            try vendor.service.trust.take(stolen)
            #expect(vendor.service.trust.current?.octets == stolen)
        }
    }

    @Test func `is none where the licenses of a stolen key are affirmed, for as long as they are`()
        async throws
    {
        try await Self.with(.sqlite) { vendor, _ in
            let license = try vendor.license()
            let stolen = try Self.bundle(
                2, of: vendor.organization, Self.change(.issue) { $0.compromisedAt = Self.now })
            var list = AffirmationCeremony(
                [license.message], of: vendor.organization,
                signedBy: vendor.issuer.verificationKey.keyID)
            try list.sign(by: TestService.key(Self.root))
            let trust = vendor.service.trust
            try trust.take(stolen, affirmations: [list.bytes])
            #expect(throws: BundleRefusal.self) { try trust.take(stolen) }
            #expect(trust.current?.affirmations == [list.bytes])
        }
    }

    @Test func `is handed out by whoever names its version, and that one alone`() async throws {
        try await Self.with(.sqlite, accepting: 2) { vendor, _ in
            let issuing: (inout TrustBundle) -> Void = { $0.keys.removeAll { $0.role != .issue } }
            let trust = vendor.service.trust
            let second = try Self.bundle(2, of: vendor.organization, issuing)
            try trust.take(second)
            #expect(trust.current?.octets == second)
            #expect(throws: BundleRefusal.self) {
                try trust.take(Self.bundle(3, of: vendor.organization, issuing))
            }
            // What devices have already is no mistake that could be held back.
            try trust.take(second)
            #expect(trust.refusal == nil)
        }
    }

    // MARK: - Starts

    private static func atStart(
        _ bundle: [UInt8], _ vendor: TestService, _ marks: MarkDirectory
    ) throws -> LatchkeyService {
        try vendor.anotherNode(clock: vendor.clock) { parts in
            (parts.marks, parts.trustBundle) = (marks, bundle)
        }
    }

    @Test func `is a mistake of the settings at the first start`() async throws {
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory)
            let marks = MarkDirectory(path: directory + "/mark")
            let stranger = OrganizationID.random()
            let bundles = [
                try Self.bundle(1, of: vendor.organization) { $0.expiresAt = Self.now },
                try Self.bundle(1, of: stranger),
                try Self.bundle(1, of: vendor.organization) { $0.keys = [] },
                try Self.bundle(1, of: vendor.organization) {
                    $0.keys.removeAll { $0.role != .issue }
                },
            ]
            for bundle in bundles {
                #expect(throws: ConfigurationMistakes.self) {
                    try Self.atStart(bundle, vendor, marks)
                }
            }
            for organization in [vendor.organization, stranger] {
                #expect(try marks.keptBundle(of: organization) == nil)
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    @Test func `does not take the place of the one before at a later start`() async throws {
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory)
            let marks = MarkDirectory(path: directory + "/mark")
            let first = try Self.bundle(1, of: vendor.organization)
            try marks.keep(bundle: first, of: vendor.organization)
            let bundles = [
                try Self.bundle(2, of: vendor.organization) { $0.keys = [] },
                try Self.bundle(2, of: .random()), [1, 2, 3],
            ]
            for bundle in bundles {
                let service = try Self.atStart(bundle, vendor, marks)
                #expect(service.trust.current?.octets == first)
                #expect(service.trust.refusal != nil)
                try await service.runtime.pool.shutDown()
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    /// The programs as they are installed.
    @Test func `is told by check-config and serve, before anything is handed out`() throws {
        try withTemporaryDirectory { directory in
            let home = directory + "/home"
            func run(_ words: String...) throws -> EndedCommand {
                try .latchkeyd(words + ["--home", home, "--port", "0"])
            }
            #expect(
                try EndedCommand.latchkeyd(["init", "--home", home]).status == 0)
            let registry = try Registry.open(sqlite: home + "/registry.sqlite", now: .max)
            let own = try #require(try registry.organizations.first())
            let today = Timestamp(
                secondsSinceEpoch: Int64(Date().timeIntervalSince1970))!
            func write(_ organization: OrganizationID, ends: Int64) throws -> String {
                let root = try TestService.key(Self.root)
                var bundle = TrustBundle(
                    organization: organization, roots: [root.verificationKey], threshold: 1,
                    issuedAt: today - .seconds(100), expiresAt: today + .seconds(ends))
                bundle.keys = []
                var ceremony = try TrustCeremony(draft: bundle)
                try ceremony.sign(by: root)
                let file = "\(directory)/\(ends)-\(organization).trust"
                try Data(ceremony.bytes).write(to: URL(fileURLWithPath: file))
                return "trust.bundle=\(file)"
            }
            let cases = [
                (try write(own, ends: 1000), "does not name this service's key"),
                (try write(own, ends: -50), "has ended"),
                (try write(.random(), ends: 1000), "another organization"),
            ]
            for (setting, words) in cases {
                for command in ["check-config", "serve"] {
                    let ended = try run(command, "--set", setting)
                    #expect(ended.status == 78, "\(command) \(ended.talk)")
                    #expect(ended.talk.contains(words), "\(command) \(ended.talk)")
                }
            }
        }
    }
}
