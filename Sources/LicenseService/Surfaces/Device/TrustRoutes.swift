import Hummingbird

/// `GET /v1/trust`: the signed set of keys.
struct TrustRoutes {
    let trust: ServedTrust
    let clock: ServiceClock

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "/v1/trust", "getTrustBundle", "The signed set of the vendor's keys.",
                answer: .media("application/cose"))
        ) { request, _ in
            guard let document = trust.current?.document else {
                throw Problem(
                    .notFound, "no-trust-bundle", "this service has no trust bundle",
                    nextStep: "pin the vendor's keys")
            }
            return document.content(for: request, at: clock.now())
        }
    }
}
