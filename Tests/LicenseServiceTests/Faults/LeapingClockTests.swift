import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

private let day = Duration.seconds(86_400)
private let years = Duration.seconds(5 * 365 * 86_400)

@Suite struct `A clock that leaps ahead` {
    private static let start = TestService.now

    @Test func `is not followed, and time goes on by the one that nobody sets`() {
        let machine = TestClock(Self.start)
        let clock = machine.started(longestLeap: day)
        machine.pass(.seconds(10))
        #expect(clock.now() == Self.start + .seconds(10))
        machine.set(to: Self.start + years)
        #expect(clock.now() == Self.start + .seconds(10))
        machine.pass(.seconds(3600))
        #expect(clock.now() == Self.start + .seconds(3610))
        #expect(clock.fault == .leapt(by: years - .seconds(10)))
        machine.set(to: Self.start + .seconds(3620))
        #expect(clock.now() == Self.start + .seconds(3620))
        #expect(clock.fault == nil)
    }

    @Test func `is followed for a day, and for as long as the service was not asked`() {
        let machine = TestClock(Self.start)
        let clock = machine.started(longestLeap: day)
        machine.set(to: Self.start + day)
        #expect(clock.now() == Self.start + day)
        machine.pass(.seconds(90 * 86_400))
        #expect(clock.now() == Self.start + .seconds(91 * 86_400))
        #expect(clock.fault == nil)
    }

    @Test func `is followed where it was known to be behind, and is put right`() {
        let machine = TestClock(Self.start - .seconds(200 * 86_400))
        let clock = machine.started(longestLeap: day)
        #expect(clock.resume(from: Self.start) == .seconds(200 * 86_400))
        _ = clock.now()
        machine.set(to: Self.start + .seconds(30 * 86_400))
        #expect(clock.now() == Self.start + .seconds(30 * 86_400))
        #expect(clock.fault == nil)
        machine.set(to: Self.start - .seconds(200 * 86_400))
        _ = clock.now()
        machine.set(to: Self.start + years)
        #expect(clock.now() == Self.start + .seconds(30 * 86_400))
        #expect(clock.fault != nil)
    }
}

@Suite struct `A service whose clock leaps ahead` {
    @Test(arguments: Driver.available)
    func `dates nothing ahead, says so, and goes on when it is right again`(
        _ driver: Driver
    ) async throws {
        let machine = TestClock(TestService.now)
        try await Self.withVendor(driver, machine.started(longestLeap: day)) { vendor, _ in
            let license = try vendor.license().claims.license
            try await vendor.application.test(.router) { client in
                func round(_ state: LicenseState) async throws -> StatusListClaims {
                    try vendor.registry.issuance.setState(
                        of: license, to: state, reason: "", now: vendor.clock.now())
                    await vendor.service.publisher.round()
                    await vendor.service.clockWatch.round()
                    return try #require(vendor.service.lists[0]).claims
                }
                #expect(try await round(.disabled).issuedAt == TestService.now)
                machine.set(to: TestService.now + years)
                machine.pass(.seconds(60))
                let during = try await round(.granted)
                #expect(during.sequence == 2)
                #expect(during.issuedAt == TestService.now + .seconds(60))
                #expect(try await Self.health(client).contains("clock-leapt"))
                let metrics = vendor.service.runtime.metrics.text
                #expect(!metrics.contains("latchkeyd_clock_difference_seconds 0\n"))
                machine.set(to: TestService.now + .seconds(61))
                let after = try await round(.revoked)
                #expect(after.sequence == 3)
                #expect(after.issuedAt == TestService.now + .seconds(61))
                #expect(try await Self.health(client).contains("\"ok\""))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `before it was started leaves lists that are replaced all the same`(
        _ driver: Driver
    ) async throws {
        let now = Mutex(TestService.now + years)
        let clock = ServiceClock { now.withLock { $0 } }
        try await Self.withVendor(driver, clock) { vendor, place in
            let license = try vendor.license().claims
            await vendor.service.publisher.round()
            let ahead = try #require(vendor.service.lists[0])
            #expect(ahead.claims.issuedAt == TestService.now + years)
            try await Self.withNode(place, vendor, ServiceClock { TestService.now }) { node in
                // Nothing has changed, and it is due by its date alone.
                await node.publisher.round()
                let right = try #require(node.lists[0])
                #expect(right.claims.sequence == ahead.claims.sequence + 1)
                #expect(right.claims.issuedAt == TestService.now)
                try right.list.check(
                    replacing: StatusMemory(ahead.list), of: license.organization,
                    at: TestService.now)
                await node.publisher.round()
                #expect(node.lists[0]?.claims.sequence == right.claims.sequence)
            }
        }
    }

    // MARK: - Help

    fileprivate static func health(_ client: any TestClientProtocol) async throws -> String {
        String(buffer: try await client.execute(uri: "/health", method: .get).body)
    }

    fileprivate static func withVendor(
        _ driver: Driver, _ clock: ServiceClock,
        adjust: (inout ServiceParts) -> Void = { _ in },
        _ body: (TestService, TestDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(
                    directory, database: place.open(), clock: clock, adjust: adjust)
                try await body(vendor, place)
                try await vendor.service.shutDown()
            }
        }
    }

    fileprivate static func withNode(
        _ place: TestDatabase, _ vendor: TestService, _ clock: ServiceClock,
        _ body: (LatchkeyService) async throws -> Void
    ) async throws {
        var parts = ServiceParts(
            registry: try Registry(place.open(), actor: "latchkeyd", now: TestService.now),
            keys: vendor.keys, publishing: PublishingPolicy(base: "https://keys.test"),
            logger: vendor.service.runtime.logger)
        parts.node = "other"
        let node = try LatchkeyService(parts, clock: clock)
        try await body(node)
        try await node.shutDown()
    }
}

@Suite struct `A node whose clock is days from its database's` {
    @Test(arguments: Driver.available)
    func `dates nothing until one of the two is set`(_ driver: Driver) async throws {
        let server = Mutex(TestService.now + .seconds(3 * 86_400))
        let clock = ServiceClock { TestService.now }
        try await `A service whose clock leaps ahead`.withVendor(
            driver, clock, adjust: { $0.reference = { server.withLock { $0 } } }
        ) { vendor, _ in
            let service = vendor.service
            _ = try vendor.license()
            try await vendor.application.test(.router) { client in
                func post() async throws -> TestResponse {
                    try await client.execute(uri: "/v1/sync", method: .post, body: .init())
                }
                await service.publisher.round()
                #expect(service.lists[0] == nil)
                #expect(
                    try await `A service whose clock leaps ahead`.health(client)
                        .contains("clock-differs"))
                let refused = try await post()
                #expect(refused.status == .serviceUnavailable)
                #expect(String(buffer: refused.body).contains("clock-differs"))
                await service.presence.round()
                #expect(try vendor.registry.nodes.running(at: TestService.now).isEmpty)
                server.withLock { $0 = TestService.now + .seconds(3600) }
                await service.clockWatch.round()
                await service.publisher.round()
                #expect(service.lists[0] != nil)
                #expect(try await post().status != .serviceUnavailable)
                #expect(
                    try await `A service whose clock leaps ahead`.health(client)
                        .contains("\"ok\""))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `hears that clock from a server, and none from a file`(_ driver: Driver) throws {
        try TestDatabase.with(driver, holding: .tables) { place in
            let registry = try Registry(place.open(), actor: "test", now: TestService.now)
            let time = try registry.serverTime()
            #expect((time == nil) == (driver == .sqlite))
            let now = ServiceClock.system().now()
            if let time { #expect(abs(time.secondsSinceEpoch - now.secondsSinceEpoch) < 60) }
        }
    }
}
