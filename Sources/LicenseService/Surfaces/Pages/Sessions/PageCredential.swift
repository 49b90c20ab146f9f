import COSE
import COSESigning
import LicenseVerifier

/// What a browser, or a link, shows to be let in: an id and 32 random bytes, in 64 characters.
///
/// The registry keeps only SHA-256 of the bytes.
struct PageCredential<Kind>: Sendable {
    private static var secretBytes: Int { 32 }
    let id: Identifier<Kind>
    private let secret: [UInt8]

    /// Draws a new one.
    static func random() -> PageCredential {
        PageCredential(id: .random(), secret: SystemRandom.bytes(secretBytes))
    }

    private init(id: Identifier<Kind>, secret: [UInt8]) {
        self.id = id
        self.secret = secret
    }

    /// Reads the text; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64,
            // Every text that is not a credential is refused alike.
            let bytes = try? Base64.decodeURL(Substring(text).utf8),
            let id = Identifier<Kind>(bytes.prefix(16))
        else { return nil }
        self.init(id: id, secret: Array(bytes.suffix(Self.secretBytes)))
    }

    /// The text, for a cookie or a link.
    var text: String { Base64.encodeURL(id.bytes + secret) }

    /// What is kept of the secret.
    var digest: [UInt8] { SHA256.digest(of: secret) }

    /// Whether the digest is this secret's; takes the same time wherever a wrong one differs.
    func matches(_ digest: [UInt8]) -> Bool { ConstantTime.areEqual(self.digest, digest) }

    /// What every form of the session carries, so that no other site can send one.
    var formToken: FormToken { FormToken(of: secret) }
}
