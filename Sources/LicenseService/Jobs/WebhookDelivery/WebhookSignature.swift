import COSE
import COSESigning
import LicenseRegistry
import LicenseVerifier

/// The three fields that identify, date and sign a message (Standard Webhooks 1.0).
struct WebhookSignature: Equatable, Sendable {
    let id: String
    let timestamp: String
    let signature: String

    /// Signs a body for one attempt.
    ///
    /// The symmetric signatures come first, then the asymmetric ones; of each scheme the newest
    /// secret's first and at most two. Nil where no secret can sign, since a message without a
    /// signature would teach receivers to take one.
    ///
    /// - Parameter secrets: the newest of each scheme first.
    init?(
        id: String, at now: Timestamp, body: [UInt8], secrets: [WebhookSecretRecord],
        _ derivation: KeyDerivation
    ) {
        self.id = id
        timestamp = "\(now.secondsSinceEpoch)"
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let tokens = WebhookScheme.allCases.flatMap { scheme in
            secrets.filter { $0.scheme == scheme }.prefix(2).compactMap { secret in
                Self.signature(of: signed, secret, derivation).map {
                    "\(scheme.rawValue),\(Base64.encodePadded($0))"
                }
            }
        }
        guard !tokens.isEmpty else { return nil }
        signature = tokens.joined(separator: " ")
    }

    private static func signature(
        of message: [UInt8], _ secret: WebhookSecretRecord, _ derivation: KeyDerivation
    ) -> [UInt8]? {
        switch secret.scheme {
        case .symmetric:
            return WebhookSecret.hmacKey(secret.text, derivation).map {
                SHA256.authenticationCode(for: message, key: $0)
            }
        case .asymmetric:
            guard let pair = WebhookSecret.pair(secret.text) else { return nil }
            // libcrypto fails here only without memory; the other signatures still count.
            return try? pair.signature(of: message)
        }
    }

    /// Draws the id of a message: 24 random letters and digits, so that it has no full stop and
    /// cannot be guessed.
    static func randomID() -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var random = RandomSource.system
        return "msg_" + String((0..<24).compactMap { _ in letters.randomElement(using: &random) })
    }
}
