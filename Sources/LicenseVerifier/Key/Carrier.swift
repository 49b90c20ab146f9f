public import COSE

/// The carrier form of any signed object: `LK1:` and base32 (Token-Format §4).
///
/// Its characters keep a QR code in the dense alphanumeric mode and can be read aloud. It is never
/// stored: reading it gives the object, and for a license its one text.
public enum Carrier {
    static let start = "LK1:"

    /// Whether a text claims to be in the carrier form.
    public static func isCarrier(_ text: String) -> Bool {
        text.trimmingWhiteSpace.utf8.starts(with: start.utf8)
    }

    /// The carrier form of an object's bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        start + Base32.encode(bytes)
    }

    /// The bytes of an object in the carrier form; white space at both ends is trimmed.
    static func decode(_ text: String) throws(LicenseError) -> [UInt8] {
        guard text.utf8.count <= 2 * Limits.maxCarrierCharacters else {
            throw .tooLong(count: text.utf8.count, limit: Limits.maxCarrierCharacters)
        }
        let text = text.trimmingWhiteSpace
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Limits.maxCarrierCharacters else {
            throw .tooLong(count: text.utf8.count, limit: Limits.maxCarrierCharacters)
        }
        guard text.utf8.starts(with: start.utf8),
            let bytes = Base32.decode(text.utf8.dropFirst(start.utf8.count))
        else { throw .carrier }
        return bytes
    }

    /// The signed object in a text of the carrier form, whatever its kind.
    public static func message(_ text: String) throws(LicenseError) -> SignedMessage {
        let bytes = try decode(text)
        do throws(COSEError) {
            return try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw .message(error)
        }
    }
}
