import CBOR

/// A COSE_Sign1 message of the profile (RFC 9052 §4.2), kept with the bytes as received.
///
/// Its form has been checked, its signature has not: what it says may be shown, marked as not
/// verified, and must not be believed. `verified(by:)` gives the type that may be.
public struct SignedMessage: Equatable, Sendable {
    /// The whole message as received, from tag 18 to the end of the signature.
    public let bytes: [UInt8]
    /// The protected header.
    public let header: ProtectedHeader

    private let parts: Parts

    /// Reads a message that takes up all the bytes.
    ///
    /// - Parameter maxPayload: the most bytes that the payload of this kind of message may have.
    public init(_ bytes: [UInt8], maxPayload: Int) throws(COSEError) {
        let parts = try Parts(of: bytes, at: 0)
        guard parts.end == bytes.count else {
            throw .envelope(.trailingBytes(offset: parts.end))
        }
        try self.init(bytes, parts, maxPayload: maxPayload)
    }

    /// Reads messages that lie end to end and take up all the bytes (RFC 8742).
    ///
    /// - Parameter maxPayload: the most bytes that each payload may have.
    public static func sequence(
        _ bytes: [UInt8], maxPayload: Int
    ) throws(COSEError) -> [SignedMessage] {
        var messages: [SignedMessage] = []
        var start = 0
        while start < bytes.count {
            let end = try Parts(of: bytes, at: start).end
            messages.append(try SignedMessage(Array(bytes[start..<end]), maxPayload: maxPayload))
            start = end
        }
        return messages
    }

    /// Where the messages of such a sequence lie, so that each can be read, and refused, on its own.
    ///
    /// Stops after `limit` and one more.
    public static func split(
        _ bytes: [UInt8], limit: Int
    ) throws(COSEError) -> [ArraySlice<UInt8>] {
        var messages: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count, messages.count <= limit {
            let end = try Parts(of: bytes, at: start).end
            messages.append(bytes[start..<end])
            start = end
        }
        return messages
    }

    private init(_ bytes: [UInt8], _ parts: Parts, maxPayload: Int) throws(COSEError) {
        guard parts.payload.count <= maxPayload else {
            throw .payloadTooLong(count: parts.payload.count, limit: maxPayload)
        }
        guard parts.signature.count == 64 else {
            throw .signatureLength(parts.signature.count)
        }
        header = try ProtectedHeader(decoding: bytes[parts.protected])
        self.bytes = bytes
        self.parts = parts
    }

    /// Puts a freshly signed message together.
    package init(
        header: ProtectedHeader, protected: [UInt8], payload: [UInt8], signature: [UInt8]
    ) {
        var encoder = CBOREncoder(capacity: protected.count + payload.count + 80)
        encoder.tag(18)
        encoder.array(count: 4)
        encoder.bytes(protected)
        let afterProtected = encoder.bytes.count
        encoder.map(count: 0)
        encoder.bytes(payload)
        let afterPayload = encoder.bytes.count
        encoder.bytes(signature)
        bytes = encoder.bytes
        self.header = header
        parts = Parts(
            protected: afterProtected - protected.count..<afterProtected,
            payload: afterPayload - payload.count..<afterPayload,
            signature: bytes.count - signature.count..<bytes.count)
    }

    /// The payload before its signature was checked: to be shown as such, never to be acted on.
    public var unverifiedPayload: ArraySlice<UInt8> { bytes[parts.payload] }

    /// The content of the protected header as received.
    public var protectedBytes: ArraySlice<UInt8> { bytes[parts.protected] }

    /// The 64 bytes of the signature (RFC 8032 §5.1.6).
    public var signature: ArraySlice<UInt8> { bytes[parts.signature] }

    /// Checks the signature over the received bytes (RFC 9052 §4.4).
    ///
    /// Throws `otherKey` when the header names another key and `badSignature` when the signature
    /// is not this key's. Costs one Ed25519 verification.
    public func verified(by key: VerificationKey) throws(COSEError) -> VerifiedMessage {
        guard header.keyID == key.keyID else { throw .otherKey(header.keyID) }
        let signed = SigStructure.encode(protected: protectedBytes, payload: unverifiedPayload)
        guard let isValid = key.isValid(signature: signature, over: signed) else {
            throw .noEd25519
        }
        guard isValid else { throw .badSignature }
        return VerifiedMessage(header: header, payload: unverifiedPayload)
    }
}

/// What a trusted key has signed.
///
/// Only `SignedMessage.verified(by:)` makes one.
public struct VerifiedMessage: Sendable {
    /// The protected header.
    public let header: ProtectedHeader
    /// The payload, byte for byte as signed.
    public let payload: ArraySlice<UInt8>

    fileprivate init(header: ProtectedHeader, payload: ArraySlice<UInt8>) {
        self.header = header
        self.payload = payload
    }
}

/// Where the three byte strings of a message lie.
private struct Parts: Equatable, Sendable {
    let protected: Range<Int>
    let payload: Range<Int>
    let signature: Range<Int>

    /// The offset behind the message.
    var end: Int { signature.upperBound }
}

extension Parts {
    /// Reads the envelope of the message that begins at an offset.
    init(of bytes: [UInt8], at start: Int) throws(COSEError) {
        // Tag 18 over an array of four: one head each, and always the same two octets. The
        // decoder refuses tags, so it begins behind this one.
        guard bytes[start...].starts(with: [0xd2, 0x84]) else { throw .notSigned1 }
        var decoder = CBORDecoder(
            bytes[...], limits: CBORLimits(depth: 1, entries: 0), startingAt: start + 1)
        do throws(CBORError) {
            try decoder.arrayHead(count: 4)
        } catch {
            throw .envelope(error)
        }
        protected = try Self.byteString(&decoder)
        try Self.emptyMap(&decoder)
        payload = try Self.byteString(&decoder)
        signature = try Self.byteString(&decoder)
    }

    private static func byteString(_ decoder: inout CBORDecoder) throws(COSEError) -> Range<Int> {
        let offset = decoder.offset
        guard let content = try item(&decoder).bytes else { throw .elementType(offset: offset) }
        return content.indices
    }

    private static func emptyMap(_ decoder: inout CBORDecoder) throws(COSEError) {
        let offset = decoder.offset
        do throws(COSEError) {
            guard try item(&decoder).map != nil else { throw .elementType(offset: offset) }
        } catch .envelope(.tooMany) {
            // With no entry allowed, this is the header that a stranger filled.
            throw .unprotectedNotEmpty
        }
    }

    private static func item(_ decoder: inout CBORDecoder) throws(COSEError) -> CBORItem {
        do throws(CBORError) {
            return try decoder.item()
        } catch {
            throw .envelope(error)
        }
    }
}
