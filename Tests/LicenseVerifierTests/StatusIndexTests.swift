import LicenseVerifier
import Testing

@Suite struct `Status indexes` {
    @Test(arguments: [
        (UInt32(0), UInt32(0), UInt32(0)), (0xfffff, 0, 0xfffff), (0x100000, 1, 0),
        (.max, 4095, 0xfffff),
    ])
    func `are a shard and a position`(_ value: UInt32, _ shard: UInt32, _ position: UInt32) {
        let index = StatusIndex(value)
        #expect(index.shard == shard && index.position == position)
    }
}
