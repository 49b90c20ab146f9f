import COSE
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `The clock of a service` {
    private static let now = TestService.now

    @Test func `is the machine's, and continues slowly when that is set back`() {
        let machine = TestClock(Self.now)
        let clock = machine.started()
        machine.pass(.seconds(100))
        #expect(clock.now() == Self.now + .seconds(100))
        machine.set(to: Self.now)
        #expect(clock.now() == Self.now + .seconds(100))
        for _ in 0..<3 { machine.pass(.seconds(1)) }
        #expect(clock.now() == Self.now + .seconds(101))
        machine.pass(.seconds(1))
        #expect(clock.now() == Self.now + .seconds(102))
        // The machine's has caught up.
        machine.pass(.seconds(196))
        #expect(clock.now() == Self.now + .seconds(200))
        machine.pass(.seconds(1))
        #expect(clock.now() == Self.now + .seconds(201))
    }

    @Test func `begins where the registry is, unless that is absurd`() {
        let clock = TestClock(Self.now).started()
        #expect(clock.resume(from: Self.now - .seconds(5)) == .zero)
        #expect(clock.now() == Self.now)
        #expect(clock.resume(from: Self.now + .seconds(3600)) == .seconds(3600))
        #expect(clock.now() == Self.now + .seconds(3600))
        let absurd = Self.now + .seconds(3600) + ServiceClock.longestLead + .seconds(1)
        #expect(clock.resume(from: absurd) == ServiceClock.longestLead + .seconds(1))
        #expect(clock.now() == Self.now + .seconds(3600))
    }
}

@Suite struct `A service whose clock is set back` {
    /// What devices and lists said before, and may not fall behind.
    private struct Said: Equatable {
        let receiptAt: Timestamp
        let leaseEnd: Timestamp
        let sequence: UInt64
        let listAt: Timestamp
        let listExpiry: Timestamp

        func isNotAfter(_ other: Said) -> Bool {
            receiptAt <= other.receiptAt && leaseEnd <= other.leaseEnd
                && sequence <= other.sequence && listAt <= other.listAt
                && listExpiry <= other.listExpiry
        }
    }

    private static let spans = [Duration.seconds(3600), .seconds(365 * 86_400)]

    @Test(arguments: spans)
    func `dates nothing before what it has said, and continues`(_ span: Duration) async throws {
        try await Self.withVendor { vendor, machine in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let first = try await Self.sync(ledger, vendor, vendor.service)
            machine.set(to: vendor.now - span)
            try vendor.registry.issuance.setState(
                of: vendor.license(seed: 8).claims.license, to: .revoked, reason: "",
                now: vendor.clock.now())
            let second = try await Self.sync(ledger, vendor, vendor.service)
            #expect(first.isNotAfter(second))
            #expect(second.sequence == 2)
            // Half a day by the machine, a quarter by the service: nothing is due yet.
            machine.pass(.seconds(43_200))
            #expect(try await Self.sync(ledger, vendor, vendor.service).sequence == 2)
            machine.pass(.seconds(43_200))
            let last = try await Self.sync(ledger, vendor, vendor.service)
            #expect(second.isNotAfter(last))
            #expect(last.sequence == 3)
        }
    }

    @Test(arguments: spans)
    func `and that is started again dates nothing before it either`(_ span: Duration) async throws {
        try await Self.withVendor { vendor, machine in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let first = try await Self.sync(ledger, vendor, vendor.service)
            try vendor.registry.issuance.setState(
                of: vendor.license(seed: 8).claims.license, to: .revoked, reason: "",
                now: vendor.clock.now())
            // It is killed, and holds the right to publish until that ends.
            machine.set(to: vendor.now - span)
            let clock = machine.started()
            let node = try vendor.anotherNode(clock: clock, adjust: Self.allowTen)
            #expect(try await Self.sync(ledger, vendor, node).sequence == 1)
            machine.pass(.seconds(20))
            let second = try await Self.sync(ledger, vendor, node)
            #expect(first.isNotAfter(second))
            #expect(second.sequence == 2)
            try await node.validations.shutDown()
            try await node.runtime.pool.shutDown()
        }
    }

    @Test func `by decades publishes all the same`() async throws {
        try await Self.withVendor { vendor, machine in
            _ = try vendor.license()
            await vendor.service.publisher.round()
            machine.set(to: Timestamp(secondsSinceEpoch: 0)!)
            let node = try vendor.anotherNode(clock: machine.started())
            try vendor.registry.issuance.setState(
                of: vendor.license(seed: 8).claims.license, to: .revoked, reason: "",
                now: vendor.now)
            await node.publisher.round()
            let list = try #require(node.lists[0])
            #expect(list.claims.sequence == 2)
            #expect(list.claims.issuedAt >= vendor.now)
            try await node.validations.shutDown()
            try await node.runtime.pool.shutDown()
        }
    }

    private static func allowTen(_ parts: inout ServiceParts) { parts.devices.allowance = 10 }

    private static func withVendor(
        _ body: (TestService, TestClock) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let machine = TestClock(TestService.now)
            let vendor = try TestService(
                directory, lifetime: .years(5), clock: machine.started(),
                adjust: allowTen)
            try await body(vendor, machine)
            try await vendor.service.validations.shutDown()
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    /// One unit that is used and reported, and a round of the publisher.
    private static func sync(
        _ ledger: Ledger, _ vendor: TestService, _ service: LatchkeyService
    ) async throws -> Said {
        await service.publisher.round()
        return try await vendor.application(of: service).test(.live) { client in
            if ledger.summary(at: vendor.now).certificate == nil {
                let request = try ledger.request(.activate, at: vendor.now)
                try ledger.take(await client.sync(request.bytes))
            }
            let used = try await ledger.consume(at: vendor.now).used
            let report = try ledger.pendingReport(at: vendor.now)
            let answer = try await client.sync(report.bytes)
            #expect(answer.status == .ok)
            try ledger.take(answer)
            let keys = ActivationKeys(pinning: vendor.keys.answerKey)
            let receipt = try keys.verifyReceipt(
                SignedMessage(deviceMessage: Array(answer.body.readableBytesView)))
            let certificate = try #require(receipt.certificate?.certificate)
            // The device takes it: it may use ten more than it has reported.
            #expect(ledger.summary(at: vendor.now).certificate == certificate)
            #expect(certificate.allowance == used + 10)
            let list = try #require(service.lists[0]).claims
            return Said(
                receiptAt: receipt.receipt.issuedAt,
                leaseEnd: try #require(certificate.leaseEnd), sequence: list.sequence,
                listAt: list.issuedAt, listExpiry: list.expiresAt)
        }
    }
}
