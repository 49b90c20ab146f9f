import COSE
import COSESigning
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Nodes of one registry` {
    private static let now = SampleRegistry.now

    private static func node(_ name: String, _ version: UInt64?) throws -> NodeRecord {
        let key = RegistryVendor.key.verificationKey.keyID
        return NodeRecord(
            name: name, bundleVersion: version, answerKey: key, listKey: key,
            mintingKey: version == nil ? nil : key)
    }

    @Test(arguments: Driver.available)
    func `say what they serve until they leave`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let nodes = sample.registry.nodes
            let before = try sample.registry.auditLog.newestSequence()
            for node in [try Self.node("b", 1), try Self.node("a", nil), try Self.node("b", 2)] {
                try nodes.announce(node, now: Self.now)
            }
            #expect(
                try nodes.running(at: Self.now) == [Self.node("a", nil), Self.node("b", 2)])
            try nodes.leave("a", now: Self.now)
            #expect(try nodes.running(at: Self.now).map(\.name) == ["b"])
            #expect(try sample.registry.auditLog.newestSequence() == before)
        }
    }

    @Test(arguments: Driver.available)
    func `count as running though their clocks are a day apart, and not for ever`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let nodes = sample.registry.nodes
            let day = Duration.seconds(86_400)
            try nodes.announce(Self.node("ahead", 1), now: Self.now + day)
            try nodes.announce(Self.node("behind", 1), now: Self.now - day)
            for moment in [Self.now - day, Self.now, Self.now + day - .seconds(1)] {
                #expect(try nodes.running(at: moment).map(\.name) == ["ahead", "behind"])
            }
            #expect(try nodes.running(at: Self.now + day).map(\.name) == ["ahead"])
            // Whoever is gone for so long is forgotten.
            try nodes.announce(Self.node("now", 1), now: Self.now + day)
            #expect(try nodes.running(at: Self.now - day).map(\.name) == ["ahead", "now"])
        }
    }
}
