import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A status list` {
    @Test(arguments: 0..<UInt64(20))
    func `answers for each position what was set there`(seed: UInt64) throws {
        let fixture = try StatusFixture()
        var generator = SplitMix64(seed: seed)
        var exceptions: [UInt32: LicenseStatus] = [0: .invalid, (1 << 20) - 1: .suspended]
        for _ in 0..<Int(seed * seed * 20) {
            exceptions[UInt32.random(in: 0..<1 << 20, using: &generator)] =
                LicenseStatus.allCases.randomElement(using: &generator)!
        }
        let list = try fixture.list(exceptions, shard: 3)
        for position in stride(from: UInt32(0), to: 1 << 20, by: 997) {
            let status = try list.status(of: StatusIndex(3 << 20 | position))
            #expect(status == exceptions[position] ?? .valid)
        }
        for (position, status) in exceptions {
            #expect(try list.status(of: StatusIndex(3 << 20 | position)) == status)
        }
        let counts = list.counts
        for status in LicenseStatus.allCases where status != .valid {
            #expect(counts[status] ?? 0 == exceptions.values.count { $0 == status })
        }
        #expect(counts.values.reduce(0, +) == 1 << 20)
        #expect(
            StatusListBuilder(list).exceptionCount == exceptions.values.count { $0 != .valid })
        #expect(list.message.bytes.count <= Limits.maxObjectBytes)
    }

    @Test func `does not answer for another list's license`() throws {
        let list = try StatusFixture().list(shard: 3)
        #expect(throws: StatusError.otherShard(3)) { try list.status(of: StatusIndex(5)) }
        #expect(throws: StatusError.otherShard(3)) { try list.status(of: StatusIndex(4 << 20)) }
    }

    @Test func `is read back from its bytes`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list([7: .invalid])
        let message = try SignedMessage(list.message.bytes, maxPayload: Limits.maxObjectBytes)
        let again = try fixture.keys.verify(message)
        #expect(again.claims == list.claims)
        #expect(try again.status(of: StatusIndex(7)) == .invalid)
    }

    @Test func `is refused with any bit of it flipped`() throws {
        let fixture = try StatusFixture()
        let bytes = try fixture.list([7: .invalid]).message.bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let message = try? SignedMessage(changed, maxPayload: Limits.maxObjectBytes)
            else { continue }
            #expect(throws: StatusError.self) { try fixture.keys.verify(message) }
        }
    }

    @Test func `is refused as another kind, and another kind as a list`() throws {
        let fixture = try StatusFixture()
        #expect(throws: StatusError.type(.cwt)) {
            try fixture.keys.verify(fixture.message(type: .cwt))
        }
        let list = try fixture.list()
        #expect(throws: LicenseError.type(.statusList)) { try LicenseKey(list.message) }
    }

    @Test func `is refused from a key that is not trusted for lists`() throws {
        let fixture = try StatusFixture()
        let other = SigningKey.test(4)
        let keys = StatusKeys(pinning: other.verificationKey)
        let list = try fixture.list()
        #expect(throws: StatusError.unknownKey(fixture.key.verificationKey.keyID)) {
            try keys.verify(list.message)
        }
    }

    @Test func `is refused when its claims break a rule`() throws {
        let fixture = try StatusFixture()
        let changes: [(inout StatusListClaims) -> Void] = [
            { $0.sequence = 0 },
            // Larger than the time: a stolen key could push it out of everybody's reach.
            { $0.sequence = UInt64($0.issuedAt.secondsSinceEpoch) + 1 },
            { $0.expiresAt = $0.issuedAt }, { $0.timeToLive = .zero },
            { $0.timeToLive = .seconds(Limits.maxSpanSeconds + 1) }, { $0.shard = 4096 },
            { $0.uri = "https://example.com/status/1" },
            { $0.uri = "https://example.com/status/00" }, { $0.uri = "0" },
            { $0.uri = String(repeating: "a", count: 1100) + "/0" }, { $0.root = [] },
        ]
        for change in changes {
            let message = try fixture.message(claims: change)
            #expect(throws: StatusError.claims) { try fixture.keys.verify(message) }
        }
    }

    @Test func `is refused when its statuses are not those that were signed for`() throws {
        let fixture = try StatusFixture()
        let wrongRoot = try fixture.keys.verify(fixture.message(claims: { $0.root[0] ^= 1 }))
        let otherShard = try fixture.keys.verify(
            fixture.message(claims: {
                $0.shard = 1
                $0.uri = "https://example.com/status/1"
            }))
        for list in [wrongRoot, otherShard] {
            #expect(throws: StatusError.root) {
                try list.check(
                    replacing: nil, of: fixture.organization, at: StatusFixture.issuedAt)
            }
        }
    }

    /// 270 kB that would inflate to 270 MB; no more than one list's bytes are ever produced.
    @Test func `that would inflate without end is refused`() throws {
        let fixture = try StatusFixture()
        let bomb = Bomb.zlib(of: 270_000_000)
        #expect(bomb.count < Limits.maxObjectBytes)
        let message = try fixture.message(compressed: bomb)
        #expect(throws: StatusError.compression) { try fixture.keys.verify(message) }
    }

    @Test func `is refused when its statuses are too few, damaged or followed by bytes`() throws {
        let fixture = try StatusFixture()
        let whole = Bomb.zlib(of: StatusPages.byteCount)
        for compressed in [
            Bomb.zlib(of: StatusPages.byteCount - 1), Bomb.zlib(of: StatusPages.byteCount + 1),
            Array(whole.dropLast()), whole + [0], [], Array(whole.dropFirst()),
        ] {
            let message = try fixture.message(compressed: compressed)
            #expect(throws: StatusError.compression) { try fixture.keys.verify(message) }
        }
    }
}

@Suite struct `A device's memory of a list` {
    @Test func `takes newer lists, the same one again, and no older one`() throws {
        let fixture = try StatusFixture()
        let now = StatusFixture.issuedAt
        let first = try fixture.list([1: .invalid], sequence: 5)
        let second = try fixture.list([2: .invalid], sequence: 6)
        try first.check(replacing: nil, of: fixture.organization, at: now)
        try second.check(replacing: StatusMemory(first), of: fixture.organization, at: now)
        try second.check(replacing: StatusMemory(second), of: fixture.organization, at: now)
        #expect(throws: StatusError.rollback(sequence: 5, held: 6)) {
            try first.check(replacing: StatusMemory(second), of: fixture.organization, at: now)
        }
    }

    @Test func `sees two lists of one number that say different things`() throws {
        let fixture = try StatusFixture()
        let first = try fixture.list([1: .invalid], sequence: 5)
        let second = try fixture.list([2: .invalid], sequence: 5)
        #expect(throws: StatusError.equivocation(sequence: 5)) {
            try second.check(
                replacing: StatusMemory(first), of: fixture.organization,
                at: StatusFixture.issuedAt)
        }
    }

    @Test func `takes no list of another shard in its place`() throws {
        let fixture = try StatusFixture()
        let other = try fixture.list(sequence: 6, shard: 3)
        #expect(throws: StatusError.otherShard(3)) {
            try other.check(
                replacing: StatusMemory(fixture.list(sequence: 5)), of: fixture.organization,
                at: StatusFixture.issuedAt)
        }
    }

    @Test func `takes none of another organization, and none from the day after tomorrow`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list()
        var generator = SplitMix64(seed: 1)
        let other = OrganizationID.random(using: &generator)
        #expect(throws: StatusError.otherOrganization) {
            try list.check(replacing: nil, of: other, at: StatusFixture.issuedAt)
        }
        let dayBefore = StatusFixture.issuedAt - .seconds(86_400)
        try list.check(replacing: nil, of: fixture.organization, at: dayBefore)
        #expect(throws: StatusError.fromTheFuture(issuedAt: StatusFixture.issuedAt)) {
            try list.check(
                replacing: nil, of: fixture.organization, at: dayBefore - .seconds(1))
        }
    }
}
