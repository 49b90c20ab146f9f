import CBOR
import COSE
import COSESigning
import LicenseRegistry
import LicenseVerifier

/// The text of a customer's session: `polar_cst_`, the session's id in hexadecimal digits, `_`, and 32
/// random bytes.
///
/// It begins as the clients of Polar's contract expect it. The registry keeps only SHA-256 of the
/// bytes.
struct PolarSessionToken: Sendable {
    private static let mark = "polar_cst_"

    /// Names the session.
    let id: CustomerSessionID
    private let secret: [UInt8]

    /// Draws a new one.
    static func random() -> PolarSessionToken {
        PolarSessionToken(id: .random(), secret: SystemRandom.bytes(BearerToken.secretBytes))
    }

    private init(id: CustomerSessionID, secret: [UInt8]) {
        self.id = id
        self.secret = secret
    }

    /// Reads the text; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.mark) else { return nil }
        let parts = text.dropFirst(Self.mark.count).split(
            separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 32, parts[1].utf8.count == 43,
            let bytes = Hexadecimal.decode(parts[0]), let id = CustomerSessionID(bytes),
            // Every text that is not a token is refused alike.
            let secret = try? Base64.decodeURL(Substring(parts[1]).utf8)
        else { return nil }
        self.init(id: id, secret: secret)
    }

    /// The text, to be shown once.
    var text: String {
        "\(Self.mark)\(Hexadecimal.encode(id.bytes))_\(Base64.encodeURL(secret))"
    }

    /// What is kept of the secret.
    var digest: [UInt8] { SHA256.digest(of: secret) }

    /// Whether the digest is this secret's; takes the same time wherever a wrong one differs.
    func matches(_ digest: [UInt8]) -> Bool {
        ConstantTime.areEqual(self.digest, digest)
    }
}
