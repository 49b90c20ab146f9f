import CBOR
import COSE
import COSESigning
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A kind of device message, and how a reader takes it.
enum MessageKind: CaseIterable {
    case request, certificate, report, receipt, reset, rootReset

    /// A message of this kind, signed by whom it must be.
    func signed(seed: UInt64) throws -> SignedMessage {
        var random = try RandomMessages(seed: seed)
        let device = try SyncFixture.deviceKey(1)
        let service = SyncFixture.serviceKey()
        switch self {
        case .request: return try random.request(from: device.verificationKey).signed(by: device)
        case .certificate:
            return try random.certificate(for: device.verificationKey).signed(by: service)
        case .report: return try random.report().signed(by: device)
        case .receipt:
            let certificate = try random.certificate(for: device.verificationKey)
            return try random.receipt(
                with: certificate.signed(by: service), of: certificate.activation
            ).signed(by: service)
        case .reset: return try random.reset().signed(by: service)
        case .rootReset: return try random.reset().signed(by: SyncFixture.key(3))
        }
    }

    /// Reads a message as this kind, with the very keys that may sign it.
    func read(_ message: SignedMessage) throws {
        let keys = SyncFixture.plain.keys
        switch self {
        case .request: _ = try ActivationRequest.verify(message)
        case .certificate: _ = try keys.verifyCertificate(message)
        case .report:
            _ = try UnverifiedUsageReport(message).verified(
                by: SyncFixture.deviceKey(1).verificationKey)
        case .receipt: _ = try keys.verifyReceipt(message)
        case .reset: _ = try keys.verifyReset(message)
        case .rootReset:
            _ = try TrustRoot(SyncFixture.key(3).verificationKey).verifyReset([message])
        }
    }
}

@Suite struct `Device messages` {
    @Test(arguments: 0..<UInt64(60))
    func `come back from their bytes with everything in them`(seed: UInt64) throws {
        var random = try RandomMessages(seed: seed)
        let device = try SyncFixture.deviceKey(1)
        let service = SyncFixture.serviceKey()
        let keys = SyncFixture.plain.keys

        let request = try random.request(from: device.verificationKey)
        let requestBytes = try request.signed(by: device).bytes
        #expect(try ActivationRequest.verify(read(requestBytes)).request == request)

        let certificate = try random.certificate(for: device.verificationKey)
        let signed = try certificate.signed(by: service)
        #expect(try keys.verifyCertificate(read(signed.bytes)).certificate == certificate)

        let report = random.report()
        let unverified = try UnverifiedUsageReport(read(report.signed(by: device).bytes))
        #expect(unverified.activation == report.activation)
        #expect(try unverified.verified(by: device.verificationKey).report == report)

        let receipt = try random.receipt(with: signed, of: certificate.activation)
        let verified = try keys.verifyReceipt(read(receipt.signed(by: service).bytes))
        #expect(verified.receipt == receipt)
        #expect(verified.certificate?.certificate == receipt.certificate.map { _ in certificate })

        let reset = random.reset()
        #expect(try keys.verifyReset(read(reset.signed(by: service).bytes)).reset == reset)
    }

    @Test func `of one kind are never taken for another`() throws {
        for kind in MessageKind.allCases {
            let message = try kind.signed(seed: 5)
            for reader in MessageKind.allCases where reader != kind {
                #expect(throws: SyncError.self, "\(kind) as \(reader)") {
                    try reader.read(message)
                }
            }
            #expect(throws: Never.self) { try kind.read(message) }
        }
    }

    @Test func `of other kinds altogether are refused by their type`() throws {
        let license = SyncFixture.plain.license.message
        for reader in MessageKind.allCases {
            #expect(throws: SyncError.type(.cwt)) { try reader.read(license) }
        }
    }

    /// Even with its type changed and signed anew, a message's content is not another's.
    @Test func `hold claims of their own kind only`() throws {
        let device = try SyncFixture.deviceKey(1)
        let types: [MessageKind: MessageType] = [
            .request: .activationRequest, .certificate: .activationCertificate,
            .report: .usageReport, .receipt: .receipt, .reset: .clockReset,
        ]
        for (kind, type) in types {
            for (other, _) in types where other != kind {
                let payload = Array(try other.signed(seed: 6).unverifiedPayload)
                let isDevice = kind == .request || kind == .report
                let message =
                    isDevice
                    ? try device.sign(payload: payload, type: type)
                    : try SyncFixture.serviceKey().sign(payload: payload, type: type)
                #expect(throws: SyncError.self, "\(other) as \(kind)") { try kind.read(message) }
            }
        }
    }

    @Test(arguments: MessageKind.allCases)
    func `are refused with any bit flipped`(_ kind: MessageKind) throws {
        let bytes = try kind.signed(seed: 7).bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SyncError.self, "bit \(bit)") { try kind.read(read(changed)) }
        }
    }

    @Test(arguments: MessageKind.allCases)
    func `are refused when cut anywhere, or longer`(_ kind: MessageKind) throws {
        let bytes = try kind.signed(seed: 8).bytes
        for count in 0..<bytes.count {
            #expect(throws: SyncError.self) { try read(Array(bytes[..<count])) }
        }
        #expect(throws: SyncError.self) { try read(bytes + [0]) }
    }

    @Test func `are refused beyond 64 KiB before they are read`() {
        let bytes = [UInt8](repeating: 0xd2, count: SyncLimits.maxMessage + 1)
        #expect(throws: SyncError.tooLong(count: 65_537, limit: 65_536)) { try read(bytes) }
    }

    @Test func `are refused from keys that are not trusted for them`() throws {
        let stranger = SyncFixture.key(9)
        let fixture = SyncFixture.plain
        let device = try SyncFixture.deviceKey(1)
        let unknown = SyncError.unknownKey(stranger.verificationKey.keyID)
        let certificate = fixture.certificate(for: device)
        #expect(throws: unknown) {
            try fixture.keys.verifyCertificate(certificate.signed(by: stranger))
        }
        let receipt = Receipt(to: MessageDigest(of: []), .accepted, issuedAt: SyncFixture.start)
        #expect(throws: unknown) {
            try fixture.keys.verifyReceipt(receipt.signed(by: stranger))
        }
        let report = UsageReport(
            of: SyncFixture.id(1), sequence: 1, issuedAt: SyncFixture.start, journal: .empty)
        #expect(throws: SyncError.message(.otherKey(stranger.verificationKey.keyID))) {
            try UnverifiedUsageReport(report.signed(by: stranger)).verified(
                by: device.verificationKey)
        }
    }

    private func read(_ bytes: [UInt8]) throws -> SignedMessage {
        try SignedMessage(deviceMessage: bytes)
    }
}
