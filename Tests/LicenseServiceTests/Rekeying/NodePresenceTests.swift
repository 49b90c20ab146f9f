import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `What a node says of itself` {
    private static func bundle(_ version: UInt64, of vendor: TestService) throws -> [UInt8] {
        let root = try TestService.key(80)
        var bundle = TrustBundle(
            organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
            issuedAt: TestService.now + .seconds(-10),
            expiresAt: TestService.now + .seconds(1_000_000))
        bundle.version = version
        bundle.keys = [
            (vendor.issuer.verificationKey, KeyRole.issue), (vendor.keys.answerKey, .activate),
            (vendor.keys.listKey, .status),
        ].map { key, role in
            BundleKey(
                key, role: role, notBefore: TestService.now + .seconds(-20),
                notAfter: TestService.now + .seconds(900_000))
        }
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: root)
        return ceremony.bytes
    }

    @Test func `is its keys and the bundle that it serves, until it ends`() async throws {
        try await TestService.with { vendor in
            let first = try Self.bundle(1, of: vendor)
            let node = try vendor.anotherNode(clock: vendor.clock) { parts in
                (parts.node, parts.trustBundle) = ("host:/home", first)
            }
            let nodes = vendor.registry.nodes
            await node.publisher.round()
            await node.presence.round()
            let said = try #require(try nodes.running(at: TestService.now).first)
            #expect(
                said
                    == NodeRecord(
                        name: "host:/home", bundleVersion: 1,
                        answerKey: vendor.keys.answerKey.keyID,
                        listKey: vendor.keys.listKey.keyID,
                        mintingKey: vendor.keys.minting?.issuer.verificationKey.keyID))
            try node.trust.replace(Self.bundle(2, of: vendor))
            await node.presence.round()
            #expect(try nodes.running(at: TestService.now).map(\.bundleVersion) == [2])
            await node.presence.end()
            #expect(try nodes.running(at: TestService.now).isEmpty)
            try await node.runtime.pool.shutDown()
        }
    }

    @Test func `and two nodes publish in turn, though their clocks are a day apart`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license().claims
            let day = Duration.seconds(86_400)
            let ahead = try vendor.anotherNode(clock: ServiceClock { TestService.now + day })
            let behind = try vendor.anotherNode(clock: ServiceClock { TestService.now })
            var newest: UInt64 = 0
            for state in [LicenseState.disabled, .granted, .revoked] {
                try vendor.registry.issuance.setState(
                    of: license.license, to: state, reason: "", now: TestService.now)
                for _ in 0..<2 {
                    await ahead.publisher.round()
                    await behind.publisher.round()
                }
                let numbers = [ahead, behind].compactMap { $0.lists[0]?.claims.sequence }
                #expect(numbers.count == 2 && Set(numbers).count == 1)
                #expect(try #require(numbers.first) > newest)
                newest = numbers[0]
                let list = try #require(behind.lists[0]).list
                #expect(
                    try list.status(of: license.statusIndex!)
                        == (state == .granted ? .valid : state == .revoked ? .invalid : .suspended))
            }
            for service in [ahead, behind] { try await service.runtime.pool.shutDown() }
        }
    }
}
