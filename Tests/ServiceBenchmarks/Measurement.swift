import LicenseTestSupport

/// A rate that is compared with a floor, in turns, so that what disturbs the machine for a while
/// disturbs both.
///
/// Each round is a part of the floors before and after it; what is printed is the middle round.
struct Measurement: Sendable {
    static let connections = 64
    private static let rounds = 5
    private static let seconds = 2.0

    /// How many a second, measured anew each time.
    private let floor: @Sendable () throws -> Double

    /// A floor of the caller's.
    init(floor: @escaping @Sendable () throws -> Double) {
        self.floor = floor
    }

    /// The answers to the framework's smallest request.
    init(_ hello: ServerProcess) {
        let generator = LoadGenerator(port: hello.port, connections: Self.connections)
        let request = Requests.get("/hello")
        _ = generator.run(seconds: 1) { _, _ in request }
        self.init { generator.run(seconds: Self.seconds) { _, _ in request }.perSecond }
    }

    /// Prints a rate, and how it compares with the floor.
    ///
    /// - Parameter request: the next request of a connection, as `LoadGenerator` asks for it.
    func compare(
        _ name: String, _ server: ServerProcess, _ bound: String, longest: String? = nil,
        _ request: (_ connection: Int, _ count: Int) -> [UInt8]?
    ) throws {
        let generator = LoadGenerator(port: server.port, connections: Self.connections)
        _ = generator.run(seconds: 1, request)
        var floors = [try floor()]
        var rounds: [(share: Double, result: LoadGenerator.Result)] = []
        var spent = 0.0
        for _ in 0..<Self.rounds {
            let before = server.processorTime
            let result = generator.run(seconds: Self.seconds, request)
            guard result.statuses.keys.allSatisfy({ $0 == 200 || $0 == 304 }) else {
                return print("\(name): not measured, the answers were \(result.statuses)")
            }
            spent += server.processorTime - before
            floors.append(try floor())
            let beside = floors.suffix(2).reduce(0, +) / 2
            rounds.append((result.perSecond / beside, result))
        }
        rounds.sort { $0.share < $1.share }
        let (share, result) = rounds[Self.rounds / 2]
        Report.show(name, result.perSecond, "/s", "\(result.statuses.keys.sorted())")
        let ends =
            "\(Report.text(rounds[0].share)) to \(Report.text(rounds[Self.rounds - 1].share))"
        Report.show("  of the floor", share, "", "\(bound), from \(ends)")
        let answers = rounds.reduce(0) { $0 + $1.result.answers }
        Report.show("  processor time of the server", spent / Double(answers) * 1e6, "µs")
        if let longest {
            Report.show("  p50", result.latency(0.5) * 1000, "ms")
            Report.show("  p99", result.latency(0.99) * 1000, "ms", longest)
        }
    }

    /// Prints the floor itself.
    func show(_ name: String) throws {
        Report.show(name, try floor(), "/s")
    }
}
