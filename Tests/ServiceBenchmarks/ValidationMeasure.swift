import Foundation
import LicenseRegistry

/// Keys that are validated over HTTP, each answer after its counters are durable.
struct ValidationMeasure {
    private static let keys = 1000

    let fleet: Fleet
    let service: ServerProcess

    /// - Parameters:
    ///   - floor: of what the rate is a part.
    ///   - bound: what part it is to be at least.
    func run(_ name: String, against floor: Measurement, _ bound: String) throws {
        let requests = try fleet.keys(Self.keys).map {
            Requests.validate($0, of: "\(fleet.organization)")
        }
        let before = try fleet.validations()
        var sent = 0
        try floor.compare(name, service, bound, longest: "≤ 15") { _, _ in
            sent += 1
            return requests[sent % requests.count]
        }
        // Those that were under way when a round ended were counted, and not answered.
        let counted = try fleet.validations() - before
        print("  counted \(counted) of \(sent) that were asked for")
    }
}
