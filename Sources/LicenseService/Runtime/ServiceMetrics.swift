import CoreMetrics
import HTTPTypes
import Synchronization

/// What a service counts, told to two back ends: the service's own, which Prometheus reads, and the
/// one of the program that the service runs in.
final class ServiceMetrics: Sendable {
    private struct RouteKey: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct State {
        var requests: [RouteKey: Counter] = [:]
        var refusals: [String: Counter] = [:]
        var counters: [String: Counter] = [:]
        var gauges: [String: Gauge] = [:]
    }

    private static let requests = Metric("requests_total", "Requests that were answered.")
    private static let refusals = Metric(
        "refusals_total", "Requests and messages that were refused, by the code of the refusal.")
    private static let durations = Metric("request_seconds", "How long requests took.")
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    private let own: PrometheusMetrics
    private let factory: any MetricsFactory
    private let durations: Timer
    private let state = Mutex(State())

    /// - Parameter other: the back end of the program that the service runs in.
    init(and other: any MetricsFactory = NOOPMetricsHandler.instance) {
        own = PrometheusMetrics()
        factory = MultiplexMetricsHandler(factories: [own, other])
        own.describe(Self.requests)
        own.describe(Self.durations)
        own.describe(Self.refusals)
        durations = Timer(label: Self.durations.label, dimensions: [], factory: factory)
    }

    /// Everything, for Prometheus.
    var text: String { own.text }

    /// Counts a request.
    func count(
        _ method: HTTPRequest.Method, _ route: String, _ status: HTTPResponse.Status,
        _ duration: Duration
    ) {
        // Callers choose methods, so unknown ones share a name.
        let method = Self.methods.contains(method.rawValue) ? method.rawValue : "other"
        let key = RouteKey(method: method, route: route, status: status.code)
        let counter = state.withLock { state in
            if let known = state.requests[key] { return known }
            let counter = Counter(
                label: Self.requests.label,
                dimensions: [("method", method), ("route", route), ("status", "\(status.code)")],
                factory: factory)
            state.requests[key] = counter
            return counter
        }
        counter.increment()
        durations.recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }

    /// Counts a refusal.
    ///
    /// - Parameter code: one of the program's own, so that there are not more than it has.
    func countRefusal(_ code: String) {
        let counter = state.withLock { state in
            if let known = state.refusals[code] { return known }
            let counter = Counter(
                label: Self.refusals.label, dimensions: [("code", code)], factory: factory)
            state.refusals[code] = counter
            return counter
        }
        counter.increment()
    }

    /// Adds to a metric that only grows.
    func add(_ count: Int = 1, to metric: Metric) {
        let counter = state.withLock { state in
            if let known = state.counters[metric.name] { return known }
            own.describe(metric)
            let counter = Counter(label: metric.label, dimensions: [], factory: factory)
            state.counters[metric.name] = counter
            return counter
        }
        counter.increment(by: count)
    }

    /// Sets a metric that goes up and down.
    func set(_ metric: Metric, to value: Int) {
        let gauge = state.withLock { state in
            if let known = state.gauges[metric.name] { return known }
            own.describe(metric)
            let gauge = Gauge(label: metric.label, dimensions: [], factory: factory)
            state.gauges[metric.name] = gauge
            return gauge
        }
        gauge.record(value)
    }
}
