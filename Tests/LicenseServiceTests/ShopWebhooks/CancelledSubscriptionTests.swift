import COSE
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `A subscription that ends at the shop` {
    @Test func `ends on a device without a network at its next sync, and comes back`() async throws
    {
        try await TestService.withShop(.polar) { vendor, shop, caller in
            // Bought: the license is there at once, and a device takes a seat.
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m1")
            let record = try vendor.licenses()[0].record
            let license = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
                LicenseKey(record.message))
            let ledger = try vendor.device("machine", license)
            let device = Device(ledger: ledger, client: caller.client)
            try await device.activate()
            await vendor.service.publisher.round()
            try await device.takeList()
            #expect(try device.isAllowed)
            #expect(try await ledger.consume(40, at: TestService.now).used == 40)

            // Cancelled for the end of the period: nothing happens yet.
            try await shop.send(
                PolarOutboundEvent.subscription("canceled", "active", at: 2), id: "m2")
            await vendor.service.publisher.round()
            try await device.takeList()
            #expect(try device.isAllowed)

            // Over: the next list says so, but a device without a network cannot know.
            try await shop.send(
                PolarOutboundEvent.subscription("revoked", "canceled", at: 3), id: "m3")
            #expect(try vendor.registry.licenses.find(record.claims.license)?.state == .revoked)
            await vendor.service.publisher.round()
            #expect(try device.isAllowed)
            try await device.takeList()
            #expect(try !device.isAllowed)
            // Its report is counted all the same, and answered with the reason.
            #expect(try await device.report() == [.refused(.revoked)])
            #expect(
                try vendor.registry.activations.usage(of: record.claims.license)
                    == UsageTotal(units: 40))
            // A repeated message of before brings nothing back.
            try await shop.send(
                PolarOutboundEvent.subscription("active", "active", at: 1), id: "m4")
            await vendor.service.publisher.round()
            try await device.takeList()
            #expect(try !device.isAllowed)

            // Resumed: the same key is good again, and the device continues where it was.
            try await shop.send(
                PolarOutboundEvent.subscription("resumed", "active", at: 5), id: "m5")
            await vendor.service.publisher.round()
            try await device.takeList()
            #expect(try device.isAllowed)
            #expect(try await ledger.consume(2, at: TestService.now).used == 42)
            _ = try await device.report()
            #expect(
                try vendor.registry.activations.usage(of: record.claims.license)
                    == UsageTotal(units: 42))
        }
    }

    @Test func `is suspended while it is on hold`() async throws {
        try await TestService.withShop(.dodo) { vendor, shop, caller in
            try await shop.send(DodoEvent.subscription("active", at: 1), id: "m1")
            let record = try vendor.licenses()[0].record
            let license = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
                LicenseKey(record.message))
            let device = Device(
                ledger: try vendor.device("machine", license), client: caller.client)
            try await device.activate()
            try await shop.send(DodoEvent.subscription("on_hold", at: 2), id: "m2")
            await vendor.service.publisher.round()
            try await device.takeList()
            #expect(try device.decision.reasons.map(\.code).contains { $0.contains("suspend") })
            try await shop.send(DodoEvent.subscription("active", at: 3), id: "m3")
            await vendor.service.publisher.round()
            try await device.takeList()
            #expect(try device.isAllowed)
        }
    }
}

/// A machine that syncs when it has a network.
private struct Device {
    let ledger: Ledger
    let client: any TestClientProtocol

    var decision: Decision {
        get throws {
            let license = try #require(ledger.summary(at: TestService.now).license)
            return try ledger.decision(
                Facts(
                    organization: license.claims.organization, benefit: .any, prefix: .any),
                at: TestService.now)
        }
    }

    var isAllowed: Bool { get throws { try decision.isAllowed } }

    func activate() async throws {
        let request = try ledger.request(.activate, at: TestService.now)
        try ledger.take(await client.sync(request.bytes))
    }

    func takeList() async throws {
        let answer = try await client.execute(uri: "/v1/status-lists/0", method: .get)
        let list = try SignedMessage(
            Array(answer.body.readableBytesView), maxPayload: Limits.maxObjectBytes)
        for result in ledger.install([list], at: TestService.now) { _ = try result.get() }
    }

    /// What the answer to its report was.
    func report() async throws -> [ReceiptEffect] {
        let report = try ledger.pendingReport(at: TestService.now)
        let answer = try await client.sync(report.bytes)
        let message = try SignedMessage(deviceMessage: Array(answer.body.readableBytesView))
        let results = try ledger.install([message], at: TestService.now).map { try $0.get() }
        guard case .receipt(let effects, _) = results.first else { return [] }
        return effects
    }
}
