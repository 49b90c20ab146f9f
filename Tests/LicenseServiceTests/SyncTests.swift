// swift-format-ignore-file: NeverForceUnwrap

import COSE
import Hummingbird
import HummingbirdTesting
import LicenseLedger
import LicenseStore
import LicenseSync
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `Device sync` {
    @Test func `takes a machine from its license to a counted report, over a socket`() async throws
    {
        try await TestVendor.with { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            try await vendor.application.test(.live) { client in
                let request = try ledger.request(.activate, at: TestVendor.now)
                let answer = try await client.sync(request.bytes)
                #expect(answer.status == .ok)
                #expect(
                    answer.headers[.contentType] == "application/cose; cose-type=\"cose-sign1\"")
                try ledger.take(answer)
                #expect(try ledger.consume(40, at: TestVendor.now).used == 40)
                let report = try ledger.pendingReport(at: TestVendor.now)
                try ledger.take(await client.sync(report.bytes))
                #expect(
                    try vendor.store.usage(of: license.claims.license) == UsageTotal(units: 40))
            }
        }
    }
}

extension TestClientProtocol {
    func sync(_ bytes: [UInt8]) async throws -> TestResponse {
        try await execute(
            uri: "/v1/sync", method: .post, headers: [.contentType: "application/cose"],
            body: ByteBuffer(bytes: bytes))
    }
}

extension Ledger {
    /// Takes the answer to one of its messages.
    func take(_ answer: TestResponse) throws {
        let message = try SignedMessage(deviceMessage: Array(answer.body.readableBytesView))
        for result in install([message], at: TestVendor.now) { _ = try result.get() }
    }
}
