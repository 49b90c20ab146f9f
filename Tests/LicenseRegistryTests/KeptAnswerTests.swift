import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@Suite struct `Answers that are kept` {
    private static let timeout = Duration.seconds(60)
    private static let lifetime = Duration.seconds(86_400)

    private static func request(_ name: UInt8, _ content: UInt8 = 0) -> IdempotentRequest {
        IdempotentRequest(
            name: [UInt8](repeating: name, count: 32),
            content: [UInt8](repeating: content, count: 32))
    }

    private static func reserve(
        _ request: IdempotentRequest, _ registry: Registry, after seconds: Int64 = 0
    ) throws -> IdempotencyReservation {
        try registry.nodes.recordedResponses.reserve(
            request, timeout: timeout, lifetime: lifetime,
            now: SampleRegistry.now + .seconds(seconds))
    }

    private static let answer = RecordedResponse(
        status: 201,
        headers: [
            RecordedResponse.Header("content-type", "application/json"),
            RecordedResponse.Header("x", "\"é\\"),
        ], body: Array("{\"a\":\u{0}}".utf8))

    @Test(arguments: Driver.available)
    func `come back as they were given, and only for the same content`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            #expect(try Self.reserve(Self.request(1), sample.registry) == .first)
            try sample.registry.nodes.recordedResponses.record(
                Self.answer, to: Self.request(1), now: SampleRegistry.now)
            let other = try sample.reopened()
            #expect(try Self.reserve(Self.request(1), other, after: 5) == .answered(Self.answer))
            #expect(try Self.reserve(Self.request(1, 9), other, after: 5) == .otherContent)
            #expect(try Self.reserve(Self.request(2), other, after: 5) == .first)
        }
    }

    @Test(arguments: Driver.available)
    func `that hold a secret come back without it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            _ = try Self.reserve(Self.request(1), sample.registry)
            let bare = RecordedResponse(status: 201, headers: [], body: nil)
            try sample.registry.nodes.recordedResponses.record(
                bare, to: Self.request(1), now: SampleRegistry.now)
            #expect(try Self.reserve(Self.request(1), sample.registry) == .answered(bare))
            let empty = RecordedResponse(status: 204, headers: [], body: [])
            _ = try Self.reserve(Self.request(2), sample.registry)
            try sample.registry.nodes.recordedResponses.record(
                empty, to: Self.request(2), now: SampleRegistry.now)
            #expect(try Self.reserve(Self.request(2), sample.registry) == .answered(empty))
        }
    }

    @Test(arguments: Driver.available)
    func `are awaited for a while, and then nobody knows what they are`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            #expect(try Self.reserve(Self.request(1), registry) == .first)
            #expect(try Self.reserve(Self.request(1), registry, after: 59) == .underWay)
            #expect(try Self.reserve(Self.request(1), registry, after: 60) == .outcomeUnknown)
            #expect(try Self.reserve(Self.request(1, 9), registry, after: 60) == .otherContent)
            // A node that was slow, and not dead, still says what came of it.
            try registry.nodes.recordedResponses.record(
                Self.answer, to: Self.request(1), now: SampleRegistry.now)
            #expect(
                try Self.reserve(Self.request(1), registry, after: 61) == .answered(Self.answer))
        }
    }

    @Test(arguments: Driver.available)
    func `are never replaced, nor forgotten while they are kept`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            _ = try Self.reserve(Self.request(1), registry)
            try registry.nodes.recordedResponses.record(
                Self.answer, to: Self.request(1), now: SampleRegistry.now)
            try registry.nodes.recordedResponses.record(
                RecordedResponse(status: 500, headers: [], body: []), to: Self.request(1),
                now: SampleRegistry.now)
            try registry.nodes.recordedResponses.release(Self.request(1), now: SampleRegistry.now)
            #expect(try Self.reserve(Self.request(1), registry) == .answered(Self.answer))
        }
    }

    @Test(arguments: Driver.available)
    func `of requests that changed nothing make room for another try`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            _ = try Self.reserve(Self.request(1), registry)
            try registry.nodes.recordedResponses.release(Self.request(1), now: SampleRegistry.now)
            #expect(try Self.reserve(Self.request(1, 9), registry) == .first)
        }
    }

    @Test(arguments: Driver.available)
    func `are forgotten at their end`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            for name in 1...20 {
                _ = try Self.reserve(Self.request(UInt8(name)), registry)
                try registry.nodes.recordedResponses.record(
                    Self.answer, to: Self.request(UInt8(name)), now: SampleRegistry.now)
            }
            func count() throws -> Int64 {
                try sample.database.open().read { (reader) throws(SQLError) in
                    var count: Int64 = 0
                    try reader.forEachRow("SELECT count(*) AS n FROM kept_answer", []) {
                        (row) throws(SQLError) in count = try row.integer("n")
                    }
                    return count
                }
            }
            let end: Int64 = 86_400
            #expect(
                try Self.reserve(Self.request(20), registry, after: end - 1)
                    == .answered(Self.answer))
            #expect(try count() == 20)
            for step in 0..<3 {
                #expect(
                    try Self.reserve(Self.request(UInt8(100 + step)), registry, after: end)
                        == .first)
            }
            #expect(try count() == 3)
            #expect(try Self.reserve(Self.request(20, 7), registry, after: end) == .first)
        }
    }

    @Test(arguments: Driver.available)
    func `are given by one of many who ask at once`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let stores = try (0..<2).map { _ in try sample.reopened() }
            let outcomes = try concurrently(16) { number in
                try Self.reserve(Self.request(1), stores[number % 2])
            }.map { try $0.get() }
            #expect(outcomes.count { $0 == .first } == 1)
            #expect(outcomes.count { $0 == .underWay } == 15)
        }
    }
}
