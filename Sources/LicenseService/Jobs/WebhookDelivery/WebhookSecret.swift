import COSE
import COSESigning
import LicenseRegistry

/// The texts of the secrets that sign webhooks (Standard Webhooks 1.0).
enum WebhookSecret {
    private static let symmetricPrefix = "whsec_"
    private static let privatePrefix = "whsk_"
    private static let publicPrefix = "whpk_"
    /// How many bytes the standard lets an HMAC key have.
    private static let keyBytes = 24...64

    /// Draws a secret: 32 bytes, or a pair with its public half behind the seed.
    static func random(_ scheme: WebhookScheme) throws(SigningKeyError) -> String {
        let bytes = SystemRandom.bytes(32)
        switch scheme {
        case .symmetric: return symmetricPrefix + Base64.encodePadded(bytes)
        case .asymmetric:
            let key = try WebhookKey(secret: bytes)
            return privatePrefix + Base64.encodePadded(bytes + key.publicKey)
        }
    }

    /// The bytes of an HMAC key; nil for a text that is not a secret.
    ///
    /// The standard's form is read as its reference libraries read it: with or without the prefix
    /// and the padding.
    static func hmacKey(_ text: String, _ derivation: KeyDerivation) -> [UInt8]? {
        switch derivation {
        case .text: return (1...512).contains(text.utf8.count) ? Array(text.utf8) : nil
        case .standard:
            guard let bytes = bytes(of: text, without: symmetricPrefix),
                keyBytes.contains(bytes.count)
            else { return nil }
            return bytes
        }
    }

    /// The pair of a `whsk_…` text, of 32 or 64 bytes; nil for any other text.
    static func pair(_ text: String) -> WebhookKey? {
        guard let bytes = bytes(of: text, without: privatePrefix) else { return nil }
        // A seed of another length, or halves that do not match, are not a pair.
        return try? WebhookKey(secret: bytes)
    }

    /// What receivers verify a pair's signatures with: `whpk_…`.
    static func publicText(of text: String) -> String? {
        guard let pair = pair(text) else { return nil }
        return publicPrefix + Base64.encodePadded(pair.publicKey)
    }

    /// Whether a text can sign.
    static func isUsable(
        _ text: String, _ scheme: WebhookScheme, _ derivation: KeyDerivation
    ) -> Bool {
        switch scheme {
        case .symmetric: return hmacKey(text, derivation) != nil
        case .asymmetric:
            guard pair(text) != nil else { return false }
            return true
        }
    }

    private static func bytes(of text: String, without prefix: String) -> [UInt8]? {
        var digits = Array((text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]).utf8)
        while !digits.count.isMultiple(of: 4) { digits.append(UInt8(ascii: "=")) }
        // Any other text is not a secret.
        return try? Base64.decodePadded(digits)
    }
}
