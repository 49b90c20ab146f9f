import COSE
import COSESigning
import Foundation
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// How long an honest caller waits, alone and beside four strangers who do what hurts most, each
/// from an address of its own.
struct StrangersMeasure {
    private static let seconds = 15.0
    private static let callsPerSecond = 50.0
    private static let slowConnections = 200

    let fleet: Fleet
    let service: ServerProcess

    func run() throws {
        let calls = try fleet.keys(1000).map { Requests.validate($0, of: "\(fleet.organization)") }
        let junk = Requests.sync(try Self.junk(1000))
        let alone = honest(calls)
        let strangers: [@Sendable () -> Void] = [
            { [port = service.port] in
                _ = LoadGenerator(port: port, connections: 4, from: 2).run(seconds: Self.seconds) {
                    _, _ in Self.pause(0.02, junk)
                }
            },
            { [port = service.port] in Self.dripBodies(to: port, from: 3) },
            { [port = service.port] in Self.leaveAnswersUnread(of: port, from: 4) },
            { [port = service.port, organization = fleet.organization] in
                let guess = Requests.validate("ACME-00000000-UNKNOWN", of: "\(organization)")
                _ = LoadGenerator(port: port, connections: 4, from: 5).run(seconds: Self.seconds) {
                    _, _ in Self.pause(0.002, guess)
                }
            },
        ]
        let done = DispatchGroup()
        for stranger in strangers { Self.start(stranger, in: done) }
        // They have begun, and what they may do at once is used up.
        Thread.sleep(forTimeInterval: 2)
        let beside = honest(calls)
        done.wait()
        Report.show("an honest caller alone, p99", alone.latency(0.99) * 1000, "ms")
        Report.show(
            "  beside four strangers, p99", beside.latency(0.99) * 1000, "ms", "\(beside.statuses)")
        Report.show("  of that alone", beside.latency(0.99) / alone.latency(0.99), "", "≤ 2")
    }

    private func honest(_ calls: [[UInt8]]) -> LoadGenerator.Result {
        LoadGenerator(port: service.port, connections: 1).run(seconds: Self.seconds - 4) {
            _, count in Self.pause(1 / Self.callsPerSecond, calls[count % calls.count])
        }
    }

    // MARK: - Strangers

    /// Reports that are well signed, of activations that nobody knows.
    private static func junk(_ count: Int) throws -> [UInt8] {
        guard let at = Timestamp(secondsSinceEpoch: 1_800_000_000) else {
            throw CancellationError()
        }
        var generator = SplitMix64(seed: 3)
        let key = try SigningKey.derive(seed: generator.bytes(32))
        return try (0..<count).flatMap { _ in
            guard let journal = JournalHash(SHA256.digest(of: generator.bytes(1))) else {
                throw CancellationError()
            }
            let report = UsageReport(
                of: .random(using: &generator), sequence: 1, issuedAt: at,
                journal: journal)
            return try report.signed(by: key).bytes
        }
    }

    /// Many bodies that arrive byte by byte.
    private static func dripBodies(to port: UInt16, from host: UInt8) {
        let head = Array(
            """
            POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/cose\r\n\
            content-length: 9999\r\n\r\n
            """.utf8)
        let open = connections(to: port, from: host)
        for descriptor in open { send(head, to: descriptor) }
        for _ in 0..<Int(seconds * 5) {
            for descriptor in open { send([0], to: descriptor) }
            Thread.sleep(forTimeInterval: 0.2)
        }
        for descriptor in open { close(descriptor) }
    }

    /// Many requests for a list, the answers to which are not read.
    private static func leaveAnswersUnread(of port: UInt16, from host: UInt8) {
        let request = Requests.get("/v1/status-lists/0")
        let open = connections(to: port, from: host)
        for _ in 0..<Int(seconds * 5) {
            for descriptor in open { send(request, to: descriptor) }
            Thread.sleep(forTimeInterval: 0.2)
        }
        for descriptor in open { close(descriptor) }
    }

    private static func connections(to port: UInt16, from host: UInt8) -> [Int32] {
        (0..<slowConnections).map { _ in loopbackConnection(to: port, from: host) }
    }

    /// Sends what there is room for, and does not wait.
    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        _ = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
    }

    private static func pause(_ seconds: Double, _ request: [UInt8]) -> [UInt8] {
        Thread.sleep(forTimeInterval: seconds)
        return request
    }

    private static func start(_ stranger: @escaping @Sendable () -> Void, in group: DispatchGroup) {
        group.enter()
        Thread.detachNewThread {
            stranger()
            group.leave()
        }
    }
}
