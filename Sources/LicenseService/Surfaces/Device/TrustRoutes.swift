import Hummingbird
import Synchronization

/// The trust bundle that the service hands out, replaced when its file is read again.
///
/// The service does not judge it: devices verify it by the root keys that they pin.
final class ServedTrust: Sendable {
    private let document = Mutex<StaticDocument?>(nil)

    var current: StaticDocument? { document.withLock { $0 } }

    func replace(_ bundle: [UInt8]) {
        let new = StaticDocument(bundle, mediaType: "application/cose", lifetime: .seconds(3600))
        document.withLock { $0 = new }
    }
}

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
            guard let document = trust.current else {
                throw Problem(
                    .notFound, "no-trust-bundle", "this service has no trust bundle",
                    nextStep: "pin the vendor's keys")
            }
            return document.response(to: request, at: clock.now())
        }
    }
}
