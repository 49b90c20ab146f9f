import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseLedger

@Suite struct `A ledger's trust` {
    private static let start = LedgerVendor.start
    private static func days(_ count: Int64) -> Timestamp { start + .seconds(count * 86_400) }
    private static func root(_ number: UInt8) -> SigningKey { SigningKey.test(number) }

    private static func pinned() -> LedgerTrust {
        .root(TrustRoot(root(20).verificationKey))
    }

    /// A bundle with the vendor's three keys, signed by some root keys.
    private static func bundle(
        _ vendor: LedgerVendor, version: UInt64, at now: Timestamp, roots: [UInt8] = [20],
        signers: [UInt8]? = nil, change: (inout TrustBundle) -> Void = { _ in }
    ) throws -> [SignedMessage] {
        var bundle = TrustBundle(
            organization: vendor.issuer.organization, roots: roots.map { root($0).verificationKey },
            threshold: 1, issuedAt: now, expiresAt: now + .seconds(1000 * 86_400))
        bundle.version = version
        let end = days(4000)
        bundle.keys = [
            BundleKey(
                LedgerVendor.issuing.verificationKey, role: .issue, notBefore: start,
                notAfter: end),
            BundleKey(
                LedgerVendor.service.verificationKey, role: .activate, notBefore: start,
                notAfter: end),
            BundleKey(
                LedgerVendor.status.verificationKey, role: .status, notBefore: start,
                notAfter: end),
        ]
        change(&bundle)
        var ceremony = try TrustCeremony(draft: bundle)
        for signer in signers ?? roots { try ceremony.sign(by: root(signer)) }
        return ceremony.messages
    }

    private static func take(
        _ objects: [SignedMessage], _ ledger: Ledger, at now: Timestamp
    ) throws -> [Installed] {
        try ledger.install(objects, at: now).map { try $0.get() }
    }

    /// A device that trusts one root key, and was given everything in one envelope.
    private static func prepared() throws -> (LedgerVendor, TestMachine, SimulatedDisk, Ledger) {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try machine.open(disk, pinned())
        #expect(throws: LedgerError.noBundle) {
            try ledger.take(vendor.license.message, at: start)
        }
        let envelope =
            [vendor.license.message] + (try bundle(vendor, version: 1, at: start))
        #expect(
            try take(envelope, ledger, at: start) == [
                .bundle(version: 1), .license(vendor.license.claims, replacing: nil),
            ])
        try ledger.take(
            vendor.answer(ledger.request(.activate, at: start), at: start), at: start)
        #expect(try ledger.decide(vendor, at: start).isAllowed)
        return (vendor, machine, disk, ledger)
    }

    @Test func `goes forward only`() throws {
        let (vendor, machine, disk, ledger) = try Self.prepared()
        let third = try Self.bundle(vendor, version: 3, at: Self.days(3))
        let second = try Self.bundle(vendor, version: 2, at: Self.days(2))
        #expect(try Self.take(third, ledger, at: Self.days(3)) == [.bundle(version: 3)])
        #expect(try Self.take(third, ledger, at: Self.days(3)) == [.known(.trustBundle)])
        #expect(try Self.take(second, ledger, at: Self.days(3)) == [.older(.trustBundle)])
        let other = try Self.bundle(vendor, version: 3, at: Self.days(3)) { $0.keys.removeLast() }
        #expect(throws: LedgerError.trust(.equivocation(version: 3))) {
            try Self.take(other, ledger, at: Self.days(3))
        }
        let again = try machine.open(disk.afterKill(), Self.pinned(), at: Self.days(3))
        #expect(again.summary(at: Self.days(3)).bundle?.version == 3)
        #expect(try Self.take(second, again, at: Self.days(3)) == [.older(.trustBundle)])
    }

    @Test func `passes to new root keys, and finds the way again when it is opened`() throws {
        let (vendor, machine, disk, ledger) = try Self.prepared()
        let thief = try Self.bundle(
            vendor, version: 2, at: Self.days(2), roots: [30], signers: [30])
        #expect(throws: LedgerError.trust(.threshold(signed: 0, needed: 1))) {
            try Self.take(thief, ledger, at: Self.days(2))
        }
        for (version, roots, signers) in [
            (UInt64(2), [UInt8(21)], [UInt8(20), 21]), (3, [21], [21]), (4, [22], [21, 22]),
            (5, [22], [22]), (6, [22], [22]),
        ] {
            let now = Self.days(Int64(version))
            let next = try Self.bundle(
                vendor, version: version, at: now, roots: roots, signers: signers)
            #expect(try Self.take(next, ledger, at: now) == [.bundle(version: version)])
            let again = try machine.open(disk.afterKill(), Self.pinned(), at: now)
            #expect(again.summary(at: now).bundle?.version == version)
            #expect(try again.decide(vendor, at: now).isAllowed)
        }
        // Only what leads from the pinned root keys to the newest is kept.
        let kept = try #require(try LedgerState(disk.contents("/device/state") ?? []))
        #expect(kept.bundles.count == 3)
    }

    @Test func `passes to new root keys by bundles that come in any order`() throws {
        let (vendor, _, _, ledger) = try Self.prepared()
        let now = Self.days(9)
        let second = try Self.bundle(
            vendor, version: 2, at: Self.days(2), roots: [21], signers: [20, 21])
        let third = try Self.bundle(
            vendor, version: 3, at: Self.days(3), roots: [22], signers: [21, 22])
        let list = try vendor.list(.suspended, sequence: 7, at: Self.days(7))
        #expect(
            try Self.take([list] + third + second, ledger, at: now) == [
                .bundle(version: 2), .bundle(version: 3),
                .list(sequence: 7, .suspended, issuedAt: Self.days(7)),
            ])
    }

    @Test func `takes the signatures over one bundle together, wherever they came`() throws {
        let (vendor, _, _, ledger) = try Self.prepared()
        let now = Self.days(9)
        let second = try Self.bundle(
            vendor, version: 2, at: Self.days(2), roots: [21], signers: [20, 21])
        let list = try vendor.list(.suspended, sequence: 7, at: Self.days(7))
        #expect(
            try Self.take([second[0], list, second[1]], ledger, at: now) == [
                .bundle(version: 2), .list(sequence: 7, .suspended, issuedAt: Self.days(7)),
            ])
    }

    @Test func `takes a bundle although a damaged signature of the same key came with it`() throws {
        let (vendor, _, _, ledger) = try Self.prepared()
        let good = try #require(try Self.bundle(vendor, version: 2, at: Self.days(2)).first)
        var bytes = good.bytes
        bytes[bytes.count - 1] ^= 1
        let damaged = try SignedMessage(bytes, maxPayload: TrustBundle.maxPayload)
        let results = ledger.install([good, damaged], at: Self.days(2))
        #expect(results.count == 2)
        #expect(results.contains(.success(.bundle(version: 2))))
    }

    @Test func `drops a stolen issuing key, and keeps the licenses that are affirmed`() throws {
        let (vendor, machine, disk, ledger) = try Self.prepared()
        let stolen = try Self.bundle(vendor, version: 2, at: Self.days(9)) {
            $0.keys[0].compromisedAt = Self.days(8)
        }
        _ = try Self.take(stolen, ledger, at: Self.days(9))
        #expect(throws: LedgerError.license(.issuer(.compromised))) {
            try ledger.decide(vendor, at: Self.days(9))
        }
        #expect(throws: LedgerError.license(.issuer(.compromised))) {
            try ledger.consume(at: Self.days(9))
        }
        let affirmation = try Self.root(20).sign(
            payload: VerifiedAffirmationList.payload(
                organization: vendor.issuer.organization,
                key: LedgerVendor.issuing.verificationKey.keyID,
                digests: [vendor.license.digest]), type: .affirmation)
        _ = try Self.take([affirmation], ledger, at: Self.days(10))
        #expect(try ledger.decide(vendor, at: Self.days(10)).isAllowed)
        #expect(try Self.take([affirmation], ledger, at: Self.days(10)) == [.known(.affirmation)])
        let again = try machine.open(disk.afterKill(), Self.pinned(), at: Self.days(10))
        #expect(try again.decide(vendor, at: Self.days(10)).isAllowed)
    }

    @Test func `that drops a status key lets the true publisher begin below the thief's number`()
        throws
    {
        let (vendor, _, _, ledger) = try Self.prepared()
        let now = Self.days(30)
        try ledger.take(
            vendor.list(.valid, sequence: UInt64(now.secondsSinceEpoch), at: now), at: now)
        let dropped = try Self.bundle(vendor, version: 2, at: Self.days(31)) { bundle in
            bundle.keys[2] = BundleKey(
                Self.root(40).verificationKey, role: .status, notBefore: Self.start,
                notAfter: Self.days(4000))
        }
        _ = try Self.take(dropped, ledger, at: Self.days(31))
        #expect(ledger.summary(at: Self.days(31)).list == nil)
        #expect(
            try ledger.take(
                vendor.list(.invalid, sequence: 12, at: Self.days(31), by: Self.root(40)),
                at: Self.days(31))
                == .list(sequence: 12, .invalid, issuedAt: Self.days(31)))
        #expect(
            try ledger.decide(vendor, at: Self.days(31)).reasons == [
                .revoked(asOf: Self.days(31))
            ])
    }

    @Test func `that drops a status key continues where the vendor was when it gave the seat`()
        throws
    {
        var (vendor, _, _, ledger) = try Self.prepared()
        let now = Self.days(3)
        vendor.policy.lists.raise(0, to: 400)
        try ledger.take(vendor.answer(ledger.request(.activate, at: now), at: now), at: now)
        try ledger.take(vendor.list(.invalid, sequence: 401, at: now), at: now)
        let dropped = try Self.bundle(vendor, version: 2, at: Self.days(4)) { bundle in
            bundle.keys[2] = BundleKey(
                Self.root(40).verificationKey, role: .status, notBefore: Self.start,
                notAfter: Self.days(4000))
        }
        _ = try Self.take(dropped, ledger, at: Self.days(4))
        #expect(
            try ledger.take(
                vendor.list(.valid, sequence: 300, at: Self.days(2), by: Self.root(40)),
                at: Self.days(4)) == .older(.statusList))
        #expect(
            try ledger.take(
                vendor.list(.valid, sequence: 402, at: Self.days(4), by: Self.root(40)),
                at: Self.days(4)) == .list(sequence: 402, .valid, issuedAt: Self.days(4)))
    }

    @Test func `keeps each signature of a bundle once, however often it is given`() throws {
        let (vendor, machine, disk, ledger) = try Self.prepared()
        let now = Self.days(2)
        let next = try Self.bundle(vendor, version: 2, at: now)
        let stranger = try Self.bundle(vendor, version: 2, at: now, signers: [20, 60])
        let many = (0..<500).flatMap { _ in next + stranger }
        #expect(try Self.take(many, ledger, at: now) == [.bundle(version: 2)])
        let state = try #require(try LedgerState(disk.contents("/device/state") ?? []))
        #expect(state.bundles.last == next.flatMap(\.bytes))
        let again = try machine.open(disk.afterKill(), Self.pinned(), at: now)
        #expect(again.summary(at: now).bundle?.version == 2)
    }

    @Test func `never lends a role`() throws {
        let (vendor, _, _, ledger) = try Self.prepared()
        let now = Self.days(1)
        let issuing = LedgerVendor.issuing.verificationKey.keyID
        #expect(throws: LedgerError.status(.unknownKey(issuing))) {
            try ledger.take(
                vendor.list(.valid, sequence: 2, at: now, by: LedgerVendor.issuing), at: now)
        }
        let activation = try #require(ledger.summary(at: now).certificate?.activation)
        let reset = ClockReset(of: activation, number: 1, time: now, expiresAt: Self.days(3))
        #expect(throws: LedgerError.self) {
            try ledger.take(reset.signed(by: LedgerVendor.status), at: now)
        }
        // The root keys may reset a clock, for vendors without a service.
        #expect(try ledger.take(reset.signed(by: Self.root(20)), at: now) == .reset(to: now))
    }

    @Test func `of a program that pins its keys takes no bundles`() throws {
        var vendor = try LedgerVendor()
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        #expect(throws: LedgerError.bundlesNotUsed) {
            try Self.take(
                Self.bundle(vendor, version: 1, at: Self.start), ledger, at: Self.start)
        }
    }
}
