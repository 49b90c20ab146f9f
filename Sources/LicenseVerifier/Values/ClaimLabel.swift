/// The labels of a license's claims on the wire (Token-Format §3).
enum ClaimLabel {
    static let expiresAt: Int64 = 4
    static let notBefore: Int64 = 5
    static let issuedAt: Int64 = 6
    static let license: Int64 = -65537
    /// All that a license may have; a newer format takes another private claim.
    static let all = [expiresAt, notBefore, issuedAt, license]
}

/// The labels inside the license's own map (Token-Format §3).
enum LicenseLabel {
    static let prefix: Int64 = 1
    static let organization: Int64 = 2
    static let benefit: Int64 = 3
    static let activationLimit: Int64 = 4
    static let usageLimit: Int64 = 5
    static let conditions: Int64 = 6
    static let entitlements: Int64 = 7
    static let statusIndex: Int64 = 8
    static let customer: Int64 = 9
    static let offline: Int64 = 10
    static let grace: Int64 = 11
    static let critical: Int64 = 12
    static let updatesUntil: Int64 = 13
    static let maxMajorVersion: Int64 = 14
    static let enforcement: Int64 = 15
    static let licenseID: Int64 = 16
    /// The first label that a verifier may ignore.
    static let firstExtension: Int64 = 32

    /// Whether a label is defined, or an extension's; those between are reserved.
    static func isKnown(_ label: Int64) -> Bool {
        (prefix...licenseID).contains(label) || label >= firstExtension
    }
}

/// A claim as errors name it.
public enum ClaimName: String, Sendable {
    case claims = "claims set"
    case issuedAt = "issued at"
    case notBefore = "not before"
    case expiresAt = "expires at"
    case license = "license"
    case prefix
    case organization
    case benefit
    case activationLimit = "activation limit"
    case usageLimit = "usage limit"
    case conditions
    case entitlements
    case statusIndex = "status index"
    case customer
    case offline
    case grace
    case critical
    case updatesUntil = "updates until"
    case maxMajorVersion = "max major version"
    case enforcement
    case licenseID = "license id"
    case extensions
}
