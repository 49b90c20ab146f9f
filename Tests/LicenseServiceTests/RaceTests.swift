import COSE
import Hummingbird
import HummingbirdTesting
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `Many devices at once` {
    @Test func `get as many seats as there are, and no more`() async throws {
        try await TestService.with(seats: .seats(3), usage: nil) { vendor in
            let license = try vendor.license()
            let ledgers = try (0..<64).map { try vendor.device("m\($0)", license) }
            let keys = ActivationKeys(pinning: vendor.keys.answerKey)
            let outcomes = try await vendor.application.test(.ahc(.http)) { client in
                try await withThrowingTaskGroup(of: SyncOutcome.self) { group in
                    for ledger in ledgers {
                        group.addTask {
                            let request = try ledger.request(.activate, at: TestService.now)
                            let answer = try await client.syncPatiently(request.bytes)
                            let message = try SignedMessage(
                                deviceMessage: Array(answer.body.readableBytesView))
                            return try keys.verifyReceipt(message).receipt.outcome
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(outcomes.count { $0 == .accepted } == 3)
            #expect(outcomes.count { $0 == .noSeat } == 61)
            #expect(try vendor.registry.activations.all(of: license.claims.license).count == 3)
        }
    }

    @Test func `never use more than there is, and lose nothing`() async throws {
        try await TestService.with(
            seats: .seats(16), usage: 500,
            adjust: { parts in
                parts.devices.allowance = 20
            }
        ) { vendor in
            let license = try vendor.license()
            let ledgers = try (0..<16).map { try vendor.device("m\($0)", license) }
            let used = try await vendor.application.test(.ahc(.http)) { client in
                try await withThrowingTaskGroup(of: UInt64.self) { group in
                    for ledger in ledgers {
                        group.addTask { try await Self.work(ledger, client) }
                    }
                    return try await group.reduce(0, +)
                }
            }
            // All that devices were let use, and not one unit more.
            #expect(used == 500)
            #expect(
                try vendor.registry.activations.usage(of: license.claims.license)
                    == UsageTotal(units: used))
            let seats = try vendor.registry.activations.all(of: license.claims.license)
            #expect(seats.reduce(0) { $0 + $1.state.allowance.granted } == 500)
        }
    }

    /// Uses units one by one and reports whenever no more are allowed, until the service has none.
    private static func work(
        _ ledger: Ledger, _ client: any TestClientProtocol
    ) async throws -> UInt64 {
        let request = try ledger.request(.activate, at: TestService.now)
        try ledger.take(await client.sync(request.bytes))
        var used: UInt64 = 0
        for _ in 0..<100 {
            // Refused when the allowance is used up, which is what the loop is about.
            while (try? await ledger.consume(at: TestService.now)) != nil { used += 1 }
            let report = try ledger.pendingReport(at: TestService.now)
            let before = ledger.summary(at: TestService.now).certificate?.allowance
            try ledger.take(await client.sync(report.bytes))
            if ledger.summary(at: TestService.now).certificate?.allowance == before { break }
        }
        return used
    }
}

extension TestClientProtocol {
    /// Sends a message again whose turn among the client's few connections did not come in time.
    ///
    /// A message that is sent twice counts once, so this hides nothing.
    fileprivate func syncPatiently(_ message: [UInt8]) async throws -> TestResponse {
        for _ in 0..<9 {
            if let answer = try? await sync(message) { return answer }
        }
        return try await sync(message)
    }
}
