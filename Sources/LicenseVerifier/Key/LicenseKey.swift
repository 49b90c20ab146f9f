import CBOR
public import COSE

/// A license key whose form has been checked and whose signature has not.
///
/// It may be shown and passed on; it must not be believed. `TrustedKeys.verify` gives the type that
/// may be.
public struct LicenseKey: Equatable, Sendable {
    /// The brand in front of the text; nil for a key that came as an object, in a file
    /// or a carrier text, where only the signed prefix is.
    public let prefix: LicensePrefix?
    /// The signed object.
    public let message: SignedMessage

    /// Reads `PREFIX_` and base64url without padding (verification steps 1 to 6).
    ///
    /// White space at both ends is trimmed; nothing else is forgiven, so that one license has
    /// exactly one text. `KeyDamage` says what went wrong on the way.
    public init(parsing text: String) throws(LicenseError) {
        // Trimmed white space is bounded too: an endless run of it is not a key.
        guard text.utf8.count <= 2 * Limits.maxKeyCharacters else {
            throw .tooLong(count: text.utf8.count, limit: Limits.maxKeyCharacters)
        }
        let text = text.trimmingWhiteSpace
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Limits.maxKeyCharacters else {
            throw .tooLong(count: text.utf8.count, limit: Limits.maxKeyCharacters)
        }
        guard let separator = text.utf8.firstIndex(of: UInt8(ascii: "_")) else {
            throw .noSeparator
        }
        guard let prefix = LicensePrefix(text[..<separator]) else { throw .prefix }
        let body = text.utf8[text.utf8.index(after: separator)...]
        try self.init(
            prefix, try Self.octets(of: body, startingAt: prefix.description.utf8.count + 1))
    }

    /// Reads `LK1:` and base32, the form for QR codes and for reading aloud (Token-Format §4).
    public init(carrier text: String) throws(LicenseError) {
        try self.init(nil, try Carrier.decode(text))
    }

    /// Takes an object that was found in a license file.
    public init(_ message: SignedMessage) throws(LicenseError) {
        guard message.header.type == .cwt else { throw .type(message.header.type) }
        guard message.unverifiedPayload.count <= Limits.maxLicensePayload else {
            throw .message(
                .payloadTooLong(
                    count: message.unverifiedPayload.count, limit: Limits.maxLicensePayload))
        }
        prefix = nil
        self.message = message
    }

    /// The same key with the prefix that stood in front of its text.
    init(_ prefix: LicensePrefix, of key: LicenseKey) {
        self.prefix = prefix
        message = key.message
    }

    private init(_ prefix: LicensePrefix?, _ octets: [UInt8]) throws(LicenseError) {
        let message: SignedMessage
        do throws(COSEError) {
            message = try SignedMessage(octets, maxPayload: Limits.maxLicensePayload)
        } catch {
            throw .message(error)
        }
        guard message.header.type == .cwt else { throw .type(message.header.type) }
        self.prefix = prefix
        self.message = message
    }

    private static func octets(
        of body: Substring.UTF8View, startingAt offset: Int
    ) throws(LicenseError) -> [UInt8] {
        do throws(Base64.Failure) {
            return try Base64.decodeURL(body)
        } catch {
            switch error {
            case .character(let position): throw .character(offset: offset + position)
            case .length: throw .bodyLength
            case .unusedBits: throw .unusedBits
            }
        }
    }
}

extension LicenseKey {
    /// The one text of a signed license under its prefix.
    package static func text(prefix: LicensePrefix, message: SignedMessage) -> String {
        prefix.description + "_" + Base64.encodeURL(message.bytes)
    }

    /// How a key is shown where it must not be given away: `****-` and its last six characters.
    ///
    /// The text need not be a key: what cannot be in one is shown as a question mark.
    public static func masked(_ text: String) -> String {
        let end = text.utf8.suffix(6).map { character in
            character.isLetter || character.isDigit
                || character.isOne(of: "-_") ? character : UInt8(ascii: "?")
        }
        return "****-" + String(decoding: end, as: UTF8.self)
    }
}
