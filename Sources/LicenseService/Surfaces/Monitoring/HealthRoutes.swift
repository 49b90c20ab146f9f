import Hummingbird
import LicenseRegistry

/// What monitors and load balancers ask.
struct HealthRoutes {
    private struct Health: JSONContent {
        let status: String
        /// Why the registry stands still, publishing fails or a bundle is not handed out, by its code.
        var code: String?
    }

    let organizations: Organizations
    let keys: ServiceKeys
    let lists: PublishedLists
    let trust: ServedTrust
    let runtime: ServiceRuntime

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "/health", "health", "The process is up.",
                answer: .media("application/json"))
        ) { _, _ in health }
        table.add(
            Operation(
                .get, "/ready", "ready", "The lists are published and the registry answers.",
                answer: .media("application/json"))
        ) { _, _ in try await ready() }
        // How much is sold, and through what, is not everybody's business.
        table.add(
            Operation(
                .get, "/metrics", "metrics", "Numbers for Prometheus.", scope: .metricsRead,
                answer: .media("text/plain"))
        ) { _, _, caller in
            guard caller.token.organization == nil else {
                throw Problem(
                    .forbidden, "token-of-organization",
                    "a token of one organization cannot read the metrics, which cover all",
                    nextStep: "use a token that belongs to no organization")
            }
            runtime.metrics.set(.registryCalls, to: runtime.pool.depth)
            runtime.metrics.set(.withdrawnKeys, to: withdrawn.count)
            runtime.metrics.set(.refusedBundle, to: trust.anyRefusal == nil ? 0 : 1)
            return MediaContent(
                "text/plain; version=0.0.4", Array(runtime.metrics.text.utf8), caching: nil)
        }
    }

    /// What the service signs no longer.
    ///
    /// It is ready all the same: devices learn of it by the bundle that it serves.
    private var withdrawn: [ServiceKeyRole] {
        ServiceKeyRole.allCases.filter { keys.fault(of: $0, at: runtime.clock.now()) != nil }
    }

    /// What is wrong first, in one word.
    private var health: Health {
        if let reason = lists.standstill {
            return Health(status: "registry-stands-still", code: reason.code)
        }
        if let fault = runtime.clock.fault { return Health(status: fault.code) }
        if let fault = lists.fault { return Health(status: "publishing-fails", code: fault.code) }
        if !withdrawn.isEmpty { return Health(status: "key-withdrawn") }
        // What devices have serves them still.
        return trust.anyRefusal.map { Health(status: "bundle-refused", code: $0.code) }
            ?? Health(status: "ok")
    }

    private func ready() async throws -> Health {
        if let reason = lists.standstill { throw reason }
        if let fault = lists.fault { throw fault.problem }
        guard lists.isReady(at: runtime.clock.now()) else {
            var problem = Problem(
                .serviceUnavailable, "not-ready", "the status lists are not published yet",
                nextStep: "try again after the time in Retry-After")
            problem.retryAfter = 1
            throw problem
        }
        _ = try await runtime.pool.run { [organizations] in try organizations.first() }
        return Health(status: "ready")
    }
}

extension Metric {
    fileprivate static let withdrawnKeys = Metric(
        "service_keys_withdrawn", "Keys of the service that the trust bundle takes away.")
    fileprivate static let refusedBundle = Metric(
        "trust_bundle_refused", "Whether the file of trust.bundle is not handed out.")
    fileprivate static let registryCalls = Metric(
        "registry_calls", "Calls to the registry that are under way or wait for a thread.")
}
