import COSE
import HTTPTypes
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

@Suite struct `A key of another make` {
    static let old = "ACME-1C285B2D-6CE6-4BC7-B8BE-ADB6A7E304DA"

    /// A vendor with a license that was sold elsewhere under a key of another make.
    private static func with(
        seats: ActivationLimit = .seats(1), limits: RequestLimits = RequestLimits(),
        _ body: @escaping @Sendable (TestService, LicenseID, TestCaller) async throws -> Void
    ) async throws {
        try await TestService.with(seats: seats, usage: nil, limits: limits) { vendor in
            var generator = SplitMix64(seed: 3)
            let minted = try vendor.issuer.mint(
                vendor.benefit.terms, for: Grant(vendor.benefit.id), issuedAt: TestService.now,
                using: &generator)
            var extras = LicenseExtras()
            extras.text = old
            extras.origin = .imported
            try vendor.registry.issuance.record(
                LicenseRecord(minted), with: extras, now: TestService.now)
            try await vendor.withCaller { caller in
                try await body(vendor, minted.claims.license, caller)
            }
        }
    }

    private static func ledger(_ vendor: TestService, _ name: String) throws -> Ledger {
        try Ledger.open(
            "\(vendor.directory)/\(name)", trusting: vendor.trust, at: TestService.now)
    }

    private static func install(
        _ answer: TestResponse, in ledger: Ledger
    ) throws -> [Installed] {
        let message = try SignedMessage(deviceMessage: Array(answer.body.readableBytesView))
        return try ledger.install([message], at: TestService.now).map { try $0.get() }
    }

    @Test func `becomes the signed one on a device, with its seat`() async throws {
        try await Self.with { vendor, id, caller in
            let ledger = try Self.ledger(vendor, "machine")
            let request = try ledger.request(
                exchanging: LegacyKey(Self.old)!, label: DeviceLabel("ward 3"),
                at: TestService.now)
            let answer = try await caller.client.sync(request.bytes)
            #expect(answer.status == .ok)
            _ = try Self.install(answer, in: ledger)
            let license = try #require(ledger.summary(at: TestService.now).license)
            #expect(license.claims.license == id)
            let decision = try ledger.decision(
                Facts(organization: vendor.organization, benefit: .any, prefix: .any),
                at: TestService.now)
            #expect(decision.isAllowed)
            #expect(try vendor.registry.activations.seats(of: id).map(\.label) == ["ward 3"])
            // People see the signed key now; the old one still works.
            let shown = try vendor.registry.licenses.details(
                named: KeyReference(text: Self.old), now: TestService.now)
            #expect(shown?.text.hasPrefix("ACME_") == true)
            // The same request gets the same answer, and no second seat.
            #expect(try await caller.client.sync(request.bytes).body == answer.body)
            #expect(try vendor.registry.activations.seats(of: id).count == 1)
            // From here on it is a device like any other.
            let report = try ledger.pendingReport(at: TestService.now)
            try ledger.take(await caller.client.sync(report.bytes))
            #expect(throws: LedgerError.otherLicense(held: id)) {
                try ledger.request(exchanging: LegacyKey(Self.old)!, at: TestService.now)
            }
        }
    }

    @Test func `gives no more seats than there are`() async throws {
        try await Self.with { vendor, id, caller in
            for (name, outcome) in [("first", nil), ("second", SyncOutcome.noSeat)] {
                let ledger = try Self.ledger(vendor, name)
                let request = try ledger.request(
                    exchanging: LegacyKey(Self.old)!, at: TestService.now)
                let installed = try Self.install(
                    await caller.client.sync(request.bytes), in: ledger)
                guard case .receipt(let effects, _) = installed[0] else {
                    Issue.record("no receipt")
                    return
                }
                let refusals = effects.filter { if case .refused = $0 { true } else { false } }
                #expect(refusals == (outcome.map { [.refused($0)] } ?? []))
                #expect((ledger.summary(at: TestService.now).license == nil) == (outcome != nil))
            }
            #expect(try vendor.registry.activations.seats(of: id).count == 1)
        }
    }

    @Test func `that nobody knows gets a refusal, and the ledger can ask again`() async throws {
        try await Self.with { vendor, id, caller in
            let ledger = try Self.ledger(vendor, "machine")
            let wrong = try ledger.request(
                exchanging: LegacyKey("ACME-0")!, at: TestService.now)
            let installed = try Self.install(
                await caller.client.sync(wrong.bytes), in: ledger)
            #expect(
                installed == [
                    .receipt([.refused(.unknownLicense)], usage: UsageTotal())
                ])
            let right = try ledger.request(
                exchanging: LegacyKey(Self.old)!, at: TestService.now)
            _ = try Self.install(await caller.client.sync(right.bytes), in: ledger)
            #expect(ledger.summary(at: TestService.now).license?.claims.license == id)
        }
    }

    @Test func `of a license without seats becomes the signed one alone`() async throws {
        try await Self.with(seats: .notUsed) { vendor, id, caller in
            let ledger = try Self.ledger(vendor, "machine")
            let request = try ledger.request(
                exchanging: LegacyKey(Self.old)!, at: TestService.now)
            _ = try Self.install(await caller.client.sync(request.bytes), in: ledger)
            #expect(ledger.summary(at: TestService.now).license?.claims.license == id)
            #expect(try vendor.registry.activations.seats(of: id).isEmpty)
        }
    }

    @Test func `makes a ledger take nothing but the answer to its own request`() async throws {
        try await Self.with { vendor, id, caller in
            let (one, other) = (
                try Self.ledger(vendor, "one"), try Self.ledger(vendor, "other")
            )
            let request = try one.request(exchanging: LegacyKey(Self.old)!, at: TestService.now)
            let answer = try await caller.client.sync(request.bytes)
            // Somebody else's answer, to a ledger that asked and to one that did not.
            #expect(throws: LedgerError.message(.otherRequest)) {
                try Self.install(answer, in: other)
            }
            _ = try other.request(exchanging: LegacyKey("ACME-0")!, at: TestService.now)
            #expect(throws: LedgerError.message(.otherRequest)) {
                try Self.install(answer, in: other)
            }
            #expect(other.summary(at: TestService.now).license == nil)
            // A license of an issuer who is not trusted comes in with no receipt either.
            let stranger = try Issuer(vendor.organization, key: TestService.key(77))
            var generator = SplitMix64(seed: 9)
            let forged = try stranger.mint(
                vendor.benefit.terms, for: Grant(vendor.benefit.id), issuedAt: TestService.now,
                using: &generator)
            let asked = try other.request(exchanging: LegacyKey("ACME-1")!, at: TestService.now)
            var receipt = Receipt(
                to: MessageDigest(of: asked.bytes), .accepted, issuedAt: TestService.now)
            receipt.replacement = try LicenseKey(forged.message)
            let signed = try receipt.signed(by: TestService.key(2))
            let results = other.install([signed], at: TestService.now)
            #expect(throws: LedgerError.self) { try results[0].get() }
            #expect(other.summary(at: TestService.now).license == nil)
            #expect(try vendor.registry.activations.seats(of: id).count == 1)
        }
    }

    @Test func `is exchanged by anybody who shows it`() async throws {
        try await Self.with { vendor, id, caller in
            func exchange(_ key: String) async throws -> TestCaller.Answer {
                let answer = try await caller.client.execute(
                    uri: "/v1/exchange", method: .post,
                    headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: #"{"license_key": "\#(key)"}"#))
                return TestCaller.Answer(
                    status: answer.status, headers: answer.headers,
                    bytes: Array(answer.body.readableBytesView))
            }
            let answer = try await exchange(Self.old)
            #expect(answer.status == .ok)
            let text = try #require(answer["license_key"])
            let license = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
                LicenseKey(parsing: text))
            #expect(license.claims.license == id)
            #expect(try await exchange(Self.old)["license_key"] == text)
            #expect(try await exchange(text)["license_key"] == text)
            // What mail and fingers do to a key does not make it another one.
            let spread = Self.old.replacing("-", with: " ").replacing("0", with: "O")
            for written in [
                Self.old.lowercased(), " \(Self.old)\u{a0}", "\u{200b}\(Self.old).",
                spread.lowercased(),
                Self.old.replacing("-", with: ""),
                "\(text.prefix(50))\\r\\n> \(text.dropFirst(50))",
            ] {
                #expect(try await exchange(written)["license_key"] == text, "\(written)")
            }
            // What cannot be read is not called unknown.
            let unreadable = try await exchange("\(text)0")
            #expect(unreadable.status == .badRequest && unreadable["code"] == "text.uneven")
            for unknown in ["ACME-0", "", Self.old.dropLast() + "B"] {
                let refused = try await exchange(unknown)
                #expect(refused.status == .notFound && refused["code"] == "license.unknown")
            }
            try vendor.registry.issuance.setState(
                of: id, to: .revoked, reason: "", now: TestService.now)
            #expect(try await exchange(Self.old).status == .forbidden)
        }
    }

    @Test func `cannot be guessed at any pace`() async throws {
        var limits = RequestLimits()
        limits.missesPerSecond = 1
        limits.missesBurst = 30
        limits.stopClock()
        try await Self.with(limits: limits) { _, _, caller in
            var statuses: [HTTPResponse.Status] = []
            for number in 0..<32 {
                let answer = try await caller.client.execute(
                    uri: "/v1/exchange", method: .post,
                    headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: #"{"license_key": "ACME-\#(number)"}"#))
                statuses.append(answer.status)
                if answer.status == .tooManyRequests {
                    #expect(answer.headers[.retryAfter].flatMap { Int($0) } ?? 0 >= 1)
                }
            }
            #expect(statuses.prefix(30).allSatisfy { $0 == .notFound })
            #expect(statuses.suffix(2).allSatisfy { $0 == .tooManyRequests })
        }
    }
}
