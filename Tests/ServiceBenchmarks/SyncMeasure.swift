import LicenseTestSupport

/// Devices that take seats and report, each answer after it is durable.
struct SyncMeasure {
    private static let devicesOfStorm = 20_000
    private static let batch = 100
    private static let connectionsOfStorm = 16

    let fleet: Fleet
    let service: ServerProcess

    /// Sixty-four devices take seats, then report one after another.
    func run() throws {
        let generator = LoadGenerator(port: service.port, connections: Measurement.connections)
        let requests = try fleet.requests(Measurement.connections).map { Requests.sync($0) }
        let seats = generator.run(seconds: 60) { connection, count in
            count == 0 ? requests[connection] : nil
        }
        Report.show("POST sync, a seat", seats.perSecond, "/s", "\(seats.statuses)")
        let reports = try fleet.reports(300).map { $0.map { Requests.sync($0) } }
        let floor = try SignatureFloor.secondsOfAnswer()
        let before = service.processorTime
        let result = generator.run(seconds: 20) { connection, count in
            count < reports[connection].count ? reports[connection][count] : nil
        }
        let spent = (service.processorTime - before) / Double(result.answers)
        Report.show("POST sync, a report, durable", result.perSecond, "/s", "\(result.statuses)")
        Report.show("  p99", result.latency(0.99) * 1000, "ms", "≤ 25")
        Report.show("  processor time of the server", spent * 1e6, "µs")
        Report.show("  one verification and two signatures", floor * 1e6, "µs")
        Report.show("  of that", spent / floor, "", "≤ 2")
    }

    /// Sixty-four devices take seats.
    func takeSeats() throws {
        let requests = try fleet.requests(Measurement.connections).map { Requests.sync($0) }
        _ = LoadGenerator(port: service.port, connections: Measurement.connections).run(
            seconds: 60
        ) { connection, count in count == 0 ? requests[connection] : nil }
    }

    /// How many reports a second they send, each after the answer to the one before.
    func rate(of reports: [[[UInt8]]]) throws -> Double {
        let messages = reports.map { $0.map { Requests.sync($0) } }
        return LoadGenerator(port: service.port, connections: Measurement.connections).run(
            seconds: 20
        ) { connection, count in
            count < messages[connection].count ? messages[connection][count] : nil
        }.perSecond
    }

    /// All devices take seats, and report ten records each, in batches.
    func storm() throws {
        let requests = try fleet.requests(Self.devicesOfStorm)
        let before = service.processorTime
        let seats = run(requests)
        let between = service.processorTime
        Report.show(
            "storm: seats", Double(requests.count) / seats.seconds, "devices/s",
            "\(seats.statuses)")
        Report.show(
            "  processor time of the server", (between - before) / Double(requests.count) * 1e6,
            "µs")
        let reports = try fleet.reports(1).compactMap(\.first)
        let start = service.processorTime
        let result = run(reports)
        let spent = service.processorTime - start
        Report.show(
            "storm: reports of ten records", Double(reports.count) / result.seconds, "devices/s",
            "\(result.statuses)")
        Report.show(
            "  processor time of the server", spent / Double(reports.count) * 1e6, "µs")
        Report.show("storm: peak resident", service.memory("VmHWM"), "MiB", "≤ 300")
    }

    private func run(_ messages: [[UInt8]]) -> LoadGenerator.Result {
        let batches = stride(from: 0, to: messages.count, by: Self.batch).map { start in
            let end = min(start + Self.batch, messages.count)
            return Requests.sync(Array(messages[start..<end].joined()))
        }
        let connections = Self.connectionsOfStorm
        return LoadGenerator(port: service.port, connections: connections).run(seconds: 600) {
            connection, number in
            let index = number * connections + connection
            return index < batches.count ? batches[index] : nil
        }
    }
}
