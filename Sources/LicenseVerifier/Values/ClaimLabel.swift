/// The labels of a license's claims on the wire (Token-Format §3).
///
/// All that a license may have; a newer format takes another private claim.
enum ClaimLabel: Int64 {
    case expiresAt = 4
    case notBefore = 5
    case issuedAt = 6
    case license = -65537

    /// How errors name it.
    var name: ClaimName {
        switch self {
        case .expiresAt: .expiresAt
        case .notBefore: .notBefore
        case .issuedAt: .issuedAt
        case .license: .license
        }
    }
}

/// The labels inside the license's own map, ascending (Token-Format §3).
///
/// A new claim begins here; the recipe in Sources/README.md lists what follows.
package enum LicenseLabel: Int64, CaseIterable {
    case prefix = 1
    case organization = 2
    case benefit = 3
    case activationLimit = 4
    case usageLimit = 5
    case conditions = 6
    case entitlements = 7
    case statusIndex = 8
    case customer = 9
    case offline = 10
    case grace = 11
    case critical = 12
    case updatesUntil = 13
    case maxMajorVersion = 14
    case enforcement = 15
    case licenseID = 16

    /// The first label that a verifier may ignore.
    static let firstExtension: Int64 = 32

    /// Whether a label is defined, or an extension's; those between are reserved.
    static func isKnown(_ label: Int64) -> Bool {
        LicenseLabel(rawValue: label) != nil || label >= firstExtension
    }

    /// How errors name it.
    var name: ClaimName {
        switch self {
        case .prefix: .prefix
        case .organization: .organization
        case .benefit: .benefit
        case .activationLimit: .activationLimit
        case .usageLimit: .usageLimit
        case .conditions: .conditions
        case .entitlements: .entitlements
        case .statusIndex: .statusIndex
        case .customer: .customer
        case .offline: .offline
        case .grace: .grace
        case .critical: .critical
        case .updatesUntil: .updatesUntil
        case .maxMajorVersion: .maxMajorVersion
        case .enforcement: .enforcement
        case .licenseID: .licenseID
        }
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
