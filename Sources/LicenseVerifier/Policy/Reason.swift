import CBOR

/// A reason why a license may not be used now (Token-Format, policy).
public enum Reason: Equatable, Sendable {
    /// Step 13: sold by another organization.
    case otherOrganization(OrganizationID)
    /// Step 13: a benefit that the program does not accept.
    case otherBenefit(BenefitID)
    /// Step 13: a brand that the program does not accept.
    case otherPrefix(LicensePrefix)
    /// Step 14: the clock is more than a day behind the moment at which the license was minted.
    case clockBehind(issuedAt: Timestamp)
    /// Step 14: the clock is more than a day behind a moment at which something that the device
    /// holds was signed.
    case clockBehindSigned(at: Timestamp)
    /// Step 15: not before this moment.
    case notYetValid(from: Timestamp)
    /// Step 15: expired, and the grace period, if there is one, is over.
    case expired(at: Timestamp)
    /// Step 16: what the device knows of the license's status is too old.
    case statusTooOld(knownAsOf: Timestamp, offline: Duration)
    /// Step 16: the trust bundle is older than the program allows.
    case bundleTooOld(issuedAt: Timestamp, limit: Duration)
    /// Step 17: the key was revoked, or replaced by a newer one of its license.
    case revoked(asOf: Timestamp)
    /// Step 17: the license is suspended and can come back.
    case suspended(asOf: Timestamp)
    /// Step 17: the list gives the license a status that this program does not know.
    case statusNotUnderstood(asOf: Timestamp)
    /// Step 17: two lists of one number say different things.
    case statusDisputed(asOf: Timestamp)
    /// Step 18: a condition of the license is not presented.
    case conditionMissing(Condition)
    /// Step 18: a condition is presented with another value.
    case conditionDiffers(Condition)
    /// Step 18: a condition is presented that the license does not have.
    case conditionUnknown(ConditionKey)
    /// Step 19: the license needs a seat and this device has none.
    case notActivated(ActivationLimit)
    /// Step 19: the device's seat is of another license.
    case seatOfOtherLicense(LicenseID)
    /// Step 19: the seat was given to another machine.
    case seatOfOtherMachine
    /// Step 19: the seat was leased, and the lease is over.
    case leaseEnded(at: Timestamp)
    /// Step 20: the license is metered and nobody counts.
    case usageUnknown(limit: UInt64)
    /// Step 20: all units are used.
    case usageExhausted(used: UInt64, limit: UInt64)
    /// Step 20: this device has used all that it may before it reports.
    case allowanceExhausted(used: UInt64, allowance: UInt64)
    /// Step 21: the license is bound to builds and the program does not say which it is.
    case releaseUnknown
    /// Step 21: the build is newer than the updates that were paid for.
    case releasedTooLate(releasedAt: Timestamp, updatesUntil: Timestamp)
    /// Step 21: the major version is higher than the one that was paid for.
    case majorVersionTooHigh(UInt64, limit: UInt64)
}

extension Reason {
    /// Whether the license is for something else altogether (step 13).
    var isOfScope: Bool { step == 13 }
}

extension Reason: Explained {
    /// The policy step that failed (Token-Format, policy).
    public var step: Int {
        switch self {
        case .otherOrganization, .otherBenefit, .otherPrefix: 13
        case .clockBehind, .clockBehindSigned: 14
        case .notYetValid, .expired: 15
        case .statusTooOld, .bundleTooOld: 16
        case .revoked, .suspended, .statusNotUnderstood, .statusDisputed: 17
        case .conditionMissing, .conditionDiffers, .conditionUnknown: 18
        case .notActivated, .seatOfOtherLicense, .seatOfOtherMachine, .leaseEnded: 19
        case .usageUnknown, .usageExhausted, .allowanceExhausted: 20
        case .releaseUnknown, .releasedTooLate, .majorVersionTooHigh: 21
        }
    }

    /// A stable name for programs.
    public var code: String {
        switch self {
        case .otherOrganization: "license.other-organization"
        case .otherBenefit: "license.other-benefit"
        case .otherPrefix: "license.other-prefix"
        case .clockBehind: "clock.behind"
        case .clockBehindSigned: "clock.behind-signed"
        case .notYetValid: "license.not-yet-valid"
        case .expired: "license.expired"
        case .statusTooOld: "status.too-old"
        case .bundleTooOld: "trust.bundle-too-old"
        case .revoked: "status.revoked"
        case .suspended: "status.suspended"
        case .statusNotUnderstood: "status.not-understood"
        case .statusDisputed: "status.disputed"
        case .conditionMissing: "condition.missing"
        case .conditionDiffers: "condition.differs"
        case .conditionUnknown: "condition.unknown"
        case .notActivated: "activation.missing"
        case .seatOfOtherLicense: "activation.other-license"
        case .seatOfOtherMachine: "activation.other-machine"
        case .leaseEnded: "activation.lease-ended"
        case .usageUnknown: "usage.unknown"
        case .usageExhausted: "usage.exhausted"
        case .allowanceExhausted: "usage.allowance-exhausted"
        case .releaseUnknown: "release.unknown"
        case .releasedTooLate: "release.too-late"
        case .majorVersionTooHigh: "release.major-version"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .otherOrganization(let id): "the license was sold by another organization (\(id))"
        case .otherBenefit(let id): "the license is for another product (\(id))"
        case .otherPrefix(let prefix): "the license is for another brand (\(prefix))"
        case .clockBehind(let issuedAt):
            "this machine's clock is behind \(issuedAt), when the license was issued"
        case .clockBehindSigned(let at):
            "this machine's clock is behind \(at), when something stored on it was signed"
        case .notYetValid(let from): "the license starts on \(from)"
        case .expired(let at): "the license expired on \(at)"
        case .statusTooOld(let knownAsOf, let offline):
            "the license's status is known only as of \(knownAsOf), and may be at most"
                + " \(offline.text) old"
        case .bundleTooOld(let issuedAt, let limit):
            "the trust bundle is from \(issuedAt), and may be at most \(limit.text) old"
        // A list says the same of a key that was revoked and of one that has a successor.
        case .revoked(let asOf):
            "this key was revoked or replaced by a newer one, according to the status list of \(asOf)"
        case .suspended(let asOf):
            "the license is suspended, according to the status list of \(asOf)"
        case .statusNotUnderstood(let asOf):
            "the status list of \(asOf) gives the license a status that this program does not know"
        case .statusDisputed(let asOf):
            "two different status lists of \(asOf) have the same number"
        case .conditionMissing(let condition):
            "the license requires \(condition), which was not given"
        case .conditionDiffers(let condition):
            "the license requires \(condition), and another value was given"
        case .conditionUnknown(let key): "\(key) was given, and the license does not name it"
        case .notActivated(.seats(let seats)):
            "the license needs one of its \(seats) seat(s), and this machine has none"
        case .notActivated: "the license needs an activation, and this machine has none"
        case .seatOfOtherLicense(let id): "this machine's seat belongs to another license (\(id))"
        case .seatOfOtherMachine: "the seat was given to another machine"
        case .leaseEnded(let at): "the lease of this machine's seat ended on \(at)"
        case .usageUnknown(let limit):
            "the license is limited to \(limit) units, and this program does not count them"
        case .usageExhausted(let used, let limit): "\(used) of \(limit) units are used"
        case .allowanceExhausted(let used, let allowance):
            "\(used) units are used, and this machine may use \(allowance) before it must report"
        case .releaseUnknown:
            "the license covers certain builds, and this program does not say which one it is"
        case .releasedTooLate(let releasedAt, let updatesUntil):
            "this build of \(releasedAt.dateText) is newer than the license's updates, which ended"
                + " on \(updatesUntil.dateText)"
        case .majorVersionTooHigh(let version, let limit):
            "the license covers versions up to \(limit), and this is version \(version)"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .otherOrganization, .otherBenefit, .otherPrefix:
            "use the license key that was sold for this product"
        case .clockBehind, .clockBehindSigned:
            "set this machine's clock to the correct date and time"
        case .notYetValid: "wait until then, or ask the vendor for a license that starts earlier"
        case .expired: "renew the license and enter the new key"
        case .statusTooOld: "install a newer status list on this machine, online or from a file"
        case .bundleTooOld:
            "install the vendor's newest trust bundle on this machine, online or from a file"
        case .revoked: "enter the newest key of the license, or ask the vendor"
        case .suspended: "ask the vendor what is outstanding, then install a newer status list"
        case .statusNotUnderstood: "update this program, or ask the vendor"
        case .statusDisputed: "install a newer status list, and tell the vendor about the two"
        case .conditionMissing, .conditionDiffers, .conditionUnknown:
            "use the license where it applies, or ask the vendor to change it"
        case .notActivated: "activate this machine, online or with an activation request"
        case .seatOfOtherLicense, .seatOfOtherMachine:
            "activate this machine, and free the seat it does not use"
        case .leaseEnded: "renew the activation, online or with an activation request"
        case .usageUnknown: "let the program keep a ledger on this machine"
        case .usageExhausted: "ask the vendor for more units"
        case .allowanceExhausted(_, allowance: 0):
            "ask the vendor for units: this machine was given none"
        case .allowanceExhausted: "report the usage, online or by file, and install the answer"
        case .releaseUnknown: "update this program"
        case .releasedTooLate, .majorVersionTooHigh:
            "renew the updates, or install a build that the license covers"
        }
    }
}

extension Condition: CustomStringConvertible {
    /// The form `name=value`, texts in quotation marks.
    public var description: String { "\(key)=\(value)" }
}

extension ConditionValue: CustomStringConvertible {
    /// The value; a text in quotation marks.
    public var description: String {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        // In diagnostic notation, where quotes and invisible characters are escaped: a text that
        // runs backwards on a terminal could disguise the sentence around it.
        case .text: item.diagnostic
        }
    }
}
