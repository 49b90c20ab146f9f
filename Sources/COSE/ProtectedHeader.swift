import CBOR

/// The signature algorithm that a header may name (RFC 9864 §2.2, RFC 9053 §2.2).
///
/// Both mean Ed25519, because the key says so: a header cannot choose the algorithm.
public enum Algorithm: Int64, Sendable {
    /// Ed25519, the fully specified identifier.
    case ed25519 = -19
    /// EdDSA, which libraries older than RFC 9864 know.
    case edDSA = -8
}

/// What kind of object a message is (`typ`, RFC 9596): a CoAP content format or a media type.
public enum MessageType: Sendable {
    case contentFormat(Int64)
    case mediaType(String)

    /// `application/cwt`, by its registered content format.
    public static let cwt = MessageType.contentFormat(61)
}

extension MessageType: Equatable {
    /// Whether both are the same bytes.
    public static func == (left: MessageType, right: MessageType) -> Bool {
        switch (left, right) {
        case (.contentFormat(let left), .contentFormat(let right)): left == right
        case (.mediaType(let left), .mediaType(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }
}

/// The protected header of every signed object: algorithm, key id and type, exactly these
/// (Token-Format §2).
public struct ProtectedHeader: Equatable, Sendable {
    /// The signature algorithm, always Ed25519.
    public let algorithm: Algorithm
    /// The name of the signing key.
    public let keyID: KeyID
    /// The kind of object.
    public let type: MessageType

    /// Names the algorithm, the signer's key and the kind of object.
    public init(algorithm: Algorithm = .ed25519, keyID: KeyID, type: MessageType) {
        self.algorithm = algorithm
        self.keyID = keyID
        self.type = type
    }
}

extension ProtectedHeader {
    private enum Label {
        static let algorithm: Int64 = 1
        static let keyID: Int64 = 4
        static let type: Int64 = 16
    }

    /// Reads the content of the protected byte string.
    init(decoding bytes: ArraySlice<UInt8>) throws(COSEError) {
        let item: CBORItem
        do {
            // A header is flat; anything nested is refused as too deep.
            item = try CBORDecoder.decode(bytes, limits: CBORLimits(depth: 1, entries: 8))
        } catch {
            throw .header(error)
        }
        // `crit` (RFC 9052 §3.1) is not used: a label that is not one of the three is refused,
        // critical or not.
        guard let map = item.map, map.entries.count == 3,
            let algorithm = map[Label.algorithm]?.integer,
            let keyID = map[Label.keyID]?.bytes.flatMap({ KeyID($0) }),
            let type = map[Label.type].flatMap(MessageType.init)
        else { throw .headerLabels }
        guard let algorithm = Algorithm(rawValue: algorithm) else { throw .algorithm(algorithm) }
        self.init(algorithm: algorithm, keyID: keyID, type: type)
    }

    /// The one encoding.
    package var encoded: [UInt8] {
        var encoder = CBOREncoder(capacity: 24)
        encoder.map(count: 3)
        encoder.integer(Label.algorithm)
        encoder.integer(algorithm.rawValue)
        encoder.integer(Label.keyID)
        encoder.bytes(keyID.bytes)
        encoder.integer(Label.type)
        switch type {
        case .contentFormat(let value): encoder.integer(value)
        case .mediaType(let value): encoder.text(value)
        }
        return encoder.bytes
    }
}

extension MessageType {
    /// Reads a number that CoAP has (RFC 7252 §12.3), or `type/subtype`.
    fileprivate init?(_ item: CBORItem) {
        switch item {
        case .integer(let value) where (0...65535).contains(value): self = .contentFormat(value)
        case .text(let value) where Self.isMediaType(value): self = .mediaType(value)
        default: return nil
        }
    }

    /// Two restricted names (RFC 6838 §4.2) with a slash between: ASCII without a control
    /// character, so that a type may be shown before the signature has been checked.
    private static func isMediaType(_ text: String) -> Bool {
        let names = text.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        return names.count == 2
            && names.allSatisfy { (1...127).contains($0.count) && $0.allSatisfy(isNameCharacter) }
    }

    private static func isNameCharacter(_ character: UInt8) -> Bool {
        character.isLetter || character.isDigit || character.isOne(of: "!#$&-^_.+")
    }
}

extension MessageType: CustomStringConvertible {
    /// The media type, or the number of the content format.
    public var description: String {
        switch self {
        case .contentFormat(let value): String(value)
        case .mediaType(let value): value
        }
    }
}
