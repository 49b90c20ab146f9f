import HTTPTypes
import LicenseRegistry

extension MessageRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .license(let error): Problem(.unprocessableContent, error)
        case .registry(let error): Problem(registry: error)
        case .unknownLicense, .proof:
            Problem(
                .notFound, "license.unknown", "the service does not know the license",
                nextStep: "copy the license key again, or ask its vendor")
        case .legacyKey:
            Problem(
                .unprocessableContent, "license.legacy", "this is a third-party license key",
                nextStep: "exchange it for a signed one with POST /v1/exchange")
        case .noSeatNeeded:
            Problem(
                .conflict, "license.no-seat-needed",
                "the license works on any machine and needs no seat",
                nextStep: "use it without an activation")
        case .unknownActivation:
            Problem(
                .notFound, "activation.unknown",
                "the service has no such activation, or its device has not signed the report",
                nextStep: "ask for a seat again")
        }
    }
}
