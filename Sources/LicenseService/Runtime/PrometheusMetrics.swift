import CoreMetrics
import Synchronization

/// A back end for swift-metrics that writes what it was told in Prometheus' text form (version 0.0.4).
///
/// Recorders show the last value, and timers are histograms in seconds.
final class PrometheusMetrics: MetricsFactory {
    private struct Key: Hashable {
        let label: String
        /// The dimensions as they are written, or nothing.
        let dimensions: String
    }

    private struct State {
        var help: [String: String] = [:]
        var counters: [Key: PrometheusCounter] = [:]
        var gauges: [Key: PrometheusGauge] = [:]
        var histograms: [Key: PrometheusHistogram] = [:]
    }

    private let state = Mutex(State())

    /// Says what a metric counts.
    func describe(_ metric: Metric) {
        state.withLock { $0.help[metric.label] = metric.help }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        state.withLock { state in
            let key = Self.key(label, dimensions)
            let counter = state.counters[key] ?? PrometheusCounter()
            state.counters[key] = counter
            return counter
        }
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        state.withLock { state in
            let key = Self.key(label, dimensions)
            let gauge = state.gauges[key] ?? PrometheusGauge()
            state.gauges[key] = gauge
            return gauge
        }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        state.withLock { state in
            let key = Self.key(label, dimensions)
            let histogram = state.histograms[key] ?? PrometheusHistogram()
            state.histograms[key] = histogram
            return histogram
        }
    }

    // Metrics last as long as the service.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private static func key(_ label: String, _ dimensions: [(String, String)]) -> Key {
        let written = dimensions.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
        return Key(label: label, dimensions: written.isEmpty ? "" : "{\(written)}")
    }
}

// MARK: - Text

extension PrometheusMetrics {
    /// Everything, one line for each number, in an order that stays.
    var text: String {
        let state = state.withLock { $0 }
        var families: [String: [String]] = [:]
        for (key, counter) in state.counters {
            families["\(key.label) counter", default: []]
                .append("\(key.label)\(key.dimensions) \(counter.value)")
        }
        for (key, gauge) in state.gauges {
            families["\(key.label) gauge", default: []]
                .append("\(key.label)\(key.dimensions) \(gauge.value)")
        }
        for (key, histogram) in state.histograms {
            families["\(key.label) histogram", default: []] += histogram.lines(key.label)
        }
        var lines: [String] = []
        for (family, numbers) in families.sorted(by: { $0.key < $1.key }) {
            let label = String(family.prefix { $0 != " " })
            if let help = state.help[label] { lines.append("# HELP \(label) \(help)") }
            lines.append("# TYPE \(family)")
            lines += family.hasSuffix("histogram") ? numbers : numbers.sorted()
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

// MARK: - Numbers

private final class PrometheusCounter: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

private final class PrometheusGauge: RecorderHandler {
    private let last = Mutex(0.0)

    var value: Double { last.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) { last.withLock { $0 = value } }
}

private final class PrometheusHistogram: TimerHandler {
    private struct State {
        var counts = [Int](repeating: 0, count: PrometheusHistogram.bounds.count + 1)
        var sum = 0.0
    }

    /// Upper ends of the classes, in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1e9
        let position = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[position] += 1
            state.sum += seconds
        }
    }

    func lines(_ label: String) -> [String] {
        let state = state.withLock { $0 }
        var lines: [String] = []
        var total = 0
        for (bound, count) in zip(Self.bounds, state.counts) {
            total += count
            lines.append("\(label)_bucket{le=\"\(bound)\"} \(total)")
        }
        let all = state.counts.reduce(0, +)
        lines.append("\(label)_bucket{le=\"+Inf\"} \(all)")
        lines.append("\(label)_sum \(state.sum)")
        lines.append("\(label)_count \(all)")
        return lines
    }
}
