import COSE
public import COSESigning
public import LicenseVerifier

/// Why a license could not be minted.
public enum IssuerError: Error, Equatable, Sendable {
    /// A lifetime reaches past the year 9999.
    case beyondCalendar
    /// A lifetime ends at or before the moment of issue.
    case endsBeforeIssue
    /// A lifetime ends at or before this moment, from which on the license would be good.
    case endsBeforeBeginning(Timestamp)
    /// The license would be good from this moment on, before there is one.
    case beginsBeforeIssue(Timestamp)
    /// A renewal gives no later end than this one, which the license has.
    case endsNoLater(than: Timestamp)
    /// The claims cannot be said in a license, or a fresh key does not read as one.
    case license(LicenseError)
    /// The claims name another organization than the issuer's.
    case otherOrganization(OrganizationID)
    /// The license limits the age of its status, and has no position in the status lists.
    case offlineWithoutStatus
    /// The claims cannot be those of a status list.
    case statusList(StatusError)
    /// Not a trust bundle, or one that breaks its rules.
    case trustBundle
    /// Not a list of licenses that stay good, or signatures of different ones.
    case affirmation
    /// The private key failed.
    case signing(SigningKeyError)
}

extension IssuerError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .beyondCalendar: "issue.beyond-calendar"
        case .endsBeforeIssue: "issue.ends-before-issue"
        case .endsBeforeBeginning: "issue.ends-before-beginning"
        case .beginsBeforeIssue: "issue.begins-before-issue"
        case .endsNoLater: "issue.ends-no-later"
        case .license(let error): error.code
        case .otherOrganization: "issue.other-organization"
        case .offlineWithoutStatus: "issue.offline-without-status"
        case .statusList(let error): error.code
        case .trustBundle: "issue.trust-bundle"
        case .affirmation: "issue.affirmation"
        case .signing: "issue.signing"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .beyondCalendar: "the license would last beyond the year 9999"
        case .endsBeforeIssue: "the license would end before it is issued"
        case .endsBeforeBeginning(let beginning):
            "the license would end before it begins (\(beginning))"
        case .beginsBeforeIssue(let beginning):
            "the license would begin before it is issued (\(beginning))"
        case .endsNoLater(let end):
            "a renewal gives a later end, and the license is valid until \(end)"
        case .license(.claims(let error)): "the license cannot be made: \(error)"
        case .license(.message(let error)): "the license cannot be made: \(error)"
        case .license(let error): "the license cannot be made: \(error)"
        case .otherOrganization(let id): "the license names another organization (\(id))"
        case .offlineWithoutStatus:
            "the license limits the age of its status, but has no status index"
        case .statusList(let error): "the status list cannot be made: \(error)"
        case .trustBundle: "this is not a trust bundle, or it breaks the rules for one"
        case .affirmation:
            "this is not an affirmation list, or its signatures belong to different lists"
        case .signing(let error): error.description
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .beyondCalendar: "choose a shorter lifetime, or a perpetual license"
        case .endsBeforeIssue: "choose an end in the future"
        case .endsBeforeBeginning: "choose a later end, or an earlier beginning"
        case .beginsBeforeIssue: "leave the beginning out: the license begins when it is issued"
        case .endsNoLater:
            "choose a later end; to shorten the license, change it: "
                + "`latchkey change LICENSE --lifetime END`"
        case .license(.message(.payloadTooLong)):
            "leave out conditions or entitlements, or shorten their texts"
        case .license: "correct the terms of the license"
        case .otherOrganization: "mint it with the key of that organization"
        case .offlineWithoutStatus: "give it a status index, or no limit on the age of its status"
        case .statusList: "correct the list's times or its URI"
        case .trustBundle: "check windows, roles and the number of root keys"
        case .affirmation: "use the file that `latchkey trust affirm` wrote"
        case .signing: "check the signing key, and try again"
        }
    }
}
