// swift-format-ignore-file: NeverForceUnwrap

import LicenseSync
import LicenseTestSupport
import Testing

@Suite struct `A fingerprint` {
    private func changed(_ count: Int) -> [MachineFact] {
        Device.facts.enumerated().map { index, fact in
            index < count ? MachineFact(fact.kind, [UInt8]("another".utf8)) : fact
        }
    }

    @Test func `knows a machine of which as many facts as must are there`() {
        #expect(Device.fingerprint.matches(Device.facts))
        #expect(Device.fingerprint.matches(Device.facts.reversed()))
        #expect(Device.fingerprint.matches(changed(1)))
        #expect(!Device.fingerprint.matches(changed(2)))
        #expect(Device.fingerprint.matches(Array(Device.facts.dropFirst())))
        #expect(!Device.fingerprint.matches(Array(Device.facts.dropFirst(2))))
        #expect(!Device.fingerprint.matches([]))
    }

    @Test func `takes a fact for its own kind only, and counts none twice`() {
        let moved = [
            MachineFact("board-serial", Device.facts[0].value),
            MachineFact("machine-id", Device.facts[1].value),
        ]
        let strict = Fingerprint(
            Array(Device.facts.prefix(2)), threshold: 1, salt: [UInt8](repeating: 0, count: 8))!
        #expect(!strict.matches(moved))
        let repeated = [Device.facts[0], Device.facts[0], Device.facts[0]]
        #expect(!Device.fingerprint.matches(repeated))
    }

    @Test func `of one machine under two salts has nothing in common`() {
        let other = Fingerprint(
            Device.facts, threshold: 3, salt: [UInt8](repeating: 9, count: 8))!
        #expect(Set(other.digests).isDisjoint(with: Device.fingerprint.digests))
        #expect(other.matches(Device.facts))
    }

    @Test func `is not made of nothing, of too much, or with a threshold out of reach`() {
        let salt = [UInt8](repeating: 0, count: 8)
        let nine = (0..<9).map { MachineFact("kind-\($0)", [1]) }
        #expect(Fingerprint([], threshold: 0, salt: salt) == nil)
        #expect(Fingerprint(nine, threshold: 1, salt: salt) == nil)
        #expect(Fingerprint(Device.facts, threshold: 5, salt: salt) == nil)
        #expect(Fingerprint(Device.facts, threshold: 0, salt: salt) == nil)
        #expect(Fingerprint(Device.facts, threshold: 1, salt: [1]) == nil)
        #expect(
            Fingerprint([Device.facts[0], Device.facts[0]], threshold: 1, salt: salt) == nil)
    }
}
