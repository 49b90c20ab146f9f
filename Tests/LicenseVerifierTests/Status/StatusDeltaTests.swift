import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A status delta` {
    /// Three lists after the first, with a license that is revoked and comes back in between.
    private func history() throws -> StatusHistory {
        var history = try StatusHistory(shard: 2)
        try history.publish([5: .invalid, 70: .suspended])
        try history.publish([9: .invalid, (1 << 20) - 1: .suspended])
        try history.publish([9: .valid, 0: .invalid, 70: .applicationSpecific])
        try history.publish([5: .valid])
        return history
    }

    @Test func `leads from each list in between to the same one`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 4))
        #expect(delta.from == 1)
        #expect(delta.changeCount == 5)
        #expect(delta.claims == history.list(4).claims)
        for held in UInt64(1)...4 {
            let list = try history.list(held).applying(delta)
            #expect(list.claims == history.list(4).claims)
            #expect(list.statuses == history.list(4).statuses)
            try list.check(
                replacing: StatusMemory(history.list(held)), of: history.fixture.organization,
                at: list.claims.issuedAt)
        }
    }

    /// The device holds number 2, in which the license 9 is revoked.
    ///
    /// At the beginning and at the end it is good, so that a plain difference of the two leaves it
    /// out, and the device would deny for ever.
    @Test func `names what was taken back in between, as a plain difference does not`() throws {
        var history = try StatusHistory()
        try history.publish()
        try history.publish([9: .invalid])
        try history.publish([9: .valid, 11: .invalid])
        let delta = try #require(try history.delta(from: 1, to: 3))
        #expect(hex(try #require(changes(of: delta))) == "24" + "05")
        #expect(try history.list(2).applying(delta).status(of: StatusIndex(9)) == .valid)

        let plain = try history.fixture.keys.verifyDelta(
            history.fixture.deltaMessage(to: history.list(3), from: 1, changes: hex("2d")))
        #expect(try history.list(1).applying(plain).statuses == history.list(3).statuses)
        #expect(throws: StatusError.deltaRoot) { try history.list(2).applying(plain) }
    }

    @Test func `applied twice changes nothing more, and applied to its own end nothing`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 4))
        let once = try history.list(1).applying(delta)
        let twice = try once.applying(delta)
        #expect(twice.statuses == once.statuses)
        #expect(twice.message == once.message)
        #expect(try history.list(4).applying(delta).message == history.list(4).message)
    }

    @Test func `is taken up by the next one`() throws {
        let history = try history()
        let first = try #require(try history.delta(from: 1, to: 2))
        let second = try #require(try history.delta(from: 2, to: 4))
        let list = try history.list(1).applying(first).applying(second)
        #expect(list.statuses == history.list(4).statuses)
        #expect(list.message == second.message)
    }

    @Test func `is read back from its bytes`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 4))
        let again = try history.fixture.keys.verifyDelta(
            SignedMessage(delta.message.bytes, maxPayload: Limits.maxObjectBytes))
        #expect(again.from == delta.from)
        #expect(again.claims == delta.claims)
        #expect(changes(of: again) == changes(of: delta))
    }

    @Test func `brings its own times, so that a quiet list stays fresh`() throws {
        var history = try StatusHistory()
        try history.publish([7: .invalid])
        try history.publish()
        let refresh = try #require(try history.delta(from: 1, to: 2))
        #expect(refresh.changeCount == 0)
        let list = try history.list(1).applying(refresh)
        #expect(list.claims.issuedAt == StatusFixture.issuedAt + .seconds(3600))
        #expect(list.claims.root == history.list(1).claims.root)
    }

    private func changes(of delta: VerifiedStatusDelta) -> [UInt8]? {
        // The changes are the last item of the payload, up to 23 bytes of them behind one byte.
        let payload = Array(delta.message.unverifiedPayload)
        let head = payload.indices.last { payload[$0] == 0x40 | UInt8(payload.count - $0 - 1) }
        return head.map { Array(payload[($0 + 1)...]) }
    }
}

@Suite struct `A status delta is not applied` {
    private func history() throws -> StatusHistory {
        var history = try StatusHistory()
        try history.publish([5: .invalid])
        try history.publish([9: .invalid])
        try history.publish([5: .valid])
        try history.publish([7: .suspended])
        return history
    }

    @Test func `to a list older than its beginning`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 2, to: 3))
        #expect(throws: StatusError.gap(from: 2, held: 1)) { try history.list(1).applying(delta) }
    }

    @Test func `to a list newer than its end`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 3))
        #expect(throws: StatusError.rollback(sequence: 3, held: 4)) {
            try history.list(4).applying(delta)
        }
    }

    @Test func `to another list of the number that it leads to`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 3))
        let other = try history.fixture.list([80: .invalid], sequence: 3)
        #expect(throws: StatusError.equivocation(sequence: 3)) { try other.applying(delta) }
    }

    @Test func `to another list of a number in between`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 3))
        let other = try history.fixture.list([80: .invalid], sequence: 2)
        #expect(throws: StatusError.deltaRoot) { try other.applying(delta) }
    }

    @Test func `to a list of another shard, place or organization`() throws {
        let history = try history()
        let shard = try history.fixture.list(sequence: 2, shard: 1)
        let delta = try #require(try history.delta(from: 1, to: 3))
        #expect(throws: StatusError.otherList(0)) { try shard.applying(delta) }

        let moved = try history.fixture.keys.verifyDelta(
            history.fixture.deltaMessage(to: history.list(3), from: 1) {
                $0.uri = "https://example.org/status/0"
            })
        #expect(throws: StatusError.otherList(0)) { try history.list(1).applying(moved) }

        var generator = SplitMix64(seed: 5)
        let other = OrganizationID.random(using: &generator)
        let foreign = try history.fixture.keys.verifyDelta(
            history.fixture.deltaMessage(to: history.list(3), from: 1) { $0.organization = other })
        #expect(throws: StatusError.otherOrganization) { try history.list(1).applying(foreign) }
    }

    @Test func `when it leaves out a change, adds one or tells it otherwise`() throws {
        let history = try history()
        // 5 comes back and 9 is revoked: the numbers 5 << 2 and 3 << 2 | 1.
        let good = hex("140d")
        for changes in ["", "14", "0d", "150d", "140e", "140d01", "100d", "1405"] {
            let delta = try history.fixture.keys.verifyDelta(
                history.fixture.deltaMessage(
                    to: history.list(3), from: 1, changes: hex(changes)))
            #expect(throws: StatusError.deltaRoot, "\(changes)") {
                try history.list(1).applying(delta)
            }
        }
        let delta = try history.fixture.keys.verifyDelta(
            history.fixture.deltaMessage(to: history.list(3), from: 1, changes: good))
        #expect(try history.list(1).applying(delta).statuses == history.list(3).statuses)
    }
}

@Suite struct `A status delta is refused` {
    private func history() throws -> StatusHistory {
        var history = try StatusHistory()
        try history.publish([5: .invalid])
        try history.publish([9: .invalid])
        try history.publish([9: .valid])
        return history
    }

    @Test func `as a list, and a list as a delta`() throws {
        let history = try history()
        let delta = try #require(try history.delta(from: 1, to: 3))
        let keys = history.fixture.keys
        #expect(throws: StatusError.type(.statusDelta)) { try keys.verify(delta.message) }
        #expect(throws: StatusError.type(.statusDelta)) { try keys.verifyStaple(delta.message) }
        #expect(throws: StatusError.type(.statusList)) {
            try keys.verifyDelta(history.list(3).message)
        }
        // Signed as one kind with the claims of the other.
        let disguised = try history.fixture.deltaMessage(
            to: history.list(3), from: 1, type: .statusList)
        #expect(throws: StatusError.claims) { try keys.verify(disguised) }
    }

    @Test func `from a key that is not trusted for lists`() throws {
        let history = try history()
        let other = SigningKey.test(4)
        let delta = try #require(try history.delta(from: 1, to: 3, signedBy: other))
        #expect(throws: StatusError.unknownKey(other.verificationKey.keyID)) {
            try history.fixture.keys.verifyDelta(delta.message)
        }
    }

    @Test func `with any bit of it flipped`() throws {
        let history = try history()
        let bytes = try #require(try history.delta(from: 1, to: 3)).message.bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let message = try? SignedMessage(changed, maxPayload: Limits.maxObjectBytes)
            else { continue }
            #expect(throws: StatusError.self) { try history.fixture.keys.verifyDelta(message) }
        }
    }

    @Test func `when its claims break a rule`() throws {
        let history = try history()
        let changes: [(inout StatusListClaims) -> Void] = [
            { $0.sequence = 0 }, { $0.sequence = 1 },
            { $0.sequence = UInt64($0.issuedAt.secondsSinceEpoch) + 1 },
            { $0.expiresAt = $0.issuedAt }, { $0.timeToLive = .zero },
            { $0.timeToLive = .seconds(Limits.maxSpanSeconds + 1) }, { $0.shard = 4096 },
            { $0.uri = "https://example.com/status/1" },
            { $0.uri = String(repeating: "a", count: 1100) + "/0" }, { $0.root = [] },
        ]
        for change in changes {
            let message = try history.fixture.deltaMessage(
                to: history.list(3), from: 1, claims: change)
            #expect(throws: StatusError.claims) { try history.fixture.keys.verifyDelta(message) }
        }
        for from in [UInt64(0), 3, 4] {
            let message = try history.fixture.deltaMessage(to: history.list(3), from: from)
            #expect(throws: StatusError.claims) { try history.fixture.keys.verifyDelta(message) }
        }
    }

    /// Numbers that are cut off, longer than they need be, or lead beyond the end of the list.
    @Test(arguments: [
        "80", "8080", "808080", "8000", "808000", "80808000", "ffffffff", "8080808001",
        "fcffff01" + "01", "80808002", "fdffff0180", "0080",
    ])
    func `when its changes are not in their one form`(changes: String) throws {
        let history = try history()
        let message = try history.fixture.deltaMessage(
            to: history.list(3), from: 1, changes: hex(changes))
        #expect(throws: StatusError.changes) { try history.fixture.keys.verifyDelta(message) }
    }

    @Test func `when it names more positions than it may`() throws {
        let history = try history()
        let most = [UInt8](repeating: 0, count: Limits.maxStatusChanges)
        let delta = try history.fixture.keys.verifyDelta(
            history.fixture.deltaMessage(to: history.list(3), from: 1, changes: most))
        #expect(delta.changeCount == 65_536)
        let more = try history.fixture.deltaMessage(
            to: history.list(3), from: 1, changes: most + [0])
        #expect(throws: StatusError.changes) { try history.fixture.keys.verifyDelta(more) }
    }
}

@Suite struct `The changes of a status delta` {
    @Test(arguments: 0..<UInt64(20))
    func `are read as they were written`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var exceptions: [UInt32: UInt8] = [0: 3, (1 << 20) - 1: 2]
        for _ in 0..<Int(seed * seed * 20) {
            exceptions[.random(in: 0..<1 << 20, using: &generator)] =
                .random(in: 0...3, using: &generator)
        }
        let ascending = exceptions.sorted { $0.key < $1.key }
            .map { (position: $0.key, status: $0.value) }
        let changes = try #require(StatusChanges(ascending: ascending))
        #expect(changes.count == exceptions.count)
        #expect(StatusChanges(changes.bytes[...]) == changes)
        var statuses = [UInt8](repeating: 0b01_10_11_00, count: StatusPages.byteCount)
        var expected = statuses
        changes.apply(to: &statuses)
        for (position, status) in ascending {
            StatusPages.set(status, at: position, in: &expected)
        }
        #expect(statuses == expected)
    }

    @Test func `reach the first and the last position and not beyond`() {
        // A gap of 2^20 - 1 and the status 3: the largest number there is.
        #expect(StatusChanges(hex("ffffff01")[...])?.count == 1)
        #expect(StatusChanges(hex("03" + "fbffff01")[...])?.count == 2)
        #expect(StatusChanges(hex("80808002")[...]) == nil)
        #expect(StatusChanges(hex("03" + "ffffff01")[...]) == nil)
        #expect(StatusChanges([])?.count == 0)
    }

    @Test func `are too many beyond 65,536`() {
        let most = (0..<UInt32(65_536)).map { (position: $0 * 16, status: UInt8(1)) }
        #expect(StatusChanges(ascending: most)?.count == 65_536)
        #expect(StatusChanges(ascending: most + [(1 << 20 - 1, 1)]) == nil)
    }
}

@Suite struct `The size of a status delta` {
    /// Changes at 0.01 % of the licenses of a full list each day; the place has 28 characters.
    private static let sizes: [(changes: Int, bound: Int)] = [
        (0, 240), (10, 275), (105, 550), (734, 1_800), (3_146, 6_500),
    ]

    @Test(arguments: sizes)
    func `stays within its bound`(changes: Int, bound: Int) throws {
        var generator = SplitMix64(seed: 9)
        var history = try StatusHistory(first: 4000)
        try history.publish()
        var exceptions: [UInt32: LicenseStatus] = [:]
        while exceptions.count < changes {
            exceptions[.random(in: 0..<1 << 20, using: &generator)] =
                .random(in: 0..<5, using: &generator) == 0 ? .suspended : .invalid
        }
        try history.publish(exceptions)
        let delta = try #require(try history.delta(from: 4000, to: 4001))
        #expect(delta.changeCount == changes)
        #expect(delta.message.bytes.count <= bound, "\(delta.message.bytes.count)")
    }
}

@Suite struct `Building a status delta` {
    @Test func `takes what no list has had yet along, and leaves other lists alone`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list([3: .invalid, 4: .suspended], sequence: 9)
        let log = [
            StatusChange(StatusIndex(3), sequence: 9), StatusChange(StatusIndex(4), sequence: nil),
            StatusChange(StatusIndex(5), sequence: 8), StatusChange(StatusIndex(6), sequence: 4),
            StatusChange(StatusIndex(3), sequence: 7),
            StatusChange(StatusIndex(1 << 20), sequence: 9),
        ]
        let delta = try #require(try list.delta(from: 7, changes: log, signedBy: fixture.key))
        #expect(delta.changeCount == 3)
        #expect(try fixture.list(sequence: 7).applying(delta).statuses == list.statuses)
    }

    @Test func `gives none where it would name too many positions`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list(sequence: 2)
        let log = (0..<UInt32(65_537)).map { StatusChange(StatusIndex($0), sequence: nil) }
        #expect(try list.delta(from: 1, changes: log, signedBy: fixture.key) == nil)
        #expect(
            try list.delta(from: 1, changes: log.dropLast(), signedBy: fixture.key)?.changeCount
                == 65_536)
    }

    @Test func `refuses a beginning that is not before its end`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list(sequence: 2)
        #expect(throws: IssuerError.statusList(.claims)) {
            try list.delta(from: 2, changes: [], signedBy: fixture.key)
        }
    }
}
