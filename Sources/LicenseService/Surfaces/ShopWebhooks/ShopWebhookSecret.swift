import COSE
public import LicenseRegistry

/// A secret that a shop signs its messages with, as the keys that it can mean.
///
/// A class, so that its bytes exist once and nothing prints them.
public final class ShopWebhookSecret: Sendable {
    private let keys: [[UInt8]]

    /// Takes the text that a shop shows for a secret; nil for one that no key can be read from.
    ///
    /// The standard's key is the bytes that follow `whsec_` in base64. Polar's older programs take all
    /// characters of the text itself instead, so for its messages both count.
    public init?(_ text: some StringProtocol, of shop: ShopMessage.Shop) {
        let prefix = "whsec_"
        var encoded = Array(
            (text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]).utf8)
        while !encoded.count.isMultiple(of: 4) { encoded.append(UInt8(ascii: "=")) }
        // A text that is not base64 has no such key.
        let decoded = (try? Base64.decodePadded(encoded)) ?? []
        var keys: [[UInt8]] = decoded.isEmpty ? [] : [decoded]
        if shop == .polar, !text.isEmpty { keys.append(Array(text.utf8)) }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    /// Whether one of the signatures is the code of a message under this secret.
    ///
    /// There is one code for each key however many signatures a stranger sends, and each takes the
    /// same time wherever it differs.
    func signs(_ message: [UInt8], asOneOf signatures: [[UInt8]]) -> Bool {
        var isGood = false
        for key in keys {
            let code = SHA256.authenticationCode(for: message, key: key)
            for signature in signatures where ConstantTime.areEqual(code, signature) {
                isGood = true
            }
        }
        return isGood
    }
}
