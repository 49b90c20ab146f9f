import COSE
import COSESigning
import LicenseLedger
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The vendor's keys beside a ledger` {
    private static func key(_ number: UInt8) -> VerificationKey {
        SigningKey.test(number).verificationKey
    }

    @Test func `are remembered as they were named`() throws {
        let pins = LedgerPins("/device", files: SimulatedDisk())
        #expect(try pins.read() == nil)
        let root = TrustRoot([Self.key(1), Self.key(2), Self.key(3)], threshold: 2)!
        for pinned in [
            PinnedTrust.keys([Self.key(1)]), .keys([Self.key(2), Self.key(3)]), .root(root),
        ] {
            try pins.write(pinned)
            #expect(try pins.read() == pinned)
            #expect(pinned.trust != nil)
        }
    }

    @Test(arguments: [
        "", "key\n", "key 00\n", "owner 11\n", "threshold 1\n",
        "root d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n",
        "root d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\nthreshold 2\n",
        "key d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\nthreshold 1\n",
    ])
    func `are refused when they name none`(_ text: String) throws {
        let disk = SimulatedDisk()
        let pins = LedgerPins("/device", files: disk)
        try pins.write(.keys([Self.key(1)]))
        disk.edit("/device/vendor") { $0 = Array(text.utf8) }
        #expect(throws: LedgerError.pinsDamaged(path: "/device/vendor")) { try pins.read() }
        try pins.write(.keys([Self.key(1)]))
        #expect(try pins.read() == .keys([Self.key(1)]))
    }
}
