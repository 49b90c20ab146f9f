import COSE
import COSESigning
import LicenseIssuer
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

/// A vendor's service in memory, that fails as it is told.
final class TestService: HTTPTransport {
    struct State {
        var account: TestAccount
        var list: [UInt8]?
        /// The delta to the list since the first of the month.
        var delta: [UInt8]?
        var requests: [HTTPRequest] = []
        /// Whether the service was restored and has forgotten the device, until it sees a certificate.
        var hasForgotten = false
        /// What the next requests meet instead of an answer.
        var faults: [Result<HTTPAnswer, HTTPFault>] = []
        /// Answers that are made and then lost on the way back.
        var lostAnswers = 0
    }

    static let start = moment("2027-01-01")

    private let vendor = TestVendor(seed: 1)
    let license: VerifiedLicense
    let state: Mutex<State>

    /// Where the documents of the license's organization are.
    var path: String { "/v1/organizations/\(license.claims.organization)" }

    init() throws {
        license = try vendor.license {
            $0.issuedAt = Self.start
            $0.activationLimit = .seats(1)
            $0.usageLimit = 1000
            $0.statusIndex = StatusIndex(5)
        }
        state = Mutex(State(account: TestAccount(license.claims, headroom: 50)))
    }

    /// Publishes a list, and a delta that begins with the number named.
    func publish(_ status: LicenseStatus, sequence: UInt64, deltaFrom: UInt64? = nil) throws {
        var builder = StatusListBuilder(organization: license.claims.organization, shard: 0)
        // Enough others that a delta is much shorter than the list.
        for place in 100..<UInt32(600) { builder.set(.invalid, of: StatusIndex(place * 7)) }
        builder.set(status, of: StatusIndex(5))
        let list = try builder.signed(
            by: TestVendor.listing, sequence: sequence, base: "https://acme.example",
            issuedAt: Self.start + .seconds(Int64(sequence)),
            expiresAt: Self.start + .seconds(9_000_000), timeToLive: .seconds(86_400))
        let publications = [deltaFrom].compactMap(\.self).map {
            StatusLog.Publication(sequence: $0, issuedAt: Self.start)
        }
        let log = StatusLog(
            publications: publications, changes: [StatusChange(StatusIndex(5), sequence: nil)])
        let delta = try list.deltas(log: log, signedBy: TestVendor.listing)[.month]
        state.withLock { state in
            state.list = list.message.bytes
            state.delta = delta?.message.bytes
        }
    }

    func fail(_ faults: Result<HTTPAnswer, HTTPFault>...) {
        state.withLock { $0.faults = faults }
    }

    func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPAnswer {
        let fault = state.withLock { state in
            state.requests.append(request)
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
        if let fault { return try fault.get() }
        let answer = answer(request)
        let isLost = state.withLock { state in
            guard state.lostAnswers > 0 else { return false }
            state.lostAnswers -= 1
            return true
        }
        if isLost { throw .unreachable }
        return answer
    }

    private func answer(_ request: HTTPRequest) -> HTTPAnswer {
        state.withLock { state in
            let documents = ["/0": state.list, "/0.month": state.delta]
            for case (let name, let document?) in documents
            where request.url.hasSuffix(path + "/status-lists" + name) {
                let tag = "\"\(document.count)-\(document.last!)\""
                return request.headers["if-none-match"] == tag
                    ? HTTPAnswer(status: 304)
                    : HTTPAnswer(status: 200, headers: ["etag": tag], body: document)
            }
            guard request.url.hasSuffix("/v1/sync") else { return HTTPAnswer(status: 404) }
            if state.hasForgotten {
                let message = try! SignedMessage(deviceMessage: request.body)
                guard message.header.type == .activationCertificate else {
                    return HTTPAnswer(
                        status: 404, headers: ["content-type": "application/problem+json"],
                        body: Array(#"{"code":"activation.unknown"}"#.utf8))
                }
                state.hasForgotten = false
                return HTTPAnswer(status: 200, body: request.body)
            }
            let answer = try! state.account.answer(
                SignedMessage(deviceMessage: request.body), at: Self.start)
            return HTTPAnswer(status: 200, body: answer.bytes)
        }
    }

    /// A machine with the license, in a directory.
    ///
    /// - Parameter isKnown: whether it pins the keys for answers and lists, and not only the issuer's.
    func device(_ directory: String, knowingService isKnown: Bool = true) throws -> Ledger {
        let other = SigningKey.test(90).verificationKey
        let ledger = try Ledger.open(
            directory,
            trusting: .keys(
                licenses: vendor.trusted,
                activations: isKnown ? TestVendor.activationKeys : ActivationKeys(pinning: other),
                statuses: isKnown ? TestVendor.statusKeys : StatusKeys(pinning: other)),
            at: Self.start)
        for result in ledger.install([license.message], at: Self.start) { _ = try result.get() }
        return ledger
    }
}

@Suite struct `A round with the service` {
    private static func with(
        _ body: (TestService, Ledger, SyncClient, Waits) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let service = try TestService()
            let waits = Waits()
            let client = SyncClient(
                try ServiceAddresses(services: ["https://one.example/", "https://two.example"]),
                over: service,
                sleep: { wait in waits.list.withLock { $0.append(wait) } })
            try await body(service, service.device(directory), client, waits)
        }
    }

    private final class Waits: Sendable {
        let list = Mutex<[Duration]>([])
    }

    private static func round(
        _ client: SyncClient, _ ledger: Ledger, _ tags: inout DocumentTags
    ) async throws -> SyncOutcomes {
        try await client.synchronize(
            ledger, usesBundles: false, tags: &tags, now: { TestService.start })
    }

    @Test func `shows its certificate to a service that has forgotten it, and reports again`()
        async throws
    {
        try await Self.with { service, ledger, client, _ in
            var tags = DocumentTags()
            _ = try await Self.round(client, ledger, &tags)
            _ = try await ledger.consume(7, at: TestService.start)
            service.state.withLock { $0.hasForgotten = true }
            let outcomes = try await Self.round(client, ledger, &tags)
            #expect(outcomes.sent == 2)
            #expect(outcomes.refusal == nil)
            let summary = ledger.summary(at: TestService.start)
            #expect(summary.waiting == 0)
            #expect(service.state.withLock { $0.account.account.usage } == UsageTotal(units: 7))
            // The next round needs no proof.
            #expect(try await Self.round(client, ledger, &tags).sent == 1)
        }
    }

    @Test func `asks for a seat first, reports afterwards, and fetches the list once`()
        async throws
    {
        try await Self.with { service, ledger, client, _ in
            try service.publish(.valid, sequence: 1)
            var tags = DocumentTags()
            let first = try await Self.round(client, ledger, &tags)
            #expect(first.sent == 1 && first.installed.count == 2 && first.refusal == nil)
            #expect(ledger.summary(at: TestService.start).certificate?.allowance == 50)
            try await ledger.consume(30, at: TestService.start)
            let second = try await Self.round(client, ledger, &tags)
            #expect(second.unchanged == ["\(service.path)/status-lists/0"])
            #expect(ledger.summary(at: TestService.start).certificate?.allowance == 80)
            #expect(service.state.withLock { $0.account.account.usage } == UsageTotal(units: 30))
            try service.publish(.invalid, sequence: 2)
            _ = try await Self.round(client, ledger, &tags)
            let facts = Facts(
                organization: service.license.claims.organization, benefit: .any, prefix: .any)
            #expect(
                try ledger.decision(facts, at: TestService.start).reasons.map(\.code)
                    == ["status.revoked"])
        }
    }

    /// A service before there were addresses by organization; one that has them and nothing of this
    /// one is not asked for another's.
    @Test(
        arguments: [(nil, true), ("not-found", true), ("list-unknown", false)]
            as [(String?, Bool)])
    func `asks at the address without a name where the service knows no other`(
        _ code: String?, _ isAskedAgain: Bool
    ) async throws {
        try await Self.with { service, ledger, client, _ in
            let body = code.map { Array(#"{"code":"\#($0)"}"#.utf8) } ?? []
            service.fail(
                .success(
                    HTTPAnswer(
                        status: 404, headers: ["content-type": "application/problem+json"],
                        body: body)))
            var tags = DocumentTags()
            _ = try await client.fetchList(ledger, tags: &tags, now: { TestService.start })
            let asked = service.state.withLock { $0.requests.map(\.url) }
            #expect(asked.first == "https://one.example\(service.path)/status-lists/0")
            #expect(asked.contains("https://one.example/v1/status-lists/0") == isAskedAgain)
        }
    }

    @Test func `shows by a list alone that the keys of the service are not known`() async throws {
        try await Self.with { service, _, client, _ in
            try service.publish(.valid, sequence: 1)
            try await withTemporaryDirectory { directory in
                let ledger = try service.device(directory, knowingService: false)
                var tags = DocumentTags()
                let outcomes = try await client.fetchList(
                    ledger, tags: &tags, now: { TestService.start })
                #expect(outcomes.sent == 0)
                #expect(outcomes.refusal?.isOfUnknownKey == true)
                #expect(service.state.withLock { $0.account.activations.isEmpty })
            }
        }
    }

    @Test func `fetches what has changed in a list that it holds, or the list`() async throws {
        try await Self.with { service, ledger, client, _ in
            func round() async throws -> (outcomes: SyncOutcomes, fetched: [String]) {
                service.state.withLock { $0.requests = [] }
                let outcomes = try await Self.round(client, ledger, &tags)
                let fetched = service.state.withLock { state in
                    state.requests.map(\.url).filter { $0.contains("status-lists") }
                        .map { String($0.split(separator: "/").last!) }
                }
                return (outcomes, fetched)
            }
            func status() throws -> [String] {
                let facts = Facts(
                    organization: service.license.claims.organization, benefit: .any, prefix: .any)
                return try ledger.decision(facts, at: TestService.start).reasons.map(\.code)
            }
            var tags = DocumentTags()
            try service.publish(.valid, sequence: 1)
            #expect(try await round().fetched == ["0"])
            try service.publish(.invalid, sequence: 2, deltaFrom: 1)
            #expect(service.state.withLock { $0.delta!.count * 2 < $0.list!.count })
            #expect(try await round().fetched == ["0.month"])
            #expect(try status() == ["status.revoked"])
            let again = try await round()
            #expect(again.fetched == ["0.month"])
            #expect(again.outcomes.unchanged == ["\(service.path)/status-lists/0.month"])
            // A delta that begins after what is held leads to the list itself.
            try service.publish(.valid, sequence: 9, deltaFrom: 8)
            let gap = try await round()
            #expect(gap.fetched == ["0.month", "0"])
            #expect(gap.outcomes.refusal == nil)
            #expect(try status() == [])
        }
    }

    @Test func `loses and doubles nothing when answers are lost`() async throws {
        try await Self.with { service, ledger, client, _ in
            var tags = DocumentTags()
            _ = try await Self.round(client, ledger, &tags)
            for round in 1...4 {
                try await ledger.consume(5, at: TestService.start)
                service.state.withLock { $0.lostAnswers = round }
                _ = try await Self.round(client, ledger, &tags)
            }
            #expect(service.state.withLock { $0.account.account.usage } == UsageTotal(units: 20))
            #expect(
                service.state.withLock { $0.account.activations.values.map(\.status) } == [
                    .active
                ])
            #expect(ledger.summary(at: TestService.start).certificate?.allowance == 70)
        }
    }

    @Test func `tries the next address, waits as it is asked, and ends`() async throws {
        try await Self.with { service, ledger, client, waits in
            var tags = DocumentTags()
            service.fail(.failure(.unreachable))
            _ = try await Self.round(client, ledger, &tags)
            #expect(
                service.state.withLock { $0.requests.map(\.url) }.prefix(2) == [
                    "https://one.example/v1/sync", "https://two.example/v1/sync",
                ])
            #expect(waits.list.withLock { $0 } == [])
            let busy = HTTPAnswer(status: 503, headers: ["retry-after": "7"])
            service.fail(.success(busy), .success(busy))
            _ = try await Self.round(client, ledger, &tags)
            #expect(waits.list.withLock { $0 } == [.seconds(7)])
            let down = Result<HTTPAnswer, HTTPFault>.failure(.unreachable)
            service.fail(down, down, down, down, down, down)
            await #expect(throws: SyncClientError.unreachable(tries: 3)) {
                try await Self.round(client, ledger, &tags)
            }
        }
    }

    @Test func `ends at once where the registry of every address stands still`() async throws {
        try await Self.with { service, ledger, client, waits in
            var tags = DocumentTags()
            let stopped = Result<HTTPAnswer, HTTPFault>.success(
                HTTPAnswer(
                    status: 503,
                    headers: [
                        "retry-after": "60", "content-type": "application/problem+json",
                    ],
                    body: Array(#"{"code":"registry.behind"}"#.utf8)))
            // One node among others does.
            service.fail(stopped)
            _ = try await Self.round(client, ledger, &tags)
            service.fail(stopped, stopped)
            await #expect(throws: SyncClientError.standsStill(code: "registry.behind")) {
                try await Self.round(client, ledger, &tags)
            }
            #expect(waits.list.withLock { $0 } == [])
        }
    }

    @Test func `takes nothing that is not signed, and forgets no tag for it`() async throws {
        try await Self.with { service, ledger, client, _ in
            try service.publish(.valid, sequence: 1)
            var tags = DocumentTags()
            _ = try await Self.round(client, ledger, &tags)
            let known = tags
            let page = HTTPAnswer(status: 200, body: Array("<html>login</html>".utf8))
            let always = Result<HTTPAnswer, HTTPFault>.success(page)
            service.fail(always, always, always, always, always, always)
            await #expect(throws: SyncClientError.foreign("https://two.example")) {
                try await Self.round(client, ledger, &tags)
            }
            #expect(tags == known)
            #expect(ledger.summary(at: TestService.start).certificate != nil)
        }
    }

    @Test func `names what the service refuses, and gives up at once on a wrong certificate`()
        async throws
    {
        try await Self.with { service, ledger, client, waits in
            var tags = DocumentTags()
            let problem = #"{"code":"license-unknown","detail":"<b>no</b>"}"#
            let form = ["content-type": "application/problem+json"]
            service.fail(
                .success(HTTPAnswer(status: 404, headers: form, body: Array(problem.utf8))))
            await #expect(
                throws: SyncClientError.refused(status: 404, code: "license-unknown")
            ) { try await Self.round(client, ledger, &tags) }
            service.fail(.failure(.untrusted))
            await #expect(throws: SyncClientError.untrusted("https://one.example")) {
                try await Self.round(client, ledger, &tags)
            }
            #expect(waits.list.withLock { $0 } == [])
        }
    }

    @Test(arguments: [
        "http://licenses.example.com", "licenses.example.com", "", "ftp://a",
        "http://127.0.0.1.example.com", "http://localhostile.example",
    ])
    func `needs an address that is encrypted, or on this machine`(_ address: String) throws {
        #expect(throws: SyncClientError.address(address)) {
            try ServiceAddresses(services: [address])
        }
        #expect(throws: SyncClientError.address(address)) {
            try ServiceAddresses(services: [], statusBase: address)
        }
        for local in ["http://127.0.0.1:8080", "http://localhost", "https://a.example"] {
            #expect(try ServiceAddresses(services: [local]).services == [local])
        }
    }

    @Test func `carries messages of others, each with its answer`() async throws {
        try await Self.with { service, ledger, client, _ in
            let request = try ledger.request(.activate, at: TestService.start)
            let answers = try await client.push([request])
            let answer = try SignedMessage(deviceMessage: #require(answers.first))
            #expect(
                try ledger.install([answer], at: TestService.start)[0].get() != .known(.receipt))
            #expect(try await client.pullTrust() == nil)
            try service.publish(.valid, sequence: 4)
            let organization = service.license.claims.organization
            #expect(try await client.pullList(0, of: organization) != nil)
            // Without a name it is the first one's, which this service does not work for.
            #expect(try await client.pullList(0) == nil)
        }
    }
}

@Suite struct `A retry schedule` {
    @Test(arguments: 0..<UInt64(50))
    func `is bounded, grows, and is never twice the same for all`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let schedule = RetrySchedule(tries: 6, first: .seconds(2), longest: .seconds(10))
        let waits = (1...6).map { schedule.wait(after: $0, using: &generator) }
        #expect(waits[5] == nil)
        for (wait, whole) in zip(waits, [2, 4, 8, 10, 10]) {
            let wait = wait ?? .zero
            #expect(wait >= .milliseconds(whole * 500) && wait <= .seconds(whole))
        }
        #expect(
            schedule.wait(after: 1, asked: .seconds(99), using: &generator) == .seconds(10))
        let pause = RetrySchedule.interval(.seconds(100), using: &generator)
        #expect(pause >= .seconds(90) && pause <= .seconds(110))
    }
}

@Suite struct `Tags of documents` {
    @Test func `are read as they were written, and lost ones cost nothing`() {
        var tags = DocumentTags()
        tags["/v1/trust"] = "\"abc\""
        tags["/v1/status-lists/0"] = "W/\"x y\""
        #expect(DocumentTags(text: tags.text) == tags)
        #expect(DocumentTags(text: "nonsense\n\n") == DocumentTags())
    }
}
