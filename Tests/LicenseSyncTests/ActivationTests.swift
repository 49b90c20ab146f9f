// swift-format-ignore-file: NeverForceUnwrap

import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

private func eachFlippedBit(
    of message: SignedMessage, _ body: (SignedMessage) throws -> Void
) rethrows {
    for bit in 0..<message.bytes.count * 8 {
        var bytes = message.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        // What is no message any more is refused before its content is asked for.
        guard let changed = try? SignedMessage(bytes, maxPayload: 65_536) else { continue }
        try body(changed)
    }
}

@Suite struct `An activation request` {
    @Test func `comes back with everything that the device said`() throws {
        let request = try Device.request {
            $0.kind = .deactivate
            $0.conditions = [
                Condition(ConditionKey("on")!, .bool(true))!,
                Condition(ConditionKey("region")!, .text("eu"))!,
            ]
        }
        let message = try request.signed(by: Device.key(5))
        let read = try SignedMessage(message.bytes, maxPayload: 65_536)
        let verified = try VerifiedActivationRequest(read)
        #expect(verified.request == request)
        #expect(verified.device == Device.key(5).verificationKey)
        #expect(verified.digest == Array(SHA256.digest(of: message.bytes).prefix(16)))
        var bare = try Device.request()
        bare.fingerprint = nil
        bare.label = nil
        #expect(try VerifiedActivationRequest(bare.signed(by: Device.key(5))).request == bare)
    }

    @Test func `is signed with the key that it names, or refused`() throws {
        let message = try Device.request().signed(by: Device.key(5))
        // The same content under another device's signature.
        let stolen = try Device.key(6).sign(
            payload: Array(message.unverifiedPayload), type: .activationRequest)
        #expect(throws: SyncError.self) { try VerifiedActivationRequest(stolen) }
        eachFlippedBit(of: message) { changed in
            #expect(throws: SyncError.self) { try VerifiedActivationRequest(changed) }
        }
    }

    @Test func `carries no label or nonce that it may not`() throws {
        for change: (inout ActivationRequest) -> Void in [
            { $0.label = "" }, { $0.label = String(repeating: "a", count: 129) },
            { $0.label = "a\nb" }, { $0.nonce = [1] },
        ] {
            #expect(throws: SyncError.outOfRange) {
                try Device.request(change).signed(by: Device.key(5))
            }
        }
    }

    /// Capacities of the alphanumeric mode at level M (ISO/IEC 18004 table 7).
    @Test func `and its answer each fit one code that a phone reads from a screen`() throws {
        let request = try Device.request().signed(by: Device.key(5))
        let answer = try Device.certificate().signed(by: Device.key(2))
        #expect(Carrier.encode(request.bytes).utf8.count <= 816)  // version 18
        #expect(Carrier.encode(answer.bytes).utf8.count <= 528)  // version 14
    }
}

@Suite struct `An activation certificate` {
    @Test func `comes back with everything that the vendor said`() throws {
        let certificate = try Device.certificate {
            $0.conditions = [Condition(ConditionKey("region")!, .text("eu"))!]
        }
        let message = try certificate.signed(by: Device.key(2))
        let read = try SignedMessage(message.bytes, maxPayload: 65_536)
        #expect(try Device.activationKeys.verify(read).certificate == certificate)
        let bare = ActivationCertificate(
            Device.activation, of: certificate.license, organization: Device.organization,
            device: certificate.device, issuedAt: Device.now)
        #expect(
            try Device.activationKeys.verify(bare.signed(by: Device.key(2))).certificate == bare)
    }

    @Test func `is refused with any bit of it flipped, and from any other key`() throws {
        let message = try Device.certificate().signed(by: Device.key(2))
        eachFlippedBit(of: message) { changed in
            #expect(throws: SyncError.self) { try Device.activationKeys.verify(changed) }
        }
        for number in [UInt8(1), 5, 9] {
            let foreign = try Device.certificate().signed(by: Device.key(number))
            #expect(throws: SyncError.unknownKey(Device.key(number).verificationKey.keyID)) {
                try Device.activationKeys.verify(foreign)
            }
        }
    }

    @Test func `is not made with a lease that is over, or a number out of its range`() throws {
        for change: (inout ActivationCertificate) -> Void in [
            { $0.leaseEnd = $0.issuedAt }, { $0.allowance = 1 << 53 }, { $0.label = "" },
        ] {
            #expect(throws: SyncError.outOfRange) {
                try Device.certificate(change).signed(by: Device.key(2))
            }
        }
    }

    @Test func `comes from the activating keys of a trust bundle, and from no other role`() throws {
        var bundle = TrustBundle(
            organization: Device.organization, roots: [Device.key(20).verificationKey],
            threshold: 1, issuedAt: Device.now, expiresAt: Device.now + .seconds(86_400))
        for (number, role) in [(UInt8(2), KeyRole.activate), (3, .issue), (4, .status)] {
            bundle.keys.append(
                BundleKey(
                    Device.key(number).verificationKey, role: role, notBefore: Device.now,
                    notAfter: Device.now + .seconds(86_400)))
        }
        let root = TrustRoot(Device.key(20).verificationKey)
        let verified = try root.verify([
            Device.key(20).sign(payload: bundle.payload, type: .trustBundle)
        ])
        let keys = ActivationKeys(verified)
        #expect(
            try keys.verify(Device.certificate().signed(by: Device.key(2))).certificate.activation
                == Device.activation)
        for number in [UInt8(3), 4, 20] {
            let message = try Device.certificate().signed(by: Device.key(number))
            #expect(throws: SyncError.unknownKey(Device.key(number).verificationKey.keyID)) {
                try keys.verify(message)
            }
        }
    }
}

@Suite struct `Device messages` {
    @Test func `never stand in for one another, nor for a license or a list`() throws {
        let request = try Device.request().signed(by: Device.key(5))
        let certificate = try Device.certificate().signed(by: Device.key(2))
        let license = try Device.license().message
        #expect(throws: SyncError.type(.activationRequest)) {
            try Device.activationKeys.verify(request)
        }
        #expect(throws: SyncError.type(.cwt)) { try Device.activationKeys.verify(license) }
        for message in [certificate, license] {
            #expect(throws: SyncError.type(message.header.type)) {
                try VerifiedActivationRequest(message)
            }
        }
        for message in [request, certificate] {
            #expect(throws: LicenseError.type(message.header.type)) { try LicenseKey(message) }
            #expect(throws: StatusError.type(message.header.type)) {
                try StatusKeys(pinning: [Device.key(2).verificationKey])!.verify(message)
            }
        }
    }

    @Test func `of the right type with another's content are refused`() throws {
        let request = try Device.request().signed(by: Device.key(5))
        let certificate = try Device.certificate().signed(by: Device.key(2))
        let disguised = try Device.key(2).sign(
            payload: Array(request.unverifiedPayload), type: .activationCertificate)
        #expect(throws: SyncError.content) { try Device.activationKeys.verify(disguised) }
        let other = try Device.key(5).sign(
            payload: Array(certificate.unverifiedPayload), type: .activationRequest)
        #expect(throws: SyncError.content) { try VerifiedActivationRequest(other) }
        let noise = try Device.key(2).sign(payload: [0xff], type: .activationCertificate)
        #expect(throws: SyncError.content) { try Device.activationKeys.verify(noise) }
    }
}
