import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Identifiers` {
    @Test(arguments: [
        "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "00000000-0000-0000-0000-000000000001",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ])
    func `are read in either case and printed in small letters`(_ text: String) throws {
        let id = try #require(LicenseID(text))
        #expect(LicenseID(text.uppercased()) == id)
        #expect(id.description == text)
        #expect(LicenseID(id.bytes) == id)
    }

    @Test(arguments: [
        "", "00000000-0000-0000-0000-000000000000", "6f9619ff8b864d01b42d00cf4fc964ff",
        "6f9619ff-8b86-4d01-b42d-00cf4fc964f", "6f9619ff-8b86-4d01-b42d-00cf4fc964fff",
        "{6f9619ff-8b86-4d01-b42d-00cf4fc964ff}", "6f9619f-f8b86-4d01-b42d-00cf4fc964ff",
        "6f9619fg-8b86-4d01-b42d-00cf4fc964ff", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff-",
        "6f9619f\u{ff10}-8b86-4d01-b42d-00cf4fc964ff",
    ])
    func `are not read from anything else`(_ text: String) {
        #expect(LicenseID(text) == nil)
    }

    @Test func `have sixteen bytes, not all of them zero`() {
        #expect(LicenseID([UInt8](repeating: 0, count: 16)) == nil)
        #expect(LicenseID([UInt8](repeating: 1, count: 15)) == nil)
        #expect(LicenseID([UInt8](repeating: 1, count: 17)) == nil)
        #expect(LicenseID([UInt8](repeating: 0, count: 15) + [1]) != nil)
    }

    @Test(arguments: 0..<UInt64(20))
    func `are drawn as version 4 with its variant, and ordered by their bytes`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let one = LicenseID.random(using: &generator)
        let other = LicenseID.random(using: &generator)
        #expect(one.bytes[6] >> 4 == 4 && one.bytes[8] >> 6 == 2)
        #expect((one < other) == one.bytes.lexicographicallyPrecedes(other.bytes))
    }
}
