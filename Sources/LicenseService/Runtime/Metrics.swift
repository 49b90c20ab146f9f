import HTTPTypes
import Synchronization

/// Counts for Prometheus, in its text form (version 0.0.4).
final class Metrics: Sendable {
    private struct RouteKey: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct State {
        var requests: [RouteKey: Int] = [:]
        var durations = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var durationSum = 0.0
        var counters: [String: Int] = [:]
        var gauges: [String: Double] = [:]
    }

    /// Upper ends of the classes of durations, in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

    private let state = Mutex(State())

    func count(
        _ method: HTTPRequest.Method, _ route: String, _ status: HTTPResponse.Status,
        _ duration: Duration
    ) {
        let seconds = duration / .seconds(1)
        let position = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        // Methods are the caller's words, so unknown ones share a name.
        let method = Self.methods.contains(method.rawValue) ? method.rawValue : "other"
        let key = RouteKey(method: method, route: route, status: status.code)
        state.withLock { state in
            state.requests[key, default: 0] += 1
            state.durations[position] += 1
            state.durationSum += seconds
        }
    }

    func add(_ count: Int = 1, to counter: String) {
        state.withLock { $0.counters[counter, default: 0] += count }
    }

    func set(_ gauge: String, _ value: Double) {
        state.withLock { $0.gauges[gauge] = value }
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    /// Everything, one line for each number.
    var text: String {
        let state = state.withLock { $0 }
        var lines = ["# TYPE latchkeyd_requests_total counter"]
        for (key, count) in state.requests.sorted(by: { $0.value > $1.value }) {
            lines.append(
                "latchkeyd_requests_total{method=\"\(key.method)\",route=\"\(key.route)\","
                    + "status=\"\(key.status)\"} \(count)")
        }
        lines.append("# TYPE latchkeyd_request_seconds histogram")
        var sum = 0
        for (bound, count) in zip(Self.bounds, state.durations) {
            sum += count
            lines.append("latchkeyd_request_seconds_bucket{le=\"\(bound)\"} \(sum)")
        }
        let all = state.durations.reduce(0, +)
        lines.append("latchkeyd_request_seconds_bucket{le=\"+Inf\"} \(all)")
        lines.append("latchkeyd_request_seconds_sum \(state.durationSum)")
        lines.append("latchkeyd_request_seconds_count \(all)")
        for (name, count) in state.counters.sorted(by: { $0.key < $1.key }) {
            lines.append("# TYPE latchkeyd_\(name) counter")
            lines.append("latchkeyd_\(name) \(count)")
        }
        for (name, value) in state.gauges.sorted(by: { $0.key < $1.key }) {
            lines.append("# TYPE latchkeyd_\(name) gauge")
            lines.append("latchkeyd_\(name) \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
