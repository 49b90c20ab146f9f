import CommandSupport
import LicenseSync
import LicenseVerifier
import Terminal

/// Why a vendor's command does not answer a machine.
enum AnswerError: Error, Equatable {
    /// The machine's seat is leased, and no option says how long to renew it for.
    case leaseMissing
    /// What was given is neither a request nor a report.
    case otherObject
    /// What was given names no file, and is not a text of a machine.
    case noFile(String)
    /// The registry does not have the license.
    case unknownLicense(LicenseID)
    /// The registry does not have the activation.
    case unknownActivation(ActivationID)
    /// The machine does not hold the license key that it names.
    case proof
    /// There is no seat to go to the machine's new key.
    case notRebound(ActivationID)
    /// The machine holds a third-party key that is not known here.
    case legacyKey
    /// The license is valid without a seat.
    case noSeatNeeded
}

extension AnswerError: Explained {
    /// A stable name for programs.
    var code: String {
        switch self {
        case .leaseMissing: "answer.lease-unsaid"
        case .otherObject: "answer.other-object"
        case .noFile: "answer.no-file"
        case .unknownLicense: "answer.unknown-license"
        case .unknownActivation: "answer.unknown-activation"
        case .proof: "answer.proof"
        case .notRebound: "answer.not-rebound"
        case .legacyKey: "answer.legacy-key"
        case .noSeatNeeded: "answer.no-seat-needed"
        }
    }

    /// One sentence without a full stop.
    var description: String {
        switch self {
        case .leaseMissing: "the seat of this machine is leased"
        case .otherObject: "this is neither an activation request nor a usage report"
        case .noFile(let name):
            "there is no file \(quoted(name)), and it is neither an activation request nor a usage report"
        case .unknownLicense(let license): "this registry has no license \(license)"
        case .unknownActivation(let activation): "this registry has no activation \(activation)"
        case .proof: "the machine does not have this license key"
        case .notRebound(let activation):
            "the activation \(activation) is of another license, or has ended"
        case .legacyKey: "this registry does not have the third-party license key of the machine"
        case .noSeatNeeded: "the license is valid on any machine and needs no seat"
        }
    }

    /// What the person can do about it.
    var nextStep: String {
        switch self {
        case .leaseMissing: "say how long to renew it for: --lease 90d, or --lease none"
        case .otherObject, .noFile:
            "give what `latchkey request` or `latchkey report` printed there"
        case .unknownLicense: "ask the machine for `latchkey request --include-license`"
        case .unknownActivation: "answer it where the machine was activated"
        case .proof:
            "ask the machine for `latchkey request --include-license`, or have it install the newest "
                + "license key first"
        case .notRebound: "see the seats of the license with `latchkey seats list`"
        case .legacyKey: "answer it where such keys were imported"
        case .noSeatNeeded: "use it without an activation"
        }
    }
}

extension AnswerError: CommandError {
    var exitStatus: ExitStatus {
        switch self {
        case .leaseMissing, .noSeatNeeded, .notRebound: .usage
        case .otherObject, .proof, .legacyKey: .malformed
        case .noFile, .unknownLicense, .unknownActivation: .noInput
        }
    }
}
