import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Service keys of a trust bundle` {
    private let fixture = SyncFixture.plain

    /// Key 2 activates within a year, as `change` has it; key 3 is the root.
    private func keys(_ change: (inout BundleKey) -> Void = { _ in }) throws -> ActivationKeys {
        var bundle = TrustBundle(
            organization: fixture.license.claims.organization,
            roots: [SyncFixture.key(3).verificationKey], threshold: 1,
            issuedAt: SyncFixture.start, expiresAt: .max)
        var key = BundleKey(
            SyncFixture.serviceKey().verificationKey, role: .activate,
            notBefore: SyncFixture.start, notAfter: SyncFixture.start + .seconds(31_536_000))
        change(&key)
        bundle.keys = [key]
        let signed = try SyncFixture.key(3).sign(payload: bundle.payload, type: .trustBundle)
        return ActivationKeys(try TrustRoot(SyncFixture.key(3).verificationKey).verify([signed]))
    }

    private func certificate(
        _ change: (inout ActivationCertificate) -> Void = { _ in }
    ) throws -> SignedMessage {
        try fixture.certificate(for: SyncFixture.deviceKey(1), change)
            .signed(by: SyncFixture.serviceKey())
    }

    @Test func `sign seats within their window`() throws {
        #expect(throws: Never.self) { try keys().verifyCertificate(certificate()) }
        for moment in [
            SyncFixture.start - .seconds(1), SyncFixture.start + .seconds(31_536_000),
        ] {
            #expect(throws: SyncError.outsideWindow) {
                try keys().verifyCertificate(certificate { $0.issuedAt = moment })
            }
            let receipt = Receipt(to: MessageDigest(of: []), .accepted, issuedAt: moment)
            #expect(throws: SyncError.outsideWindow) {
                try keys().verifyReceipt(receipt.signed(by: SyncFixture.serviceKey()))
            }
        }
    }

    @Test func `sign seats of their own organization only`() throws {
        #expect(throws: SyncError.otherOrganization) {
            try keys().verifyCertificate(certificate { $0.organization = SyncFixture.id(99) })
        }
    }

    @Test func `sign nothing in another role, or once they are stolen`() throws {
        let unknown = SyncError.unknownKey(SyncFixture.serviceKey().verificationKey.keyID)
        for role in [KeyRole.issue, .status] {
            #expect(throws: unknown) {
                try keys { $0.role = role }.verifyCertificate(certificate())
            }
        }
        #expect(throws: unknown) {
            try keys { $0.compromisedAt = SyncFixture.start }.verifyCertificate(certificate())
        }
    }

    @Test func `are the only ones whose answers count`() throws {
        let fake = SyncFixture.key(9)
        let unknown = SyncError.unknownKey(fake.verificationKey.keyID)
        let receipt = Receipt(to: MessageDigest(of: []), .accepted, issuedAt: SyncFixture.start)
        #expect(throws: Never.self) {
            try keys().verifyReceipt(receipt.signed(by: SyncFixture.serviceKey()))
        }
        #expect(throws: unknown) { try keys().verifyReceipt(receipt.signed(by: fake)) }
        #expect(throws: unknown) {
            try keys().verifyCertificate(
                fixture.certificate(for: SyncFixture.deviceKey(1)).signed(by: fake))
        }
    }

    /// There is no relay that hands out seats at a customer's site, and no machine makes itself one.
    @Test func `are not those of a machine that has a seat`() throws {
        let relay = try SyncFixture.deviceKey(1)
        #expect(throws: Never.self) { try keys().verifyCertificate(certificate()) }
        let passedOn = try fixture.certificate(for: SyncFixture.deviceKey(2)).signed(by: relay)
        #expect(throws: SyncError.unknownKey(relay.verificationKey.keyID)) {
            try keys().verifyCertificate(passedOn)
        }
    }

    @Test func `cannot hide each other under one key id`() throws {
        let key = SyncFixture.serviceKey().verificationKey
        #expect(ActivationKeys(pinning: [key, key]) != nil)
        let two = VerificationKey.ofOneID
        #expect(Set(two).count == 2)
        #expect(Set(two.map(\.keyID)).count == 1)
        #expect(ActivationKeys(pinning: two) == nil)
    }

    @Test func `sign a receipt's certificate too`() throws {
        let foreign = try fixture.certificate(for: SyncFixture.deviceKey(1))
            .signed(by: SyncFixture.key(9))
        var receipt = Receipt(to: MessageDigest(of: []), .accepted, issuedAt: SyncFixture.start)
        receipt.activation = SyncFixture.id(77)
        receipt.certificate = foreign
        let signed = try receipt.signed(by: SyncFixture.serviceKey())
        #expect(throws: SyncError.unknownKey(foreign.header.keyID)) {
            try keys().verifyReceipt(signed)
        }
    }
}

@Suite struct `A clock reset` {
    private let reset = ClockReset(
        of: SyncFixture.id(77), number: 2, time: SyncFixture.start,
        expiresAt: SyncFixture.start + .seconds(60))

    @Test func `works once for each number, and only upward`() throws {
        let verified = try SyncFixture.plain.keys.verifyReset(
            reset.signed(by: SyncFixture.serviceKey()))
        #expect(throws: Never.self) {
            try verified.check(activation: SyncFixture.id(77), used: 1, at: SyncFixture.start)
        }
        for used: UInt64 in [2, 3] {
            #expect(throws: SyncError.resetUsed(number: 2)) {
                try verified.check(activation: SyncFixture.id(77), used: used, at: reset.time)
            }
        }
    }

    @Test func `is for one activation, and for a while`() throws {
        let verified = try SyncFixture.plain.keys.verifyReset(
            reset.signed(by: SyncFixture.serviceKey()))
        #expect(throws: SyncError.otherActivation) {
            try verified.check(activation: SyncFixture.id(78), used: 0, at: SyncFixture.start)
        }
        #expect(throws: SyncError.resetExpired(at: reset.expiresAt)) {
            try verified.check(activation: SyncFixture.id(77), used: 0, at: reset.expiresAt)
        }
    }

    @Test func `may be signed by as many root keys as must`() throws {
        let keys = [3, 4, 5].map { SyncFixture.key($0).verificationKey }
        let root = try #require(TrustRoot(keys, threshold: 2))
        let messages = try [UInt8(3), 5].map { try reset.signed(by: SyncFixture.key($0)) }
        #expect(try root.verifyReset(messages).reset == reset)
        #expect(throws: SyncError.roots(.threshold(signed: 1, needed: 2))) {
            try root.verifyReset([messages[0], messages[0]])
        }
    }
}
