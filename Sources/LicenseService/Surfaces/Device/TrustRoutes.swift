import Hummingbird
import LicenseVerifier

/// `GET /v1/trust`, and the same of a named organization: the signed set of keys.
struct TrustRoutes {
    let trust: ServedTrust
    let clock: ServiceClock

    /// Where an organization's bundle is fetched.
    static func path(of organization: OrganizationID) -> String {
        "/v1/organizations/\(organization)/trust"
    }

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "/v1/trust", "getTrustBundle",
                "The signed set of the vendor's keys, where the service works for one vendor.",
                answer: .media("application/cose"))
        ) { request, _ in
            guard let document = trust.current?.document else { throw Self.none }
            return document.content(for: request, at: clock.now())
        }
        table.add(
            Operation(
                .get, "/v1/organizations/{organization}/trust", "getTrustBundleOfOrganization",
                "The signed set of an organization's keys.", answer: .media("application/cose"))
        ) { request, context in
            let id = context.parameters.get("organization").flatMap { OrganizationID($0) }
            guard let id else { throw Problem.notFound }
            // Another organization's bundle is signed by keys that its devices do not know.
            guard let document = trust.content(of: id)?.document else { throw Self.none }
            return document.content(for: request, at: clock.now())
        }
    }

    private static let none = Problem(
        .notFound, "no-trust-bundle", "this service has no trust bundle",
        nextStep: "pin the vendor's keys")
}
