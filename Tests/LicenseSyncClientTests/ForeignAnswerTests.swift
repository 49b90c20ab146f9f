import LicenseSyncClient
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@Suite struct `An answer that is not the service's` {
    static let answers: [(String, HTTPAnswer)] = [
        ("nothing", HTTPAnswer(status: 200)),
        ("a page", HTTPAnswer(status: 200, body: Array("<html>Log in</html>".utf8))),
        ("a redirect", HTTPAnswer(status: 302, headers: ["location": "http://login.example/"])),
        ("no content", HTTPAnswer(status: 204)),
        ("a refusal in other words", HTTPAnswer(status: 403, body: Array("<html>No".utf8))),
        ("network authentication", HTTPAnswer(status: 511, body: Array("<html>".utf8))),
    ]

    @Test(arguments: answers.indices)
    func `is tried again, and then said`(_ index: Int) async throws {
        let (name, answer) = Self.answers[index]
        try await withTemporaryDirectory { directory in
            let service = try TestService()
            let client = try SyncClient(["https://acme.example"], over: service, sleep: { _ in })
            let ledger = try service.device(directory)
            service.fail(.success(answer), .success(answer), .success(answer))
            var tags = DocumentTags(text: "")
            await #expect(throws: SyncClientError.foreign("https://acme.example"), "\(name)") {
                _ = try await client.synchronize(
                    ledger, usesBundles: false, tags: &tags, now: { TestService.start })
            }
            #expect(service.state.withLock { $0.requests.count } == 3, "\(name)")
            // When the real one is there again, nothing is lost.
            let outcomes = try await client.synchronize(
                ledger, usesBundles: false, tags: &tags, now: { TestService.start })
            #expect(outcomes.sent == 1, "\(name)")
        }
    }

    @Test func `gives way to a mirror that is the service`() async throws {
        try await withTemporaryDirectory { directory in
            let service = try TestService()
            let client = try SyncClient(
                ["https://portal.example", "https://acme.example"], over: service,
                sleep: { _ in })
            let ledger = try service.device(directory)
            service.fail(.success(HTTPAnswer(status: 200, body: Array("<html>".utf8))))
            var tags = DocumentTags(text: "")
            let outcomes = try await client.synchronize(
                ledger, usesBundles: false, tags: &tags, now: { TestService.start })
            #expect(outcomes.sent == 1)
        }
    }
}
