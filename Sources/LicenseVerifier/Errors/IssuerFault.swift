/// Why a key of a trust bundle may not issue a license that it signed (verification step 12).
public enum IssuerFault: String, Error, Sendable, CaseIterable {
    /// The key has another role.
    case role
    /// The license names another organization than the bundle.
    case organization
    /// The license was minted outside the key's window.
    case window
    /// The key is not for this benefit.
    case benefit
    /// The license lasts longer than the key may give.
    case lifetime
    /// The key may sign only licenses that can be revoked.
    case statusIndex
    /// Somebody else had the key when the license was minted, or may have.
    case compromised
}

extension IssuerFault: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .role: "issuer.role"
        case .organization: "issuer.organization"
        case .window: "issuer.window"
        case .benefit: "issuer.benefit"
        case .lifetime: "issuer.lifetime"
        case .statusIndex: "issuer.status-index"
        case .compromised: "issuer.compromised"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .organization: "the license names another organization than its signing key"
        case .role: "the key that signed this may not issue licenses"
        case .window: "the license was issued when its signing key was not in use"
        case .benefit: "the key that signed this may not issue licenses for this product"
        case .lifetime: "the license lasts longer than its signing key allows"
        case .statusIndex:
            "the license cannot be revoked, and its signing key must sign only licenses that can"
        case .compromised: "the key that signed this was stolen"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .role, .organization, .window, .benefit, .lifetime, .statusIndex:
            "ask the vendor for a new key, and quote this message"
        case .compromised:
            "ask the vendor for a new license key; yours was signed with a stolen key"
        }
    }
}
