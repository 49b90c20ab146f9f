import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A device that takes whatever reaches it, and remembers what a device remembers.
private struct Device {
    private(set) var list: VerifiedStatusList
    private var memory: StatusMemory

    init(_ list: VerifiedStatusList) {
        self.list = list
        memory = StatusMemory(list)
    }

    /// Takes an object or throws; after an error it is what it was.
    mutating func take(
        _ bytes: [UInt8], _ keys: StatusKeys, _ organization: OrganizationID, at now: Timestamp
    ) throws {
        let message = try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        let next =
            message.header.type == .statusDelta
            ? try list.applying(keys.verifyDelta(message)) : try keys.verify(message)
        try next.check(replacing: memory, of: organization, at: now)
        list = next
        memory = StatusMemory(next)
    }
}

/// A publisher with a history, what it signed, and what was never meant for these devices.
private struct World: ~Copyable {
    var history: StatusHistory
    var objects: [[UInt8]] = []
    let strays: [[UInt8]]
    private(set) var generator: SplitMix64

    /// So few positions that many are revoked, come back and are revoked again.
    static let positions: [UInt32] = (0..<24).map { $0 * 43_691 }

    init(seed: UInt64, _ history: consuming StatusHistory, strays: [[UInt8]]) {
        generator = SplitMix64(seed: seed)
        self.history = history
        self.strays = strays
    }

    mutating func draw(_ range: Range<Int>) -> Int { .random(in: range, using: &generator) }

    /// The next list and some deltas to it.
    mutating func publish() throws {
        var changes: [UInt32: LicenseStatus] = [:]
        for _ in 0..<draw(0..<8) {
            changes[Self.positions[draw(0..<Self.positions.count)]] =
                LicenseStatus.allCases[draw(0..<4)]
        }
        objects.append(try history.publish(changes).message.bytes)
        let newest = history.newest
        for _ in 0..<(newest > 1 ? 3 : 0) {
            let from = UInt64(draw(1..<Int(newest)))
            objects.append(try history.delta(from: from, to: newest)!.message.bytes)
        }
    }

    /// Any object of any time, now and then with a flipped bit, or one that is not for the device.
    mutating func anyObject() -> [UInt8] {
        switch draw(0..<10) {
        case 0: return strays[draw(0..<strays.count)]
        case 1:
            var object = objects[draw(0..<objects.count)]
            object[draw(0..<object.count)] ^= 1 << UInt8(draw(0..<8))
            return object
        default: return objects[draw(0..<objects.count)]
        }
    }

    /// Lists and deltas of another shard, organization and key, all of high numbers.
    static func strays() throws -> [[UInt8]] {
        var shard = try StatusHistory(shard: 3, first: 500)
        try shard.publish()
        try shard.publish([7: .invalid])
        var same = try StatusHistory(shard: 1, first: 500)
        try same.publish()
        // A position that the devices' publisher never touches, so that nothing leads here.
        try same.publish([positions[3] + 1: .invalid])
        let thief = SigningKey.test(9)
        var generator = SplitMix64(seed: 6)
        let other = OrganizationID.random(using: &generator)
        return [
            shard.list(501).message.bytes, try shard.delta(from: 500, to: 501)!.message.bytes,
            try same.delta(from: 500, to: 501, signedBy: thief)!.message.bytes,
            // From where nobody is; then from anywhere, without the change.
            try same.delta(from: 500, to: 501)!.message.bytes,
            try same.fixture.deltaMessage(to: same.list(501), from: 1).bytes,
            try same.fixture.deltaMessage(to: same.list(501), from: 1) { $0.organization = other }
                .bytes,
            try same.list(501).delta(from: 1, changes: [], signedBy: thief)!.message.bytes,
        ]
    }

    /// Whether a list says of each position what the history had at its number.
    func isTrue(_ list: VerifiedStatusList) throws -> Bool {
        guard list.claims.sequence <= history.newest else { return false }
        let told = history.list(list.claims.sequence)
        return list.claims == told.claims && list.statuses == told.statuses
    }
}

@Suite struct `Devices that lists and deltas reach in any order` {
    @Test(arguments: 0..<UInt64(8))
    func `hold what was published, never fall back, and end at the newest`(seed: UInt64) throws {
        var world = World(
            seed: seed, try StatusHistory(shard: 1), strays: try World.strays())
        try world.publish()
        let keys = world.history.fixture.keys
        let organization = world.history.fixture.organization
        let now = StatusFixture.issuedAt + .seconds(86_400)
        var devices = (0..<5).map { _ in Device(world.history.list(1)) }
        var taken = 0
        for _ in 0..<25 {
            try world.publish()
            for index in devices.indices {
                // What is lost on the way is what is not drawn here.
                for _ in 0..<world.draw(0..<6) {
                    let before = devices[index].list
                    do {
                        try devices[index].take(world.anyObject(), keys, organization, at: now)
                        taken += 1
                    } catch {
                        #expect(devices[index].list.message == before.message)
                    }
                    let held = devices[index].list
                    #expect(held.claims.sequence >= before.claims.sequence)
                    #expect(try world.isTrue(held))
                }
            }
        }
        #expect(taken > 50)
        for index in devices.indices {
            let held = devices[index].list.claims.sequence
            let newest = world.history.newest
            // Half of the devices get the whole list, half the delta that bridges their gap.
            let object =
                index.isMultiple(of: 2) || held == newest
                ? world.history.list(newest).message.bytes
                : try world.history.delta(from: held, to: newest)!.message.bytes
            try devices[index].take(object, keys, organization, at: now)
            #expect(devices[index].list.claims.sequence == newest)
            #expect(try world.isTrue(devices[index].list))
        }
    }
}
