package import CBOR

/// An Ed25519 public key that may be trusted to verify (RFC 8032 §5.1.5).
///
/// Every way in passes the same checks: 32 bytes, y below the field's prime, no point of
/// small order.
public struct VerificationKey: Sendable {
    /// The 32 bytes of the encoded point.
    public let rawRepresentation: [UInt8]
    /// The name that messages give this key.
    public let keyID: KeyID

    private let handle: PublicKeyHandle

    /// Takes the 32 bytes of the encoded point.
    public init(rawRepresentation bytes: some Collection<UInt8>) throws(VerificationKeyError) {
        let bytes = Array(bytes)
        guard let point = CurvePoint(bytes[...]) else { throw .length(bytes.count) }
        guard point.isCanonical else { throw .notCanonical }
        guard !point.isSmallOrder else { throw .smallOrder }
        guard let handle = PublicKeyHandle(rawRepresentation: bytes) else {
            throw PublicKeyHandle.isOffered ? .notCanonical : .noEd25519
        }
        guard let keyID = KeyID(Self.thumbprint(of: bytes).prefix(KeyID.byteCount)) else {
            throw .length(bytes.count)
        }
        rawRepresentation = bytes
        self.handle = handle
        self.keyID = keyID
    }

    /// The COSE Key Thumbprint: SHA-256 over the key's required members (RFC 9679 §4).
    public var thumbprint: [UInt8] { Self.thumbprint(of: rawRepresentation) }

    /// Whether a signature of 64 bytes is this key's over a message (RFC 8032 §5.1.7, without the
    /// cofactor).
    ///
    /// A first half of small order is refused, so that verdicts equal those of libraries stricter
    /// than libcrypto. Nil where libcrypto cannot verify, which says nothing of the signature.
    package func isValid(signature: ArraySlice<UInt8>, over message: [UInt8]) -> Bool? {
        guard signature.count == 64, let commitment = CurvePoint(signature.prefix(32)),
            commitment.isCanonical, !commitment.isSmallOrder
        else { return false }
        return handle.isValid(signature: signature, over: message)
    }

    private static func thumbprint(of bytes: [UInt8]) -> [UInt8] {
        SHA256.digest(of: coseKey(of: bytes).encoded)
    }

    /// `{1: 1, -1: 6, -2: x}` (RFC 9053 §7.2).
    fileprivate static func coseKey(of bytes: [UInt8]) -> CBORItem {
        .map(
            CBORMap(ascending: [
                CBORMap.Entry(.integer(1), .integer(1)),
                CBORMap.Entry(.integer(-1), .integer(6)),
                CBORMap.Entry(.integer(-2), .bytes(bytes[...])),
            ]))
    }
}

extension VerificationKey: Hashable {
    /// Whether both are the same point.
    public static func == (left: VerificationKey, right: VerificationKey) -> Bool {
        left.rawRepresentation == right.rawRepresentation
    }

    /// Feeds the point's bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawRepresentation)
    }
}

// MARK: - Forms of a public key

extension VerificationKey {
    /// The prefix of an Ed25519 SubjectPublicKeyInfo before the 32 bytes (RFC 8410 §4).
    private static let subjectPublicKeyInfoPrefix: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
    private static let pemBegin = "-----BEGIN PUBLIC KEY-----"
    private static let pemEnd = "-----END PUBLIC KEY-----"
    /// More than any form needs; longer text is refused unread.
    private static let maxTextBytes = 4096

    /// Reads a public key from the text forms people carry: PEM (RFC 7468 §13), 64 hexadecimal
    /// digits, or 43 characters of base64url.
    ///
    /// White space at both ends is ignored.
    public init(parsing text: String) throws(VerificationKeyError) {
        guard text.utf8.count <= Self.maxTextBytes else { throw .unrecognized }
        let text = text.trimmingWhiteSpace
        if text.hasPrefix("-----BEGIN ") {
            try self.init(pem: text)
        } else if text.utf8.count == 64, let bytes = Hexadecimal.decode(text) {
            try self.init(rawRepresentation: bytes)
        } else if text.utf8.count == 43, let bytes = try? Base64.decodeURL(text[...].utf8) {
            // A failure to decode means that the text is none of the forms.
            try self.init(rawRepresentation: bytes)
        } else {
            throw .unrecognized
        }
    }

    /// Reads a SubjectPublicKeyInfo in DER (RFC 8410 §4).
    public init(subjectPublicKeyInfo bytes: some Collection<UInt8>) throws(VerificationKeyError) {
        guard bytes.starts(with: Self.subjectPublicKeyInfoPrefix) else { throw .notEd25519 }
        try self.init(rawRepresentation: bytes.dropFirst(Self.subjectPublicKeyInfoPrefix.count))
    }

    /// Reads a COSE_Key map of exactly key type, curve and x (RFC 9053 §7.2).
    public init(coseKey bytes: some Collection<UInt8>) throws(VerificationKeyError) {
        // Only the form matters here; where in it the fault lies does not help anybody.
        guard
            let item = try? CBORDecoder.decode(
                Array(bytes)[...], limits: CBORLimits(depth: 1, entries: 3))
        else { throw .unrecognized }
        try self.init(coseKey: item)
    }

    /// Reads a COSE_Key that is part of a larger object.
    package init(coseKey item: CBORItem) throws(VerificationKeyError) {
        guard let map = item.map, map.entries.count == 3, map[1] == .integer(1),
            map[-1] == .integer(6), let x = map[-2]?.bytes
        else { throw .notEd25519 }
        try self.init(rawRepresentation: x)
    }

    private init(pem text: String) throws(VerificationKeyError) {
        guard !Self.namesPrivateKey(text) else { throw .privateKey }
        guard text.hasPrefix(Self.pemBegin), text.hasSuffix(Self.pemEnd) else {
            throw .unrecognized
        }
        let content = text.dropFirst(Self.pemBegin.count).dropLast(Self.pemEnd.count)
        let characters = content.utf8.filter { !$0.isWhiteSpace }
        // A text that is not base64 is simply not a PEM file.
        guard let bytes = try? Base64.decodePadded(characters) else { throw .unrecognized }
        try self.init(subjectPublicKeyInfo: bytes)
    }

    private static func namesPrivateKey(_ text: String) -> Bool {
        let name = "PRIVATE KEY-----".utf8
        return text.utf8.indices.contains { text.utf8[$0...].starts(with: name) }
    }

    /// 64 hexadecimal digits.
    public var hexadecimal: String { Hexadecimal.encode(rawRepresentation) }

    /// 43 characters of base64url.
    public var base64url: String { Base64.encodeURL(rawRepresentation) }

    /// A SubjectPublicKeyInfo in DER, 44 bytes (RFC 8410 §4).
    public var subjectPublicKeyInfo: [UInt8] {
        Self.subjectPublicKeyInfoPrefix + rawRepresentation
    }

    /// A PEM file, with a final line feed (RFC 7468 §13).
    public var pem: String {
        let content = Base64.encodePadded(subjectPublicKeyInfo)
        return "\(Self.pemBegin)\n\(content)\n\(Self.pemEnd)\n"
    }

    /// The COSE_Key map in its one encoding (RFC 9053 §7.2).
    public var coseKey: [UInt8] { coseKeyItem.encoded }

    /// The COSE_Key map, for a larger object.
    package var coseKeyItem: CBORItem { Self.coseKey(of: rawRepresentation) }
}
