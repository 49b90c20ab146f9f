import ArgumentParser
import CBOR
import COSE
import CommandSupport
import LicenseVerifier
import Terminal

/// `latchkey inspect`: what a license says, before anything is believed.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a license key says, without verifying it.",
        discussion: """
            Examples:
              latchkey inspect ACME_0oRS…
              latchkey inspect --json customer.lic
            """)

    @OptionGroup var input: LicenseInput
    @OptionGroup var output: OutputOptions

    func run() throws {
        let read = try input.read()
        try output.print(InspectReport(read.key, read.repairs))
    }
}

/// An unverified license, taken apart.
struct InspectReport: Report {
    let verified = false
    let algorithm: String
    let keyId: String
    let type: String
    let claims: ClaimsReport?
    let claimsFault: String?
    let diagnostic: String
    let sizes: Sizes
    /// What was mended to read the key; nil for nothing.
    let repaired: [String]?

    /// Bytes and characters of the parts.
    struct Sizes: Encodable {
        let textCharacters: Int?
        let objectBytes: Int
        let headerBytes: Int
        let payloadBytes: Int
        let signatureBytes: Int
    }

    enum CodingKeys: String, CodingKey {
        case verified, algorithm, keyId, type, claims, claimsFault, diagnostic, sizes, repaired
    }

    init(_ key: LicenseKey, _ repairs: Repairs) {
        repaired = repairs.report
        let message = key.message
        algorithm = message.header.algorithm == .ed25519 ? "Ed25519 (-19)" : "EdDSA (-8)"
        keyId = message.header.keyID.description
        type = "application/cwt (61)"
        var claims: ClaimsReport?
        var fault: String?
        do throws(LicenseError) {
            claims = ClaimsReport(try UnverifiedClaims(of: key).asserted)
        } catch {
            fault = error.description
        }
        self.claims = claims
        claimsFault = fault
        diagnostic = message.diagnostic
        sizes = Sizes(
            textCharacters: key.prefix.map {
                LicenseKey.text(prefix: $0, message: message).utf8.count
            },
            objectBytes: message.bytes.count, headerBytes: message.protectedBytes.count,
            payloadBytes: message.unverifiedPayload.count,
            signatureBytes: message.signature.count)
    }

    func text(_ style: Style) -> String {
        var header = Fields()
        header.add("algorithm", algorithm)
        header.add("key id", keyId)
        header.add("type", type)
        var size = Fields()
        size.add("text", sizes.textCharacters.map { "\($0) characters" })
        size.add("object", "\(sizes.objectBytes) bytes")
        size.add("header", "\(sizes.headerBytes) bytes")
        size.add("payload", "\(sizes.payloadBytes) bytes")
        size.add("signature", "\(sizes.signatureBytes) bytes")
        return """
            \(style.bad("NOT VERIFIED")): anybody can write what follows
            \(style.strong("header"))
            \(header.text(style))
            \(style.strong("claims"))
            \(claims?.fields().text(style) ?? "  not acceptable: \(claimsFault ?? "")")
            \(style.strong("diagnostic notation")) (RFC 8949 §8)
              \(diagnostic)
            \(style.strong("sizes"))
            \(size.text(style))
            """
    }
}
