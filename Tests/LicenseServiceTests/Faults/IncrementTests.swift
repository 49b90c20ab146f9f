import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `Units that apps count over sockets` {
    private static let requests = 10_000
    private static let limit = 7500

    /// Nodes are processes of their own, over one registry.
    @Test(.timeLimit(.minutes(30)), arguments: Driver.available, [1, 3])
    func `are each counted once, up to the limit and not beyond`(
        _ kind: Driver, nodes count: Int
    ) async throws {
        try await TestDatabase.with(kind, holding: .tables) { registry in
            try await withTemporaryDirectory { directory in
                // The processes go by the machine's clock.
                let now = ServiceClock.system().now()
                let vendor = try TestService(
                    directory, database: registry.open(), usage: UInt64(Self.limit), now: now)
                let license = try vendor.license()
                let nodes = try (0..<count).map { _ in
                    try Self.node(registry, of: vendor, in: directory)
                }
                let statuses = try await Self.count(license, of: vendor, at: nodes.map(\.port))
                let counted = try #require(statuses[200])
                let stored = try vendor.registry.licenses.details(license.claims.license, now: now)
                #expect(stored?.uses == Int64(counted))
                #expect(stored?.validations == Int64(counted))
                #expect(counted <= Self.limit)
                // A machine that is very slow puts some off, and these are not counted.
                #expect(Set(statuses.keys).isSubset(of: [200, 400, 503]))
                if statuses[503] == nil { #expect(counted == Self.limit) }
                #expect(statuses.values.reduce(0, +) == Self.requests)
                for node in nodes { #expect(node.end() == 0) }
                try await vendor.service.runtime.pool.shutDown()
                try await vendor.service.validations.shutDown()
            }
        }
    }

    private static func node(
        _ registry: TestDatabase, of vendor: TestService, in directory: String
    ) throws -> ServedProcess {
        _ = try ServiceHome(HomeLayout(path: directory), passphraseFile: nil).initialize(
            organization: nil, database: registry.url, makesNewKeys: true, now: vendor.now)
        return try ServedProcess(
            home: directory,
            [
                "--set", "database=\(registry.text)", "--set", "limits.keys-per-second=0",
                "--set", "log.level=notice",
            ])
    }

    /// One unit with each request in Polar's form, over many connections to all nodes at once.
    private static func count(
        _ license: VerifiedLicense, of vendor: TestService, at ports: [Int]
    ) async throws -> [Int: Int] {
        let key = LicenseKey.text(prefix: license.claims.prefix, message: license.message)
        let body = """
            {"key":"\(key)","organization_id":"\(vendor.organization)","increment_usage":1}
            """
        let request = Array(
            """
            POST /v1/customer-portal/license-keys/validate HTTP/1.1\r\nhost: localhost\r\n\
            content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)
            """.utf8)
        let connections = 20
        let each = requests / ports.count
        let results = try await aside {
            concurrently(ports.count) { number in
                // What is left over goes to the first.
                let total = number == 0 ? requests - each * (ports.count - 1) : each
                var sent = 0
                return LoadGenerator(port: UInt16(ports[number]), connections: connections)
                    .run(seconds: 300) { _, _ in
                        guard sent < total else { return nil }
                        sent += 1
                        return request
                    }
            }
        }
        return try results.reduce(into: [:]) { sum, result in
            for (status, count) in try result.get().statuses {
                sum[status, default: 0] += count
            }
        }
    }
}
