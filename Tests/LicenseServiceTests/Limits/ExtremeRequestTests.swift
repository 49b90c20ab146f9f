import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `A request with an extreme value` {
    /// Every operation, each of its parameters and each member of its body: a route that is added
    /// adds its cases.
    @Test(arguments: Driver.available)
    func `is answered, wherever the value stands`(_ driver: Driver) async throws {
        try await Self.with(driver) { vendor, ids, token, client in
            var (calls, faults) = (0, [String]())
            // What takes something away comes last.
            let operations = vendor.service.operations.filter(\.surface.isDocumented)
                .sorted { ($0.method == .delete ? 1 : 0) < ($1.method == .delete ? 1 : 0) }
            var surfaces: Set<String> = []
            for operation in operations {
                let isFirst = surfaces.insert("\(operation.method) \(operation.surface.name)")
                    .inserted
                let requests = ExtremeRequests(
                    operation: operation, ids: ids, triesHeaders: isFirst)
                for sent in requests.all {
                    var headers = sent.headers
                    headers[.authorization] = "Bearer \(token)"
                    if sent.body != nil, headers[.contentType] == nil {
                        headers[.contentType] = "application/json"
                    }
                    let answer = try await client.execute(
                        uri: sent.path, method: operation.method, headers: headers,
                        body: sent.body.map { ByteBuffer(string: $0) })
                    calls += 1
                    if answer.status.code >= 500 {
                        faults.append("\(sent.name): \(answer.status.code)")
                    }
                }
            }
            #expect(calls > 10_000)
            #expect(faults.isEmpty, "\(faults.count): \(faults.prefix(60).joined(separator: "\n"))")
            // It is as good as before.
            let health = try await client.execute(uri: "/ready", method: .get)
            #expect(health.status == .ok)
        }
    }

    private static func with(
        _ driver: Driver,
        _ body:
            @escaping @Sendable (
                TestService, [String: String], String, any TestClientProtocol
            ) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                let (license, customer) = try await vendor.sold(to: "Ann")
                let details = try #require(
                    try vendor.registry.licenses.details(license, now: vendor.now))
                let seat = NewSeat(.random(), label: "a")
                _ = try vendor.registry.activations.takeSeat(
                    seat, of: KeyReference(details.record), of: vendor.organization,
                    now: vendor.now)
                let ids = [
                    "license": "\(license)", "activation": "\(seat.id)", "instance": "\(seat.id)",
                    "customer": "\(customer)", "benefit": "\(vendor.benefit.id)",
                    "product": "\(vendor.benefit.id)", "organization": "\(vendor.organization)",
                    "key": details.text,
                ]
                let token = try vendor.token(organization: vendor.organization)
                await vendor.service.publisher.round()
                try await vendor.application.test(.router) { client in
                    try await body(vendor, ids, token, client)
                }
                try await vendor.service.shutDown()
            }
        }
    }
}
