// swift-format-ignore-file: NeverForceUnwrap

import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Answers that are kept` {
    private static let patience = Duration.seconds(60)
    private static let lifetime = Duration.seconds(86_400)

    private static func request(_ name: UInt8, _ content: UInt8 = 0) -> RepeatableRequest {
        RepeatableRequest(
            name: [UInt8](repeating: name, count: 32),
            content: [UInt8](repeating: content, count: 32))
    }

    private static func reserve(
        _ request: RepeatableRequest, _ store: Store, after seconds: Int64 = 0
    ) throws -> AnswerReservation {
        try store.reserveAnswer(
            to: request, patience: patience, lifetime: lifetime,
            now: Registry.now + .seconds(seconds))
    }

    private static let answer = KeptAnswer(
        status: 201,
        headers: [
            KeptAnswer.Header("content-type", "application/json"), KeptAnswer.Header("x", "\"é\\"),
        ], body: Array("{\"a\":\u{0}}".utf8))

    @Test(arguments: Driver.available)
    func `come back as they were given, and only for the same content`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            #expect(try Self.reserve(Self.request(1), registry.store) == .first)
            try registry.store.keepAnswer(Self.answer, to: Self.request(1))
            let other = try registry.reopened()
            #expect(try Self.reserve(Self.request(1), other, after: 5) == .answered(Self.answer))
            #expect(try Self.reserve(Self.request(1, 9), other, after: 5) == .otherContent)
            #expect(try Self.reserve(Self.request(2), other, after: 5) == .first)
        }
    }

    @Test(arguments: Driver.available)
    func `that hold a secret come back without it`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            _ = try Self.reserve(Self.request(1), registry.store)
            let bare = KeptAnswer(status: 201, headers: [], body: nil)
            try registry.store.keepAnswer(bare, to: Self.request(1))
            #expect(try Self.reserve(Self.request(1), registry.store) == .answered(bare))
            let empty = KeptAnswer(status: 204, headers: [], body: [])
            _ = try Self.reserve(Self.request(2), registry.store)
            try registry.store.keepAnswer(empty, to: Self.request(2))
            #expect(try Self.reserve(Self.request(2), registry.store) == .answered(empty))
        }
    }

    @Test(arguments: Driver.available)
    func `are awaited for a while, and then nobody knows what they are`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            #expect(try Self.reserve(Self.request(1), store) == .first)
            #expect(try Self.reserve(Self.request(1), store, after: 59) == .underWay)
            #expect(try Self.reserve(Self.request(1), store, after: 60) == .outcomeUnknown)
            #expect(try Self.reserve(Self.request(1, 9), store, after: 60) == .otherContent)
            // A node that was slow, and not dead, still says what came of it.
            try store.keepAnswer(Self.answer, to: Self.request(1))
            #expect(try Self.reserve(Self.request(1), store, after: 61) == .answered(Self.answer))
        }
    }

    @Test(arguments: Driver.available)
    func `are never replaced, nor forgotten while they are kept`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            _ = try Self.reserve(Self.request(1), store)
            try store.keepAnswer(Self.answer, to: Self.request(1))
            try store.keepAnswer(
                KeptAnswer(status: 500, headers: [], body: []), to: Self.request(1))
            try store.releaseAnswer(to: Self.request(1))
            #expect(try Self.reserve(Self.request(1), store) == .answered(Self.answer))
        }
    }

    @Test(arguments: Driver.available)
    func `of requests that changed nothing make room for another try`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            _ = try Self.reserve(Self.request(1), store)
            try store.releaseAnswer(to: Self.request(1))
            #expect(try Self.reserve(Self.request(1, 9), store) == .first)
        }
    }

    @Test(arguments: Driver.available)
    func `are forgotten at their end`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            for name in 1...20 {
                _ = try Self.reserve(Self.request(UInt8(name)), store)
                try store.keepAnswer(Self.answer, to: Self.request(UInt8(name)))
            }
            func count() throws -> Int64 {
                try registry.database.open().read { (reader) throws(StoreError) in
                    var count: Int64 = 0
                    try reader.forEachRow("SELECT count(*) AS n FROM kept_answer", []) {
                        (row) throws(StoreError) in count = try row.integer("n")
                    }
                    return count
                }
            }
            let end: Int64 = 86_400
            #expect(
                try Self.reserve(Self.request(20), store, after: end - 1) == .answered(Self.answer))
            #expect(try count() == 20)
            for step in 0..<3 {
                #expect(
                    try Self.reserve(Self.request(UInt8(100 + step)), store, after: end) == .first)
            }
            #expect(try count() == 3)
            #expect(try Self.reserve(Self.request(20, 7), store, after: end) == .first)
        }
    }

    @Test(arguments: Driver.available)
    func `are given by one of many who ask at once`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let stores = try (0..<2).map { _ in try registry.reopened() }
            let outcomes = try concurrently(16) { number in
                try Self.reserve(Self.request(1), stores[number % 2])
            }.map { try $0.get() }
            #expect(outcomes.count { $0 == .first } == 1)
            #expect(outcomes.count { $0 == .underWay } == 15)
        }
    }
}
