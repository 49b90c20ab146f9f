import HTTPTypes
import Hummingbird
import LicenseRegistry
import NIOCore

/// What monitors and load balancers ask.
struct HealthRoutes {
    let registry: Registry
    let lists: PublishedLists
    let pool: BlockingPool
    let clock: ServiceClock
    let metrics: Metrics

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "/health", "health", "The process is up.",
                answer: .media("application/json"))
        ) { _, _ in try JSONText.response(["status": "ok"]) }
        table.add(
            Operation(
                .get, "/ready", "ready", "The lists are published and the registry answers.",
                answer: .media("application/json"))
        ) { _, _ in try await ready() }
        table.add(
            Operation(
                .get, "/metrics", "metrics", "Numbers for Prometheus.",
                answer: .media("text/plain"))
        ) { _, _ in
            metrics.set("registry_calls", Double(pool.depth))
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text)))
        }
    }

    private func ready() async throws -> Response {
        guard lists.isReady(at: clock.now()) else {
            var problem = Problem(
                .serviceUnavailable, "not-ready", "the status lists are not published")
            problem.retryAfter = 1
            throw problem
        }
        _ = try await pool.run { [registry] in try registry.firstOrganization() }
        return try JSONText.response(["status": "ready"])
    }
}
