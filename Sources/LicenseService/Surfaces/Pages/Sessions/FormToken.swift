import COSE
import COSESigning
import LicenseVerifier

/// What a form carries to show that this service made it for this browser.
///
/// It follows from the secret in the browser's cookie, which other sites cannot read.
struct FormToken: Sendable {
    let text: String

    init(of secret: [UInt8]) {
        text = Base64.encodeURL(SHA256.digest(of: Array("latchkey form".utf8) + secret))
    }

    /// Whether a form was sent with this token.
    func matches(_ given: String?) -> Bool {
        ConstantTime.areEqual(Array(text.utf8), Array((given ?? "").utf8))
    }

    /// Names one copy of a form, so that it does its work once however often it is sent.
    static func newFormID() -> String { Base64.encodeURL(SystemRandom.bytes(12)) }
}
