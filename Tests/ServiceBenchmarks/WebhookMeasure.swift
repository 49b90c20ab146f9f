import Foundation
import LicenseTestSupport

/// Events that go to a receiver on this machine, first alone and then beside devices that report.
struct WebhookMeasure {
    private static let events = 10_000
    private static let secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="

    let fleet: Fleet
    /// Where the receiver listens.
    let receiver: UInt16

    func run() throws {
        let secretFile = fleet.home + "/webhook-secret"
        try writeSecret("\(Self.secret)\n", to: secretFile)
        // By itself: a node that is set up otherwise would take messages, and refuse to send them.
        let service = try ServerProcess(
            serving: fleet,
            [
                "webhooks.loopback=allow",
                "webhooks.url=http://127.0.0.1:\(receiver)/hook",
                "webhooks.secret-file=\(secretFile)",
            ].flatMap { ["--set", $0] })
        defer { service.end() }
        let sync = SyncMeasure(fleet: fleet, service: service)
        try sync.takeSeats()
        let before = try received()
        try fleet.licenses(Self.events, seed: 81)
        let left = before + Self.events - (try received())
        let seconds = try secondsToReceive(before + Self.events)
        Report.show("webhooks, drained", Double(left) / seconds, "/s", "≥ 500")
        let reports = try fleet.reports(400)
        let alone = try sync.rate(of: reports.map { Array($0.prefix(200)) })
        try fleet.licenses(Self.events, seed: 82)
        let beside = try sync.rate(of: reports.map { Array($0.suffix(200)) })
        Report.show("POST sync, a report, while webhooks go out", beside, "/s")
        Report.show("  of the rate without them", beside / alone, "", "≥ 0.9")
    }

    private func received() throws -> Int {
        Int(try HeadReader(port: receiver).field("etag", of: "/count")) ?? 0
    }

    private func secondsToReceive(_ total: Int) throws -> Double {
        let start = ContinuousClock.now
        // Seldom: to ask takes a program of its own, on the same cores.
        while try received() < total, ContinuousClock.now - start < .seconds(300) {
            Thread.sleep(forTimeInterval: 0.25)
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
