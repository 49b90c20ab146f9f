import CBOR
import COSE
import COSESigning
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `Device sync` {
    @Test(arguments: Driver.available)
    func `takes a machine from its license to a counted report, over a socket`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            try await vendor.application.test(.live) { client in
                let request = try ledger.request(.activate, at: TestService.now)
                let answer = try await client.sync(request.bytes)
                #expect(answer.status == .ok)
                #expect(
                    answer.headers[.contentType] == "application/cose; cose-type=\"cose-sign1\"")
                try ledger.take(answer)
                #expect(try await ledger.consume(40, at: TestService.now).used == 40)
                let report = try ledger.pendingReport(at: TestService.now)
                let receipt = try await client.sync(report.bytes)
                try ledger.take(receipt)
                #expect(
                    try vendor.registry.activations.usage(of: license.claims.license)
                        == UsageTotal(units: 40))
                // Again, late: the same answer, and nothing is counted twice.
                #expect(try await client.sync(report.bytes).body == receipt.body)
                #expect(
                    try vendor.registry.activations.usage(of: license.claims.license)
                        == UsageTotal(units: 40))
            }
        }
    }

    @Test func `answers each message of a batch on its own, in order`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let request = try ledger.request(.activate, at: TestService.now).bytes
            try await vendor.application.test(.router) { client in
                let answer = try await client.sync(request + license.message.bytes + request)
                #expect(answer.status == .ok)
                #expect(answer.headers[.contentType] == "application/cbor-seq")
                let bytes = Array(answer.body.readableBytesView)
                let receipt = try await client.sync(request)
                let single = Array(receipt.body.readableBytesView)
                #expect(bytes.starts(with: single))
                #expect(bytes.suffix(single.count).elementsEqual(single))
                let between = bytes.dropFirst(single.count).dropLast(single.count)
                let problem = try CBORDecoder.decode(
                    between, limits: CBORLimits(depth: 1, entries: 3)
                ).map
                #expect(problem?[-1]?.text == "message.other-type")
                #expect(problem?[-4]?.integer == 422)
            }
        }
    }

    @Test func `takes the form for people too, and answers in kind`() async throws {
        try await TestService.with { vendor in
            let ledger = try vendor.device("machine", vendor.license())
            let text = Carrier.encode(try ledger.request(.activate, at: TestService.now).bytes)
            try await vendor.application.test(.router) { client in
                func post(_ body: String) async throws -> TestResponse {
                    try await client.execute(
                        uri: "/v1/sync", method: .post, headers: [.contentType: "text/plain"],
                        body: ByteBuffer(string: body))
                }
                let answer = try await post(text + "\n")
                let message = try Carrier.message(String(buffer: answer.body))
                for result in ledger.install([message], at: TestService.now) {
                    _ = try result.get()
                }
                for mended in [
                    "HTTPS://KEYS.TEST/A/\(text)", "Hi,\n\n> \(text)\n\nBye",
                    text.lowercased(),
                ] {
                    let again = try await post(mended)
                    #expect(again.status == .ok)
                    #expect(again.body == answer.body)
                }
                let junk = try await post("LK1:junk")
                #expect(junk.status == .badRequest)
                let cut = try await post("HTTPS://KEYS.TEST/A/\(text.dropLast(9))")
                #expect(cut.status == .badRequest)
                #expect(String(buffer: cut.body).contains("line 1, character"))
            }
        }
    }

    @Test func `refuses a batch of too many`() async throws {
        try await TestService.with { vendor in
            let message = try vendor.license().message.bytes
            try await vendor.application.test(.router) { client in
                let most = try await client.sync(
                    [UInt8]((0..<1000).map { _ in message }.joined()))
                #expect(most.status == .ok)
                let more = try await client.sync(
                    [UInt8]((0..<1001).map { _ in message }.joined()))
                #expect(more.status == .contentTooLarge)
            }
        }
    }

    @Test func `lets no junk near the registry`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let request = try ledger.request(.activate, at: TestService.now).bytes
            let before = try vendor.registry.auditLog.newestSequence()
            try await vendor.application.test(.router) { client in
                for offset in stride(from: 0, to: request.count, by: 7) {
                    var changed = request
                    changed[offset] ^= 1
                    let status = try await client.sync(changed).status
                    #expect(status.kind == .clientError, "offset \(offset)")
                }
            }
            #expect(try vendor.registry.auditLog.newestSequence() == before)
            #expect(try vendor.registry.activations.all(of: license.claims.license).isEmpty)
        }
    }

    @Test func `says so when it does not know the license or the seat`() async throws {
        try await TestService.with { vendor in
            let minted = try vendor.issuer.mint(
                vendor.benefit.terms, for: .init(vendor.benefit.id), issuedAt: TestService.now)
            let license = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
                LicenseKey(minted.message))
            let ledger = try vendor.device("machine", license)
            let request = try ledger.request(.activate, at: TestService.now)
            let device = try TestService.key(9)
            let report = try UsageReport(
                of: .random(), sequence: 1, issuedAt: TestService.now,
                journal: JournalHash([UInt8](repeating: 1, count: 32))!
            ).signed(by: device)
            try await vendor.application.test(.router) { client in
                let answer = try await client.sync(request.bytes)
                #expect(answer.status == .ok)
                let keys = ActivationKeys(pinning: vendor.keys.answerKey)
                let receipt = try keys.verifyReceipt(
                    SignedMessage(deviceMessage: Array(answer.body.readableBytesView)))
                #expect(receipt.receipt.outcome == .unknownLicense)
                #expect(try await client.sync(report.bytes).status == .notFound)
            }
        }
    }

    @Test func `sends the newest key to a device that has an older one`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let ledger = try vendor.device("machine", license)
            let other = try vendor.device("other", license)
            try await vendor.withCaller { caller in
                let request = try ledger.request(.activate, at: TestService.now)
                try ledger.take(await caller.client.sync(request.bytes))
                let changed = try await caller.call(
                    .patch, "/manage/v1/license-keys/\(license.claims.license)",
                    #"{"expires_at": "2031-01-01T00:00:00Z"}"#)
                #expect(changed.status == .ok)
                let report = try ledger.pendingReport(at: TestService.now)
                try ledger.take(await caller.client.sync(report.bytes))
                #expect(
                    ledger.summary(at: TestService.now).license?.claims.expiresAt
                        == Timestamp("2031-01-01"))
                // A device that asks with the old key gets the new one with its seat.
                let asked = try other.request(.activate, at: TestService.now)
                try other.take(await caller.client.sync(asked.bytes))
                #expect(
                    other.summary(at: TestService.now).license?.claims.expiresAt
                        == Timestamp("2031-01-01"))
                // After a rotation the old key gets no seat any more.
                try await caller.call(
                    .post, "/manage/v1/license-keys/\(license.claims.license)/rotate")
                let late = try vendor.device("late", license)
                let refused = try await caller.client.sync(
                    late.request(.activate, at: TestService.now).bytes)
                #expect(refused.status == .conflict)
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
        let messages = try SignedMessage.sequence(
            Array(answer.body.readableBytesView), maxPayload: Limits.maxObjectBytes)
        for result in install(messages, at: TestService.now) { _ = try result.get() }
    }
}
