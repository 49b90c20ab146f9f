import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A fingerprint` {
    private func facts(_ values: [String]) throws -> [MachineFact] {
        try values.enumerated().map { try fact("fact-\($0.offset)", $0.element) }
    }

    private func fingerprint(
        _ values: [String], needed: Int? = nil, seed: UInt64 = 1
    ) throws -> Fingerprint {
        var generator = SplitMix64(seed: seed)
        return try #require(Fingerprint(of: facts(values), needed: needed, using: &generator))
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 4)])
    func `needs half of the facts again, rounded up`(count: Int, needed: Int) throws {
        let values = (0..<count).map { "value \($0)" }
        let fingerprint = try fingerprint(values)
        #expect(fingerprint.needed == needed)
        for changed in 0...count {
            let now = (0..<count).map { $0 < changed ? "other \($0)" : "value \($0)" }
            #expect(try fingerprint.matchCount(facts(now)) == count - changed)
            #expect(try fingerprint.matches(facts(now)) == (count - changed >= needed))
        }
    }

    @Test func `allows one change of four and denies three`() throws {
        let fingerprint = try fingerprint(["a", "b", "c", "d"])
        #expect(try fingerprint.matches(facts(["a", "b", "c", "x"])))
        #expect(try !fingerprint.matches(facts(["a", "x", "y", "z"])))
    }

    @Test func `can ask for every fact`() throws {
        let exact = try fingerprint(["a", "b"], needed: 2)
        #expect(try exact.matches(facts(["a", "b"])))
        #expect(try !exact.matches(facts(["a", "x"])))
    }

    /// Whatever the ledger thinks of its machine, and whoever has copied the device's key with it.
    @Test func `is that of the machine for which a seat was signed`() throws {
        let device = try SyncFixture.deviceKey(1)
        let bound = try fingerprint(["a", "b"], needed: 2)
        let signed = try SyncFixture.plain.certificate(for: device) { $0.fingerprint = bound }
            .signed(by: SyncFixture.serviceKey())
        let certificate = try SyncFixture.plain.keys.verifyCertificate(signed)
        let key = device.verificationKey
        #expect(try certificate.seat(on: key, facts(["a", "b"])).isOfThisMachine)
        #expect(try !certificate.seat(on: key, facts(["a", "x"])).isOfThisMachine)
        let other = try SyncFixture.deviceKey(2).verificationKey
        #expect(try !certificate.seat(on: other, facts(["a", "b"])).isOfThisMachine)
    }

    @Test func `matches facts by their names, in any order, among others`() throws {
        let one = try fingerprint(["a", "b"], needed: 2)
        #expect(try one.matches(facts(["a", "b"]).reversed() + [fact("more", "x")]))
        // The same values under each other's names are other facts.
        #expect(try one.matchCount(facts(["b", "a"])) == 0)
    }

    @Test func `shows nothing in common under another salt`() throws {
        let first = try fingerprint(["a", "b"], seed: 1)
        let second = try fingerprint(["a", "b"], seed: 2)
        #expect(Set(first.digests).isDisjoint(with: second.digests))
    }

    @Test func `is made of one to eight facts of different names`() throws {
        var generator = SplitMix64(seed: 1)
        #expect(Fingerprint(of: [], using: &generator) == nil)
        #expect(try Fingerprint(of: facts((0..<9).map { "\($0)" }), using: &generator) == nil)
        let same = [try fact("a", "1"), try fact("a", "2")]
        #expect(Fingerprint(of: same, using: &generator) == nil)
        #expect(try Fingerprint(of: facts(["1"]), needed: 2, using: &generator) == nil)
        #expect(try Fingerprint(of: facts(["1"]), needed: 0, using: &generator) == nil)
        #expect(Fingerprint(needed: 1, salt: 0, digests: [2, 1]) == nil)
        #expect(Fingerprint(needed: 1, salt: 0, digests: [1, 1]) == nil)
    }

    /// Device-Messages §3, computed by another implementation of HMAC.
    @Test func `holds digests as the specification says`() throws {
        let name = try #require(ConditionKey("machine-id"))
        let fact = try #require(MachineFact(name, "0123456789abcdef0123456789abcdef"))
        let salt: UInt64 = 0x0102_0304_0506_0708
        let written = try #require(
            Fingerprint(needed: 1, salt: salt, digests: [0x807b_832e_9aab_c744]))
        #expect(written.matchCount([fact]) == 1)
    }
}
