/// The load that every comparison uses: the same connections, one request after another on each.
struct Measurement {
    static let connections = 64
    static let rounds = 3
    static let secondsOfRound = 3.0

    /// The best of several rounds, after a while to warm up; what disturbs the machine only slows.
    static func best(
        of server: ServerProcess, _ request: (_ connection: Int, _ count: Int) -> [UInt8]?
    ) -> LoadGenerator.Result {
        let generator = LoadGenerator(port: server.port, connections: connections)
        _ = generator.run(seconds: 1, request)
        var best = LoadGenerator.Result()
        for _ in 0..<rounds {
            let result = generator.run(seconds: secondsOfRound, request)
            if best.answers == 0 || result.perSecond > best.perSecond { best = result }
        }
        return best
    }

    /// Prints a rate, and how it compares with the floor.
    @discardableResult
    static func rate(
        _ name: String, _ server: ServerProcess, _ request: [UInt8], of floor: Double? = nil,
        _ bound: String = "≥ 0.7"
    ) -> Double {
        let result = best(of: server) { _, _ in request }
        Report.show(name, result.perSecond, "/s", "\(result.statuses.keys.sorted())")
        if let floor { Report.compare(result.perSecond, with: floor, bound) }
        return result.perSecond
    }
}
