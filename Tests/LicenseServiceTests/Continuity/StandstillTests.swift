import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Logging
import RegistryTestSupport
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

/// What operators and devices see of a service whose registry stands still, or went away.
@Suite struct `A service that stands still` {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var critical: [String] {
            lines.withLock { $0.filter { $0.contains(" critical ") } }
        }

        var logger: Logger {
            Logger(label: "test") { [self] _ in
                LineLogHandler(level: .notice, format: .text) { line in
                    self.lines.withLock { $0.append(line) }
                }
            }
        }
    }

    private static func with(
        _ driver: Driver,
        _ body: (TestService, Lines, _ directory: String) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let lines = Lines()
                let vendor = try TestService(directory, database: place.open()) { parts in
                    parts.logger = lines.logger
                    parts.marks = MarkDirectory(path: directory + "/mark")
                }
                _ = try vendor.license()
                await vendor.service.publisher.round()
                try await body(vendor, lines, directory)
                try await vendor.service.runtime.pool.shutDown()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `says so at each place where one looks, and once in the log`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, lines, _ in
            let token = try vendor.token()
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                func metrics() async throws -> String {
                    String(decoding: try await caller.call(.get, "/metrics").bytes, as: UTF8.self)
                }
                #expect(try await caller.call(.get, "/health")["status"] == "ok")
                #expect(try await caller.call(.get, "/ready").status == .ok)
                #expect(try await metrics().contains("latchkeyd_registry_stands_still 0"))

                try vendor.registry.maintenance.continuity.stop(
                    .noMark, inEpoch: 0, now: vendor.now)
                for _ in 0..<3 {
                    await vendor.service.publisher.round()
                    let list = try await caller.call(.get, "/v1/status-lists/0")
                    #expect(list.status == .serviceUnavailable)
                    #expect(list["code"] == "registry.behind")
                }
                let health = try await caller.call(.get, "/health")
                #expect(health.status == .ok)
                #expect(health["status"] == "registry-stands-still")
                #expect(health["code"] == "registry.behind")
                let ready = try await caller.call(.get, "/ready")
                #expect(ready.status == .serviceUnavailable)
                #expect(ready["code"] == "registry.behind")
                #expect(try await metrics().contains("latchkeyd_registry_stands_still 1"))
                #expect(lines.critical.count == 1)
                #expect(lines.critical.allSatisfy { $0.contains("registry.behind") })

                try vendor.registry.maintenance.continuity.resume(
                    MarkDirectory(path: vendor.directory + "/mark"), now: vendor.now)
                await vendor.service.publisher.round()
                #expect(try await caller.call(.get, "/health")["status"] == "ok")
                #expect(try await caller.call(.get, "/ready").status == .ok)
                #expect(try await metrics().contains("latchkeyd_registry_stands_still 0"))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `notices that its registry was moved away, and says where to`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, lines, directory in
            let token = try vendor.token()
            let target = try Registry.open(sqlite: directory + "/new.sqlite", now: vendor.now)
            try vendor.registry.maintenance.move(
                to: target.maintenance, named: "sqlite:/new.sqlite", now: vendor.now)
            try await vendor.application.test(.router) { client in
                let caller = TestCaller(client: client, token: token)
                let refused = try await caller.call(
                    .post, "/manage/v1/benefits", #"{"name": "more", "prefix": "ACME"}"#)
                #expect(refused.status == .serviceUnavailable)
                #expect(refused["code"] == "registry.moved")
                #expect(refused["detail"]?.contains("sqlite:/new.sqlite") == true)
                for _ in 0..<2 { await vendor.service.publisher.round() }
                #expect(
                    try await caller.call(.get, "/health")["status"] == "registry-stands-still")
                #expect(try await caller.call(.get, "/ready")["code"] == "registry.moved")
                #expect(lines.critical.count == 1)
                #expect(lines.critical.allSatisfy { $0.contains("sqlite:/new.sqlite") })
            }
            #expect(try target.maintenance.continuity.standstill() == nil)
        }
    }
}
