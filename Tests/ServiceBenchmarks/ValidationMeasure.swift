import Foundation
import LicenseStore

/// Keys that are validated over HTTP, each answer after its counters are durable.
struct ValidationMeasure {
    private static let keys = 1000

    let fleet: Fleet
    let service: ServerProcess

    /// - Parameters:
    ///   - floor: of what the rate is a part, and what it is to be at least.
    func run(_ name: String, floor: Double, _ bound: String) throws {
        let requests = try fleet.keys(Self.keys).map {
            Requests.validate($0, of: "\(fleet.organization)")
        }
        let before = try fleet.validations()
        var sent = 0
        let result = Measurement.best(of: service) { _, _ in
            sent += 1
            return requests[sent % requests.count]
        }
        guard result.statuses.keys.allSatisfy({ $0 == 200 }) else {
            print("\(name): not measured, the answers were \(result.statuses)")
            return
        }
        Report.show(name, result.perSecond, "/s")
        Report.compare(result.perSecond, with: floor, bound)
        Report.show("  p50", result.latency(0.5) * 1000, "ms")
        Report.show("  p99", result.latency(0.99) * 1000, "ms", "≤ 15")
        // Those that were under way when a round ended were counted, and not answered.
        let counted = try fleet.validations() - before
        print("  counted \(counted) of \(sent) that were asked for")
    }
}
