import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// What the interfaces of Polar and of Dodo Payments cost on top of the native one, for the same
/// work: to show a license key to its vendor.
struct AdapterMeasure {
    private static let rounds = 5
    private static let seconds = 1.5

    let fleet: Fleet
    let service: ServerProcess
    /// The framework alone.
    let hello: ServerAccount

    func run() async throws {
        let id = try fleet.licenses(1, seed: 700)[0].claims.license
        let paths = [
            ("native", "/manage/v1/license-keys/\(id)"), ("Polar", "/v1/license-keys/\(id)"),
            ("Dodo", "/license_keys/\(try await dodoID())"),
        ]
        var times = [[Double]](repeating: [], count: paths.count)
        var floors: [Double] = []
        // In turns, so that what disturbs the machine for a while disturbs all.
        for _ in 0..<Self.rounds {
            for (number, (name, path)) in paths.enumerated() {
                guard let time = processorTime(of: path, service.account) else {
                    return print("adapters: not measured, \(name) did not answer")
                }
                times[number].append(time)
            }
            if let floor = processorTime(of: "/hello", hello) { floors.append(floor) }
        }
        guard floors.count == Self.rounds else { return print("adapters: hello did not answer") }
        let floor = floors.sorted()[Self.rounds / 2]
        Report.show("GET hello world: processor time", floor * 1e6, "µs")
        let middle = times.map { $0.sorted()[Self.rounds / 2] }
        for ((name, _), time) in zip(paths, middle) {
            Report.show(
                "GET a license key, \(name): processor time", time * 1e6, "µs",
                name == "native"
                    ? "\(Report.text(time / floor)) of hello, ≤ 2.5"
                    : "\(Report.text(time / middle[0])) of the native, ≤ 1.15")
        }
    }

    /// A server's, for one answer.
    private func processorTime(of path: String, _ server: ServerAccount) -> Double? {
        let request = Requests.get(path, "authorization: Bearer \(fleet.token)\r\n")
        let before = server.processorTime
        let result = LoadGenerator(port: server.port, connections: Measurement.connections)
            .run(seconds: Self.seconds) { _, _ in request }
        guard Array(result.statuses.keys) == [200] else { return nil }
        return (server.processorTime - before) / Double(result.answers)
    }

    /// The newest license key's name in that interface.
    private func dodoID() async throws -> String {
        struct Page: Decodable {
            struct Item: Decodable {
                let id: String
            }
            let items: [Item]
        }
        let data = try await service.answer(
            to: "/license_keys?page_size=1", bearer: fleet.token)
        guard let first = try JSONDecoder().decode(Page.self, from: data).items.first else {
            throw CancellationError()
        }
        return first.id
    }
}
