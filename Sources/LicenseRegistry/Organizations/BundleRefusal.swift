public import COSE
public import LicenseVerifier

/// Why a bundle does not take the place of another.
public enum BundleRefusal: Error, Equatable, Sendable {
    /// No device that holds the bundle before would take it.
    case trust(TrustError)
    /// It is the one that is handed out.
    case known(version: UInt64)
    /// A newer one has been due since then.
    case ended(Timestamp)
    /// Devices would refuse what the service signs with its own key.
    case withoutOwnKey(KeyID, KeyRole, IssuerFault)
    /// Devices would refuse licenses in use that an issuing key has signed.
    case withoutLicenses(of: KeyID, IssuerFault)
}

extension BundleRefusal: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .trust(let error): error.code
        case .known: "trust.known"
        case .ended: "trust.ended"
        case .withoutOwnKey: "trust.without-own-key"
        case .withoutLicenses(_, .compromised): "trust.without-affirmations"
        case .withoutLicenses: "trust.without-issuing-key"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .trust(let error): "\(error)"
        case .known(let version): "version \(version) is handed out already"
        case .ended(let end): "the trust bundle has ended on \(end)"
        case .withoutOwnKey(let key, let role, .window):
            "the trust bundle does not let this service's key \(key) \(role.work) at this time"
        case .withoutOwnKey(let key, let role, _):
            "the trust bundle does not name this service's key \(key) to \(role.work)"
        case .withoutLicenses(let key, .compromised):
            "the trust bundle marks the issuing key \(key) as stolen, and no affirmation list says "
                + "which of its licenses stay good"
        case .withoutLicenses(let key, .window):
            "the trust bundle does not let the issuing key \(key) sign when it signed licenses that "
                + "are in use"
        case .withoutLicenses(let key, _):
            "the trust bundle leaves out the issuing key \(key), which signed licenses that are in use"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        let anyway = "set trust.accept to the bundle's version, and start the service again"
        return switch self {
        case .trust(let error): error.nextStep
        case .known: "there is nothing to do"
        case .ended: "draft the next version with `trust renew`, and have it signed"
        case .withoutOwnKey:
            "add the key with `latchkey trust add-key`, and have the bundle signed; where programs "
                + "pin the key, \(anyway)"
        case .withoutLicenses(_, .compromised):
            "make one with `latchkey trust affirm`, and name it in trust.affirmations; to end all "
                + "licenses of the key, \(anyway)"
        case .withoutLicenses(_, .window):
            "give the key a window that holds them; to end these licenses, \(anyway)"
        case .withoutLicenses:
            "add the key with `latchkey trust add-key`, and if it signs no more, end its time with "
                + "`latchkey trust retire-key`; to end its licenses, \(anyway)"
        }
    }
}

extension KeyRole {
    /// What a key of the role does, after "to".
    fileprivate var work: String {
        switch self {
        case .issue: "issue licenses"
        case .activate: "answer devices"
        case .status: "sign status lists"
        }
    }
}
