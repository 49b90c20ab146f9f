import COSE
import COSESigning
import HTTPTypes
import Hummingbird
import LicenseVerifier

/// The cookies of the pages: out of reach of scripts and of other sites, and under TLS never sent
/// without it.
struct PageCookies: Sendable {
    /// Whether callers reach this service under TLS.
    let isSecure: Bool

    /// What is kept of a browser.
    enum Kind: String {
        case admin, portal
        /// A browser that is not signed in, for the forms that sign it in.
        case visit
        /// The organization that an operator works on.
        case organization
        /// The organization whose customer somebody is, or was last.
        case vendor
    }

    private func name(_ kind: Kind) -> String {
        (isSecure ? "__Host-" : "") + "latchkey-\(kind.rawValue)"
    }

    /// The value that a browser sent.
    func value(_ kind: Kind, of request: Request) -> String? {
        let name = name(kind)
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    /// The header that gives a browser a value; nil takes it away.
    func header(_ kind: Kind, _ value: String?) -> String {
        "\(name(kind))=\(value ?? ""); Path=/; HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "") + (value == nil ? "; Max-Age=0" : "")
    }

    /// The token of the forms of a browser that is not signed in, and its cookie if that is new.
    func visit(_ request: Request) -> (token: FormToken, cookie: String?) {
        // What does not read as ours is replaced.
        let known = value(.visit, of: request)
            .flatMap { try? Base64.decodeURL(Substring($0).utf8) }
            .flatMap { $0.count == 32 ? $0 : nil }
        let secret = known ?? SystemRandom.bytes(32)
        return (
            FormToken(of: secret),
            known == nil ? header(.visit, Base64.encodeURL(secret)) : nil
        )
    }
}
