import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// The smallest version of a QR code at level M whose alphanumeric mode holds a number of
/// characters (ISO/IEC 18004, table 7); nil beyond version 20.
private func codeVersion(characters: Int) -> Int? {
    let capacities = [
        20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909,
        970,
    ]
    return capacities.firstIndex { characters <= $0 }.map { $0 + 1 }
}

@Suite struct `Messages in one QR code` {
    private static func fingerprint(facts: Int) throws -> Fingerprint {
        var generator = SplitMix64(seed: 3)
        let facts = try (0..<facts).map { try fact("fact-\($0)", "\($0)") }
        return try #require(Fingerprint(of: facts, using: &generator))
    }

    private static func version(_ bytes: [UInt8]) throws -> Int {
        try #require(codeVersion(characters: Carrier.encode(bytes).utf8.count), "\(bytes.count)")
    }

    private static func certificate(
        _ fixture: SyncFixture, facts: Int, name: String
    ) throws -> ActivationCertificate {
        var certificate = fixture.certificate(for: try SyncFixture.deviceKey(1))
        certificate.leaseEnd = SyncFixture.start + .seconds(90 * 86_400)
        certificate.fingerprint = try fingerprint(facts: facts)
        certificate.allowance = 500
        certificate.label = try label(name)
        certificate.lists.raise(1, to: 1_800_000_000)
        return certificate
    }

    /// The license is named by its id and a proof; the vendor knows it.
    @Test func `a typical request with a proof fits version 14`() throws {
        let fixture = SyncFixture.plain
        let device = try SyncFixture.deviceKey(1)
        let request = try fixture.request(from: device) {
            $0.license = .proof(
                LicenseProof(of: fixture.license, device: $0.device, in: $0.id))
            $0.fingerprint = try Self.fingerprint(facts: 4)
            $0.label = try label("press 4, hall B")
        }
        let bytes = try request.signed(by: device).bytes
        #expect(try Self.version(bytes) <= 14, "\(bytes.count) bytes")
    }

    /// The whole license goes along, for a service that never saw it.
    @Test func `a typical request with the whole license fits version 18`() throws {
        let fixture = SyncFixture.plain
        #expect((175...200).contains(fixture.license.message.bytes.count))
        let device = try SyncFixture.deviceKey(1)
        let request = try fixture.request(from: device) {
            $0.fingerprint = try Self.fingerprint(facts: 4)
            $0.label = try label("press 4, hall B")
        }
        let bytes = try request.signed(by: device).bytes
        #expect(try Self.version(bytes) <= 18, "\(bytes.count) bytes")
    }

    @Test func `a generous request with a proof fits version 18`() throws {
        let fixture = SyncFixture.plain
        let device = try SyncFixture.deviceKey(1)
        let request = try fixture.request(from: device) {
            $0.license = .proof(
                LicenseProof(of: fixture.license, device: $0.device, in: $0.id))
            $0.fingerprint = try Self.fingerprint(facts: 8)
            $0.label = try label(String(repeating: "x", count: 40))
            $0.conditions = [
                condition("os", .text("linux")), condition("cpus", .integer(8)),
            ]
            $0.notes = [condition("contact", .text("hall.b@example.com"))]
        }
        let bytes = try request.signed(by: device).bytes
        #expect(try Self.version(bytes) <= 18, "\(bytes.count) bytes")
    }

    @Test func `a typical certificate fits version 14`() throws {
        let certificate = try Self.certificate(
            SyncFixture.plain, facts: 4, name: "press 4, hall B")
        let bytes = try certificate.signed(by: SyncFixture.serviceKey()).bytes
        #expect(try Self.version(bytes) <= 14, "\(bytes.count) bytes")
    }

    @Test func `a generous certificate fits version 18`() throws {
        var certificate = try Self.certificate(
            SyncFixture.plain, facts: 8, name: String(repeating: "x", count: 40))
        certificate.conditions = [condition("os", .text("linux"))]
        certificate.expiryOverride = SyncFixture.start
        let bytes = try certificate.signed(by: SyncFixture.serviceKey()).bytes
        #expect(try Self.version(bytes) <= 18, "\(bytes.count) bytes")
    }

    @Test func `a certificate with a replacement license behind it fits version 18`() throws {
        let fixture = SyncFixture.plain
        let certificate = try Self.certificate(fixture, facts: 4, name: "press 4, hall B")
        let bytes =
            try certificate.signed(by: SyncFixture.serviceKey()).bytes
            + fixture.license.message.bytes
        #expect(try Self.version(bytes) <= 18, "\(bytes.count) bytes")
        let objects = try SignedMessage.sequence(bytes, maxPayload: SyncLimits.maxMessage)
        #expect(objects.map(\.header.type) == [.activationCertificate, .cwt])
    }

    @Test func `a receipt with its certificate fits version 18`() throws {
        let fixture = SyncFixture.plain
        let certificate = try Self.certificate(fixture, facts: 4, name: "press 4, hall B")
        var receipt = Receipt(
            to: MessageDigest(of: []), .accepted, issuedAt: SyncFixture.start)
        receipt.activation = certificate.activation
        receipt.sequence = 300
        receipt.certificate = try certificate.signed(by: SyncFixture.serviceKey())
        receipt.usage = UsageTotal(units: 100_000)
        let bytes = try receipt.signed(by: SyncFixture.serviceKey()).bytes
        #expect(try Self.version(bytes) <= 18, "\(bytes.count) bytes")
    }

    @Test func `a report fits version 14`() throws {
        let device = try SyncFixture.deviceKey(1)
        var report = UsageReport(
            of: SyncFixture.id(77), sequence: 300, issuedAt: SyncFixture.start,
            journal: try #require(JournalHash([UInt8](repeating: 9, count: 32))))
        report.usage = UsageTotal(units: 100_000)
        report.previousReport = MessageDigest(of: [1])
        report.previousReceipt = MessageDigest(of: [2])
        report.held.bundle = 17
        report.held.lists.raise(1, to: 1_800_000_000)
        let bytes = try report.signed(by: device).bytes
        #expect(try Self.version(bytes) <= 14, "\(bytes.count) bytes")
    }

    @Test func `a clock reset fits version 10`() throws {
        let reset = ClockReset(
            of: SyncFixture.id(77), number: 1, time: SyncFixture.start,
            expiresAt: SyncFixture.start + .seconds(604_800))
        let bytes = try reset.signed(by: SyncFixture.serviceKey()).bytes
        #expect(try Self.version(bytes) <= 10, "\(bytes.count) bytes")
    }
}
