import COSE
import LicenseSync
import LicenseVerifier

extension MessageType {
    /// A stable name for programs.
    var code: String {
        switch self {
        case .cwt: "license"
        case .trustBundle: "bundle"
        case .affirmation: "affirmation"
        case .activationCertificate: "certificate"
        case .statusList: "list"
        case .statusDelta: "delta"
        case .statusStaple: "staple"
        case .receipt: "receipt"
        case .clockReset: "reset"
        case .activationRequest: "request"
        case .usageReport: "report"
        default: "unknown"
        }
    }

    /// What it is, for a person.
    var name: String {
        switch self {
        case .cwt: "license"
        case .trustBundle: "trust bundle"
        case .affirmation: "affirmation list"
        case .activationCertificate: "seat"
        case .statusList: "status list"
        case .statusDelta: "changes of a status list"
        case .statusStaple: "status staple"
        case .receipt: "answer"
        case .clockReset: "clock reset"
        case .activationRequest: "request of a machine"
        case .usageReport: "report of a machine"
        default: "object of an unknown kind"
        }
    }
}
