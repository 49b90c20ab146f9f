import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

/// Keys by number, so that a test can name them.
private func key(_ number: UInt8) -> SigningKey {
    // A seed of 32 bytes always gives a key.
    SigningKey.test(number)
}

private func publicKey(_ number: UInt8) -> VerificationKey { key(number).verificationKey }

private let start = Timestamp("2027-01-01")!
private let end = Timestamp("2029-01-01")!
private let day = Duration.seconds(86_400)
private let organization = OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
private let benefit = BenefitID("0b9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c")!

/// A bundle of root keys 1, 2 and 3, two of whom must sign, with an issuing key 10, an activating
/// key 11 and a status key 12.
private func bundle(_ change: (inout TrustBundle) -> Void = { _ in }) -> TrustBundle {
    var bundle = TrustBundle(
        organization: organization, roots: [1, 2, 3].map(publicKey), threshold: 2,
        issuedAt: start, expiresAt: end)
    for (number, role) in [(UInt8(10), KeyRole.issue), (11, .activate), (12, .status)] {
        bundle.keys.append(
            BundleKey(publicKey(number), role: role, notBefore: start, notAfter: end))
    }
    change(&bundle)
    return bundle
}

private func signed(_ bundle: TrustBundle, by roots: [UInt8]) throws -> [SignedMessage] {
    try roots.map { try key($0).sign(payload: bundle.payload, type: .trustBundle) }
}

private let root = TrustRoot([1, 2, 3].map(publicKey), threshold: 2)!

@Suite struct `A trust bundle` {
    @Test func `comes back from its bytes with everything in it`() throws {
        let full = bundle {
            $0.version = 17
            $0.keys[0].benefits = [benefit]
            $0.keys[0].longestLifetime = .seconds(400 * 86_400)
            $0.keys[0].compromisedAt = start + day
            $0.keys[0].requiresStatusIndex = true
            $0.statusBase = "https://example.com/status"
            $0.serviceURLs = ["https://a.example.com", "https://b.example.com"]
            $0.listFloors = [0: 5, 7: 1]
        }
        #expect(TrustBundle(payload: full.payload[...]) == full)
        #expect(try root.verify(signed(full, by: [1, 3])).bundle == full)
        let bare = bundle { $0.keys = [] }
        #expect(TrustBundle(payload: bare.payload[...]) == bare)
    }

    @Test func `is signed by as many root keys as must, each counted once`() throws {
        #expect(try root.verify(signed(bundle(), by: [1, 2, 3])).bundle == bundle())
        #expect(throws: TrustError.threshold(signed: 1, needed: 2)) {
            try root.verify(signed(bundle(), by: [1, 1, 1]))
        }
        // A key that is no root counts nothing, and does no harm.
        #expect(throws: TrustError.threshold(signed: 1, needed: 2)) {
            try root.verify(signed(bundle(), by: [1, 10]))
        }
        #expect(try root.verify(signed(bundle(), by: [10, 2, 1])).bundle == bundle())
        #expect(throws: TrustError.empty) { try root.verify([]) }
    }

    @Test func `is one bundle, no matter who signs`() throws {
        let other = bundle { $0.version = 2 }
        #expect(throws: TrustError.payloadsDiffer) {
            try root.verify(signed(bundle(), by: [1]) + signed(other, by: [2]))
        }
    }

    @Test func `is refused as another kind`() throws {
        let message = try key(1).sign(payload: bundle().payload, type: .cwt)
        #expect(throws: TrustError.type(.cwt)) { try root.verify([message, message]) }
    }

    @Test func `is refused with any bit of it flipped`() throws {
        let messages = try signed(bundle(), by: [1, 2])
        let bytes = messages[0].bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let message = try? SignedMessage(changed, maxPayload: TrustBundle.maxPayload)
            else { continue }
            #expect(throws: TrustError.self) { try root.verify([message, messages[1]]) }
        }
    }

    @Test func `that breaks a rule is no bundle`() throws {
        let changes: [(inout TrustBundle) -> Void] = [
            { $0.version = 0 }, { $0.expiresAt = $0.issuedAt }, { $0.threshold = 4 },
            { $0.threshold = 0 }, { $0.roots = [] }, { $0.roots.append($0.roots[0]) },
            { $0.keys.append($0.keys[0]) }, { $0.keys[0].key = publicKey(1) },
            { $0.keys[0].notAfter = start }, { $0.keys[0].benefits = [] },
            { $0.keys[1].benefits = [benefit] }, { $0.keys[2].requiresStatusIndex = true },
            { $0.keys[1].longestLifetime = day }, { $0.statusBase = "" },
            { $0.serviceURLs = (0..<9).map { "https://\($0).example.com" } },
            { $0.listFloors = [5000: 1] },
        ]
        for change in changes {
            #expect(TrustBundle(payload: bundle(change).payload[...]) == nil)
        }
        for count in 0..<bundle().payload.count {
            #expect(TrustBundle(payload: bundle().payload[..<count]) == nil)
        }
    }

    @Test func `names no two keys of one id, whatever they are for`() throws {
        let two = VerificationKey.ofOneID
        let named = bundle { $0.keys[0].key = two[0] }
        #expect(TrustBundle(payload: named.payload[...]) == named)
        // The other one would be found in its place.
        let doubled = bundle {
            $0.keys[0].key = two[0]
            $0.keys[1].key = two[1]
        }
        #expect(TrustBundle(payload: doubled.payload[...]) == nil)
        let rooted = bundle {
            $0.keys[0].key = two[0]
            $0.roots[0] = two[1]
        }
        #expect(TrustBundle(payload: rooted.payload[...]) == nil)
    }

    @Test func `appoints new root keys only with their consent`() throws {
        let next = bundle {
            $0.version = 2
            $0.roots = [4, 5].map(publicKey)
            $0.threshold = 2
        }
        #expect(throws: TrustError.newRoots(signed: 0, needed: 2)) {
            try root.verify(signed(next, by: [1, 2]))
        }
        #expect(throws: TrustError.newRoots(signed: 1, needed: 2)) {
            try root.verify(signed(next, by: [1, 2, 4]))
        }
        #expect(throws: TrustError.threshold(signed: 0, needed: 2)) {
            try root.verify(signed(next, by: [4, 5]))
        }
        #expect(try root.verify(signed(next, by: [1, 2, 4, 5])).nextRoot.keys == next.roots)
    }
}

@Suite struct `A device's trust` {
    @Test func `goes forward only`() throws {
        var memory = TrustMemory(pinning: root)
        let second = bundle { $0.version = 2 }
        try memory.accept(signed(bundle(), by: [1, 2]), at: start)
        try memory.accept(signed(second, by: [2, 3]), at: start)
        try memory.accept(signed(second, by: [1, 2]), at: start)
        #expect(throws: TrustError.rollback(version: 1, held: 2)) {
            try memory.accept(signed(bundle(), by: [1, 2]), at: start)
        }
        let twin = bundle {
            $0.version = 2
            $0.keys = []
        }
        #expect(throws: TrustError.equivocation(version: 2)) {
            try memory.accept(signed(twin, by: [1, 2]), at: start)
        }
        #expect(memory.newest?.bundle == second)
    }

    @Test func `follows its roots through bundles that it missed, and does not skip one`() throws {
        let second = bundle {
            $0.version = 2
            $0.roots = [4, 5].map(publicKey)
        }
        let third = bundle {
            $0.version = 3
            $0.roots = [6].map(publicKey)
            $0.threshold = 1
        }
        var memory = TrustMemory(pinning: root)
        try memory.accept(signed(bundle(), by: [1, 2]), at: start)
        let thirdMessages = try signed(third, by: [4, 5, 6])
        #expect(throws: TrustError.threshold(signed: 0, needed: 2)) {
            try memory.accept(thirdMessages, at: start)
        }
        try memory.accept(signed(second, by: [1, 2, 4, 5]), at: start)
        try memory.accept(thirdMessages, at: start)
        // Given again it is the same, although its own roots did not sign it alone.
        try memory.accept(thirdMessages, at: start)
        #expect(memory.root == TrustRoot([publicKey(6)], threshold: 1))
        #expect(throws: TrustError.threshold(signed: 0, needed: 1)) {
            try memory.accept(signed(bundle { $0.version = 4 }, by: [1, 2]), at: start)
        }
    }

    @Test func `takes none of another organization, and none from the day after tomorrow`() throws {
        var memory = TrustMemory(pinning: root)
        #expect(throws: TrustError.fromTheFuture(issuedAt: start)) {
            try memory.accept(signed(bundle(), by: [1, 2]), at: start - day - .seconds(1))
        }
        try memory.accept(signed(bundle(), by: [1, 2]), at: start - day)
        var generator = SplitMix64(seed: 1)
        let foreign = OrganizationID.random(using: &generator)
        let other = bundle {
            $0.version = 2
            $0.organization = foreign
        }
        #expect(throws: TrustError.otherOrganization) {
            try memory.accept(signed(other, by: [1, 2]), at: start)
        }
    }
}

@Suite struct `A key of a trust bundle` {
    private func mint(
        by number: UInt8 = 10, for owner: OrganizationID = organization,
        at moment: Timestamp = start,
        lifetime: Lifetime = .days(365), index: StatusIndex? = StatusIndex(1)
    ) throws -> LicenseKey {
        var generator = SplitMix64(seed: 3)
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = lifetime
        var grant = Grant(benefit)
        grant.statusIndex = index
        let minted = try Issuer(owner, key: key(number)).mint(
            terms, for: grant, issuedAt: moment, using: &generator)
        return try LicenseKey(parsing: minted.text)
    }

    private func trusted(_ change: (inout TrustBundle) -> Void = { _ in }) throws -> TrustedKeys {
        TrustedKeys(try root.verify(signed(bundle(change), by: [1, 2])))
    }

    @Test func `issues licenses within its window and constraints`() throws {
        let strict = try trusted {
            $0.keys[0].benefits = [benefit]
            $0.keys[0].longestLifetime = day * 365
            $0.keys[0].requiresStatusIndex = true
        }
        #expect(try strict.verify(mint()).claims.benefit == benefit)
        #expect(try strict.verify(mint(at: end - .seconds(1))).claims.issuedAt == end - .seconds(1))
    }

    @Test func `does nothing but its role`() throws {
        for number in [UInt8(11), 12] {
            #expect(throws: LicenseError.issuer(.role)) { try trusted().verify(mint(by: number)) }
        }
        #expect(throws: LicenseError.unknownKey(publicKey(1).keyID)) {
            try trusted().verify(mint(by: 1))
        }
        let keys = StatusKeys(try root.verify(signed(bundle(), by: [1, 2])))
        for number in [UInt8(1), 10, 11] {
            let list = try list(by: number)
            #expect(throws: StatusError.unknownKey(publicKey(number).keyID)) {
                try keys.verify(list.message)
            }
        }
    }

    @Test func `issues nothing outside its window or constraints`() throws {
        let cases: [(IssuerFault, LicenseKey, (inout TrustBundle) -> Void)] = [
            (.window, try mint(at: start - .seconds(1)), { _ in }),
            (.window, try mint(at: end), { _ in }),
            (
                .benefit, try mint(),
                { $0.keys[0].benefits = [BenefitID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!] }
            ),
            (
                .lifetime, try mint(lifetime: .days(366)),
                { $0.keys[0].longestLifetime = day * 365 }
            ),
            (.lifetime, try mint(lifetime: .perpetual), { $0.keys[0].longestLifetime = day * 365 }),
            (.statusIndex, try mint(index: nil), { $0.keys[0].requiresStatusIndex = true }),
            (.compromised, try mint(), { $0.keys[0].compromisedAt = end }),
            (
                .organization,
                try mint(for: OrganizationID("0b9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c")!), { _ in }
            ),
        ]
        for (fault, license, change) in cases {
            #expect(throws: LicenseError.issuer(fault)) { try trusted(change).verify(license) }
        }
    }

    @Test func `that was stolen keeps the licenses that the vendor affirms`() throws {
        let honest = try mint()
        let forged = try mint(at: start + day)
        let stolen = bundle { $0.keys[0].compromisedAt = start }
        let digests =
            [Array(SHA256.digest(of: honest.message.bytes).prefix(16))]
            + (0..<100).map { [UInt8]([UInt8($0)] + [UInt8](repeating: 1, count: 15)) }
        let payload = VerifiedAffirmationList.payload(
            organization: organization, key: publicKey(10).keyID, digests: digests)
        let list = try root.verifyAffirmation(
            [1, 2].map { try key($0).sign(payload: payload, type: .affirmation) })
        let verified = try root.verify(signed(stolen, by: [1, 2]))
        let trusted = TrustedKeys(verified, affirmations: [list])
        #expect(try trusted.verify(honest).claims.benefit == benefit)
        #expect(throws: LicenseError.issuer(.compromised)) { try trusted.verify(forged) }
        #expect(throws: LicenseError.issuer(.compromised)) {
            try TrustedKeys(verified).verify(honest)
        }
        #expect(throws: TrustError.threshold(signed: 1, needed: 2)) {
            try root.verifyAffirmation([key(1).sign(payload: payload, type: .affirmation)])
        }
        #expect(throws: TrustError.type(.affirmation)) {
            try root.verify([key(1).sign(payload: payload, type: .affirmation)])
        }
    }

    private func list(
        by number: UInt8, at moment: Timestamp = start, sequence: UInt64 = 9,
        of owner: OrganizationID = organization
    ) throws -> VerifiedStatusList {
        try StatusListBuilder(organization: owner, shard: 0).signed(
            by: key(number), sequence: sequence, base: "https://example.com/status",
            issuedAt: moment, expiresAt: moment + day * 30, timeToLive: day)
    }

    @Test func `signs status lists within its window, above the floor, for its organization`()
        throws
    {
        let keys = StatusKeys(
            try root.verify(signed(bundle { $0.listFloors = [0: 9] }, by: [1, 2])))
        #expect(try keys.verify(list(by: 12).message).claims.sequence == 9)
        #expect(throws: StatusError.outsideWindow) {
            try keys.verify(list(by: 12, at: start - .seconds(1)).message)
        }
        #expect(throws: StatusError.outsideWindow) {
            try keys.verify(list(by: 12, at: end).message)
        }
        #expect(throws: StatusError.rollback(sequence: 8, held: 9)) {
            try keys.verify(list(by: 12, sequence: 8).message)
        }
        #expect(throws: StatusError.otherOrganization) {
            try keys.verify(
                list(by: 12, of: OrganizationID("0b9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c")!).message)
        }
        let dropped = StatusKeys(
            try root.verify(
                signed(bundle { $0.keys[2].compromisedAt = start }, by: [1, 2])))
        #expect(throws: StatusError.unknownKey(publicKey(12).keyID)) {
            try dropped.verify(list(by: 12).message)
        }
    }

    @Test func `signs status deltas under the rules for lists`() throws {
        let keys = StatusKeys(
            try root.verify(signed(bundle { $0.listFloors = [0: 9] }, by: [1, 2])))
        func delta(to list: VerifiedStatusList) throws -> SignedMessage {
            try #require(try list.delta(from: 1, changes: [], signedBy: key(12))).message
        }
        let other = OrganizationID("0b9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c")!
        #expect(try keys.verifyDelta(delta(to: list(by: 12))).claims.sequence == 9)
        #expect(throws: StatusError.outsideWindow) {
            try keys.verifyDelta(delta(to: list(by: 12, at: end)))
        }
        #expect(throws: StatusError.rollback(sequence: 8, held: 9)) {
            try keys.verifyDelta(delta(to: list(by: 12, sequence: 8)))
        }
        #expect(throws: StatusError.otherOrganization) {
            try keys.verifyDelta(delta(to: list(by: 12, of: other)))
        }
    }

    @Test func `is asked again when a list in pages is opened`() throws {
        let file = try list(by: 12).pageFile()
        let read: PagedStatusList.Reader = { Array(file.dropFirst($0).prefix($1)) }
        let keys = StatusKeys(try root.verify(signed(bundle { _ in }, by: [1, 2])))
        #expect(try keys.verifyPages(readBy: read).claims.sequence == 9)
        let raised = StatusKeys(
            try root.verify(signed(bundle { $0.listFloors = [0: 10] }, by: [1, 2])))
        #expect(throws: StatusError.rollback(sequence: 9, held: 10)) {
            try raised.verifyPages(readBy: read)
        }
    }
}
