import LicenseIssuer
import LicenseVerifier
import Terminal

/// A license that was minted.
struct MintedReport: Report {
    let key: String
    let license: String
    let benefit: String
    let customer: String?
    let issuedAt: String
    let expiresAt: String?
    let statusIndex: UInt32?
    let activationInstructions: String?

    init(_ minted: MintedLicense, instructions: String) {
        key = minted.text
        license = minted.claims.license.description
        benefit = minted.claims.benefit.description
        customer = minted.claims.customer?.description
        issuedAt = minted.claims.issuedAt.description
        expiresAt = minted.claims.expiresAt?.description
        statusIndex = minted.claims.statusIndex?.value
        activationInstructions = instructions.isEmpty ? nil : instructions
    }

    /// The key alone: it is the result.
    func text(_ style: Style) -> String { key }
}
