import Foundation

/// Prints how the service's answers compare with the framework's smallest, in one run, with server
/// and load on the same cores.
///
/// `swift run -c release ServiceBenchmarks`, with `--all` also the storm of 20,000 devices.
@main
enum ServiceBenchmarks {
    private static let connections = 64

    static func main() async throws {
        if CommandLine.arguments.contains("--hello") { return try await HelloWorld.serve() }
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkey-benchmark-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let fleet = try Fleet(home: directory)
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: own).deletingLastPathComponent()
            .appendingPathComponent("latchkeyd").path
        let hello = try ServerProcess(own, ["--hello"])
        let service = try ServerProcess(
            program,
            [
                "serve", "--home", directory, "--port", "0", "--set", "limits.per-second=0",
                "--set", "log.level=notice",
            ])
        show("start to first answer", service.secondsToStart * 1000, "ms", "≤ 500")
        show("idle, resident", service.memory("VmRSS"), "MiB", "≤ 60")
        try await Task.sleep(for: .seconds(1))
        let floor = rate("GET hello world, framework alone", hello, get("/hello"), of: nil)
        _ = rate("GET /health", service, get("/health"), of: floor)
        _ = rate("GET status list", service, get("/v1/status-lists/0"), of: floor)
        let tag = try await etag(service.port)
        _ = rate(
            "GET status list, 304", service,
            get("/v1/status-lists/0", "if-none-match: \(tag)\r\n"), of: floor)
        try sync(fleet, service, floor)
        if CommandLine.arguments.contains("--all") { try storm(fleet, service) }
        show("resident afterwards", service.memory("VmRSS"), "MiB", "")
        service.end()
        // By itself: a node that is set up otherwise would take messages, and refuse to send them.
        try webhooks(fleet, program, hello)
        hello.end()
    }

    /// Sixty-four devices take seats, then report one after another.
    private static func sync(
        _ fleet: Fleet, _ service: ServerProcess, _ floor: Double
    ) throws {
        let generator = LoadGenerator(port: service.port, connections: connections)
        let requests = try fleet.requests(connections).map { post($0) }
        let seats = generator.run(seconds: 60) { connection, count in
            count == 0 ? requests[connection] : nil
        }
        show("POST sync, a seat", seats.perSecond, "/s", "\(seats.statuses)")
        let reports = try fleet.reports(200).map { $0.map { post($0) } }
        let result = generator.run(seconds: 20) { connection, count in
            count < reports[connection].count ? reports[connection][count] : nil
        }
        show("POST sync, a report, durable", result.perSecond, "/s", "\(result.statuses)")
        show("  of the floor", result.perSecond / floor, "", "")
        show("  p99", result.latency(0.99) * 1000, "ms", "")
    }

    /// Ten thousand events go to a receiver, first alone and then beside devices that report.
    private static func webhooks(
        _ fleet: Fleet, _ program: String, _ receiver: ServerProcess
    ) throws {
        let count = 10_000
        let secret = fleet.home + "/webhook-secret"
        try Data("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n".utf8).write(
            to: URL(fileURLWithPath: secret))
        let service = try ServerProcess(
            program,
            [
                "serve", "--home", fleet.home, "--port", "0",
            ]
                + [
                    "limits.per-second=0", "log.level=notice", "webhooks.loopback=allow",
                    "webhooks.url=http://127.0.0.1:\(receiver.port)/hook",
                    "webhooks.secret-file=\(secret)",
                ].flatMap { ["--set", $0] })
        defer { service.end() }
        let reader = HeadReader(port: receiver.port)
        func received() throws -> Int { Int(try reader.field("etag", of: "/count")) ?? 0 }
        func secondsToReceive(_ total: Int) throws -> Double {
            let clock = ContinuousClock()
            let start = clock.now
            // Seldom: to ask takes a program of its own, on the same cores.
            while try received() < total, (clock.now - start) / .seconds(1) < 300 {
                Thread.sleep(forTimeInterval: 0.25)
            }
            return (clock.now - start) / .seconds(1)
        }
        try fleet.addLicenses(count)
        let left = count - (try received())
        let seconds = try secondsToReceive(count)
        show("webhooks, drained", Double(left) / seconds, "/s", "≥ 500")
        let reports = try fleet.reports(600).map { $0.dropFirst(200).map { post($0) } }
        let generator = LoadGenerator(port: service.port, connections: connections)
        func load(_ part: Int) -> LoadGenerator.Result {
            generator.run(seconds: 20) { connection, number in
                let index = part * 200 + number
                return number < 200 && index < reports[connection].count
                    ? reports[connection][index] : nil
            }
        }
        let alone = load(0)
        try fleet.addLicenses(count)
        let beside = load(1)
        show("POST sync, a report, while webhooks go out", beside.perSecond, "/s", "")
        show("  of the rate without them", beside.perSecond / alone.perSecond, "", "≥ 0.9")
        _ = try secondsToReceive(2 * count)
    }

    /// 20,000 devices take seats and report ten records each, in batches of a hundred.
    private static func storm(_ fleet: Fleet, _ service: ServerProcess) throws {
        let count = 20_000
        let generator = LoadGenerator(port: service.port, connections: 16)
        let requests = try fleet.requests(count)
        let batches = stride(from: 0, to: count, by: 100).map { start in
            post(Array(requests[start..<start + 100].joined()))
        }
        func run(_ batches: [[UInt8]]) -> LoadGenerator.Result {
            generator.run(seconds: 600) { connection, number in
                let index = number * 16 + connection
                return index < batches.count ? batches[index] : nil
            }
        }
        let seats = run(batches)
        show("storm: seats", Double(count) / seats.seconds, "devices/s", "\(seats.statuses)")
        let reports = try fleet.reports(1).compactMap(\.first)
        let result = run(
            stride(from: 0, to: reports.count, by: 100).map { start in
                post(Array(reports[start..<min(start + 100, reports.count)].joined()))
            })
        show(
            "storm: reports", Double(reports.count) / result.seconds, "devices/s",
            "\(result.statuses)")
        show("storm: peak resident", service.memory("VmHWM"), "MiB", "≤ 300")
    }

    // MARK: - Requests

    private static func get(_ path: String, _ more: String = "") -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nhost: localhost\r\n\(more)\r\n".utf8)
    }

    private static func post(_ body: [UInt8]) -> [UInt8] {
        Array(
            """
            POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/cose\r\n\
            content-length: \(body.count)\r\n\r\n
            """.utf8) + body
    }

    private static func rate(
        _ name: String, _ server: ServerProcess, _ request: [UInt8], of floor: Double?
    ) -> Double {
        let generator = LoadGenerator(port: server.port, connections: connections)
        _ = generator.run(seconds: 1) { _, _ in request }
        let best = (0..<3).map { _ in generator.run(seconds: 3) { _, _ in request } }
            .max { $0.perSecond < $1.perSecond }
        guard let best else { return 0 }
        show(name, best.perSecond, "/s", "\(best.statuses.keys.sorted())")
        if let floor { show("  of the floor", best.perSecond / floor, "", "≥ 0.7") }
        return best.perSecond
    }

    private static func etag(_ port: UInt16) async throws -> String {
        let generator = HeadReader(port: port)
        return try generator.field("etag", of: "/v1/status-lists/0")
    }

    private static func show(_ name: String, _ value: Double, _ unit: String, _ note: String) {
        let text = value >= 100 ? "\(Int(value))" : String(format: "%.3f", value)
        print("\(name.padding(toLength: 40, withPad: " ", startingAt: 0)) \(text) \(unit)  \(note)")
    }
}
