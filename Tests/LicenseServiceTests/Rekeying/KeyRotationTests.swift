import COSE
import COSESigning
import Foundation
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryCommandSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `A key of the service` {
    private static let now = TestService.now

    /// One node: a directory, and the registry that it shares.
    private struct Node {
        let home: ServiceHome
        let registry: Registry

        var organizations: Organizations { registry.organizations }

        /// - Parameter first: a node whose keys this one gets.
        init(_ path: String, registry: String, besides first: Node? = nil) throws {
            home = ServiceHome(HomeLayout(path: path), passphraseFile: nil)
            if let first {
                mkdir(path, 0o700)
                mkdir(home.layout.keysPath, 0o700)
                for name in ["service.key", "status.key"] {
                    try copy(first.path(name), to: "\(home.layout.keysPath)/\(name)")
                }
            } else {
                _ = try home.initialize(
                    organization: nil, database: .sqlite(path: registry), now: now)
            }
            self.registry = try Registry.open(sqlite: registry, now: now)
        }

        func rotation(
            _ bundle: TrustBundle? = nil, of key: ServiceKey = .service
        ) throws -> ServiceKeyRotation {
            ServiceKeyRotation(
                of: key,
                at: RotationSite(
                    HomeKeys(home.layout, .file(nil)), registry.organizations,
                    bundle: try bundle.map { try signed($0).bundle },
                    nodes: try registry.nodes.running(at: now)))
        }

        func advance(_ bundle: TrustBundle? = nil, after seconds: Int64 = 0) throws
            -> [RotationStep]
        {
            try rotation(bundle).advance(isKnown: false, now: now + .seconds(seconds))
        }

        func plan(_ bundle: TrustBundle? = nil) throws -> RotationPlan {
            try rotation(bundle).plan(isKnown: false, now: now)
        }

        var present: VerificationKey { get throws { try home.open(.service).verificationKey } }

        func path(_ name: String) -> String { "\(home.layout.keysPath)/\(name)" }

        func has(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

        func publicHalf(_ name: String) throws -> VerificationKey {
            try VerificationKey(parsing: String(contentsOfFile: path(name), encoding: .utf8))
        }
    }

    private static func signed(_ bundle: TrustBundle) throws -> TrustCeremony {
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: TestService.key(80))
        return ceremony
    }

    private static func bundle(
        _ version: UInt64, _ role: KeyRole = .activate, _ keys: (VerificationKey, until: Int64)...
    ) throws -> TrustBundle {
        var bundle = TrustBundle(
            organization: .random(), roots: [try TestService.key(80).verificationKey], threshold: 1,
            issuedAt: now + .seconds(-10), expiresAt: now + .seconds(1_000_000))
        bundle.version = version
        bundle.keys = keys.map { key, until in
            BundleKey(
                key, role: role, notBefore: now + .seconds(-20), notAfter: now + .seconds(until))
        }
        return bundle
    }

    private static func withNode(_ body: (Node, _ directory: String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try body(
                Node(directory + "/a", registry: directory + "/registry.sqlite"), directory)
        }
    }

    @Test func `is replaced by one that devices know, and its file goes when its time has ended`()
        throws
    {
        try Self.withNode { node, _ in
            let old = try node.present
            #expect(try node.plan().step == .make)
            #expect(!node.has("service.next.key"))
            #expect(try node.advance() == [.make])
            let new = try node.publicHalf("service.next.pub")
            #expect(try node.plan().step == .vouch(new))
            // Waits, however often it is called.
            #expect(try node.advance() == [])
            #expect(try node.present == old)
            let both = try Self.bundle(2, .activate, (old, 900), (new, 900))
            #expect(try node.advance(both) == [.exchange])
            #expect(try node.present == new)
            #expect(try node.publicHalf("service.pub") == new)
            #expect(try node.publicHalf("service.former.pub") == old)
            #expect(!node.has("service.next.key") && !node.has("service.next.pub"))
            #expect(try node.plan(both).step == .retire(old))
            #expect(try node.advance(both) == [])
            let ended = try Self.bundle(3, .activate, (old, 0), (new, 900))
            #expect(try node.advance(ended) == [.discard])
            #expect(!node.has("service.former.key") && !node.has("service.former.pub"))
            #expect(try node.organizations.serviceKeys().filter { $0.role == .activate }.count == 2)
            let rest = try node.plan(ended)
            #expect(rest.present == new.keyID && rest.next == nil && rest.former == nil)
            #expect(rest.step == .make)
        }
    }

    @Test func `goes on where a call was broken off while it made the next one`() throws {
        try Self.withNode { node, _ in
            // The private half is there, and nothing else.
            let made = try TestService.key(40)
            try KeyFile.writeUnencrypted(made, to: node.path("service.next.key"))
            #expect(try node.advance() == [])
            #expect(try node.publicHalf("service.next.pub") == made.verificationKey)
            #expect(
                try node.organizations.serviceKeys().contains {
                    $0.publicKey == made.verificationKey && $0.role == .activate
                })
            #expect(try node.plan().step == .vouch(made.verificationKey))
        }
    }

    @Test(arguments: [false, true])
    func `goes on where a call was broken off while keys changed places`(isRenamed: Bool) throws {
        try Self.withNode { node, _ in
            let old = try node.present
            _ = try node.advance()
            let new = try node.publicHalf("service.next.pub")
            let both = try Self.bundle(2, .activate, (old, 900), (new, 900))
            #expect(link(node.path("service.key"), node.path("service.former.key")) == 0)
            if isRenamed {
                #expect(rename(node.path("service.next.key"), node.path("service.key")) == 0)
            }
            #expect(try node.advance(both) == (isRenamed ? [] : [.exchange]))
            #expect(try node.present == new)
            #expect(try node.publicHalf("service.pub") == new)
            #expect(!node.has("service.next.pub"))
            #expect(try node.home.open(KeyName("service.former")!).verificationKey == old)
            #expect(try node.plan(both).step == .retire(old))
        }
    }

    @Test func `is replaced at two nodes by one key, also where one of them comes late`() throws {
        try Self.withNode { first, directory in
            try withTemporaryDirectory { other in
                let second = try Node(
                    other + "/b", registry: directory + "/registry.sqlite", besides: first)
                let old = try second.present
                #expect(try old == first.present)
                _ = try first.advance()
                let new = try first.publicHalf("service.next.pub")
                #expect(try second.plan().step == .bring(new.keyID))
                let both = try Self.bundle(2, .activate, (old, 900), (new, 900))
                // Clocks that differ change nothing, and no third key is made.
                #expect(try second.advance(both, after: -1_000) == [])
                #expect(try first.advance(both) == [.exchange])
                #expect(try second.present == old)
                #expect(try second.plan(both).step == .bring(new.keyID))
                try Self.copy(first.path("service.key"), to: second.path("service.next.key"))
                #expect(try second.advance(both) == [.exchange])
                #expect(try second.present == new)
                #expect(try second.publicHalf("service.pub") == new)
                #expect(
                    try first.organizations.serviceKeys().filter { $0.role == .activate }.count == 2
                )
            }
        }
    }

    @Test
    func `waits for every node that hands out an older bundle, and for those that sign with it`()
        throws
    {
        try Self.withNode { node, _ in
            let old = try node.present
            func announce(_ name: String, _ version: UInt64?, _ key: VerificationKey) throws {
                try node.registry.nodes.announce(
                    NodeRecord(
                        name: name, bundleVersion: version, answerKey: key.keyID,
                        listKey: old.keyID, mintingKey: nil), now: Self.now)
            }
            _ = try node.advance()
            let new = try node.publicHalf("service.next.pub")
            let both = try Self.bundle(2, .activate, (old, 900), (new, 900))
            try announce("a", 2, old)
            try announce("b", 1, old)
            try announce("c", nil, old)
            #expect(try node.plan(both).step == .serve(["b", "c"]))
            #expect(try node.advance(both) == [])
            #expect(try node.present == old)
            try announce("b", 2, old)
            try node.registry.nodes.leave("c", now: Self.now)
            #expect(try node.advance(both) == [.exchange])
            try announce("a", 2, new)
            #expect(try node.plan(both).step == .restart(["b"]))
            try announce("b", 2, new)
            #expect(try node.plan(both).step == .retire(old))
        }
    }

    private static func copy(_ path: String, to other: String) throws {
        try writeSecret(String(contentsOfFile: path, encoding: .utf8), to: other)
    }

    @Test func `that lies in a device has its successor made there`() throws {
        try Self.withNode { node, _ in
            try writeSecret("pkcs11:object=service\n", to: node.path("status.uri"))
            #expect(throws: (any Error).self) {
                try node.rotation(of: .status).advance(isKnown: true, now: Self.now)
            }
            #expect(!node.has("status.next.key"))
        }
    }

    /// A device that has slept since before the first step.
    @Test func `is believed by a late device for what it signed, and the next one by the bundle`()
        throws
    {
        let old = try TestService.key(41)
        let new = try TestService.key(42)
        let first = try Self.bundle(1, .status, (old.verificationKey, 900))
        var second = try Self.bundle(
            2, .status, (old.verificationKey, 100), (new.verificationKey, 900))
        second.organization = first.organization
        let list = { (key: borrowing SigningKey, number: UInt64, seconds: Int64) in
            try StatusListBuilder(organization: first.organization, shard: 0).signed(
                by: key, sequence: number, base: "https://status.example",
                issuedAt: Self.now + .seconds(seconds),
                expiresAt: Self.now + .seconds(seconds + 1000), timeToLive: .seconds(60)
            ).message
        }
        var memory = TrustMemory(
            pinning: TrustRoot(try TestService.key(80).verificationKey))
        let before = StatusKeys(
            try memory.accept(Self.signed(first).messages, at: Self.now))
        let (former, next) = (try list(old, 1, 50), try list(new, 2, 150))
        #expect(try before.verify(former).claims.sequence == 1)
        #expect(throws: StatusError.self) { try before.verify(next) }
        let after = StatusKeys(
            try memory.accept(Self.signed(second).messages, at: Self.now + .seconds(200)))
        #expect(try after.verify(former).claims.sequence == 1)
        #expect(try after.verify(next).claims.sequence == 2)
        // What the former key signs after its time is nobody's word any more.
        #expect(throws: StatusError.self) { try after.verify(list(old, 3, 150)) }
    }
}
