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
        ("network authentication as JSON", json(511, #"{"code":"login-required"}"#)),
        ("a redirect that is moved for good", HTTPAnswer(status: 308)),
        ("other JSON", json(200, #"{"status":"ok"}"#)),
        ("a refusal in other JSON", json(401, #"{"code":"unauthorized","message":"Log in"}"#)),
        ("an API that does not know the path", json(404, #"{"code":"not-found"}"#)),
        ("a problem without a code", json(403, #"{"title":"No"}"#, "application/problem+json")),
        (
            "a problem with another one's code",
            json(403, #"{"code":"ERR_ACCESS_DENIED 0"}"#, "application/problem+json")
        ),
        ("a proxy that wants a password", HTTPAnswer(status: 407)),
        ("a page that is packed", HTTPAnswer(status: 200, body: [0x1f, 0x8b, 8, 0, 0])),
        ("a line end", HTTPAnswer(status: 200, body: [10])),
        (
            "our carrier text, behind a mark",
            HTTPAnswer(status: 200, body: [0xef, 0xbb, 0xbf, 0xd2])
        ),
    ]

    private static func json(
        _ status: Int, _ body: String, _ type: String = "application/json"
    ) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: ["content-type": type], body: Array(body.utf8))
    }

    @Test(arguments: answers.indices)
    func `is tried again, and then said`(_ index: Int) async throws {
        let (name, answer) = Self.answers[index]
        try await withTemporaryDirectory { directory in
            let service = try TestService()
            let client = SyncClient(
                try ServiceAddresses(services: ["https://acme.example"]), over: service,
                sleep: { _ in })
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

    @Test func `may be longer than anything that the service sends`() async throws {
        try await withTemporaryDirectory { directory in
            let service = try TestService()
            let client = SyncClient(
                try ServiceAddresses(services: ["https://acme.example"]), over: service,
                sleep: { _ in })
            let ledger = try service.device(directory)
            service.fail(.failure(.tooLong), .failure(.tooLong), .failure(.tooLong))
            var tags = DocumentTags(text: "")
            await #expect(throws: SyncClientError.foreign("https://acme.example")) {
                _ = try await client.synchronize(
                    ledger, usesBundles: false, tags: &tags, now: { TestService.start })
            }
        }
    }

    @Test func `gives way to a mirror that is the service`() async throws {
        try await withTemporaryDirectory { directory in
            let service = try TestService()
            let client = SyncClient(
                try ServiceAddresses(services: ["https://portal.example", "https://acme.example"]),
                over: service, sleep: { _ in })
            let ledger = try service.device(directory)
            service.fail(.success(HTTPAnswer(status: 200, body: Array("<html>".utf8))))
            var tags = DocumentTags(text: "")
            let outcomes = try await client.synchronize(
                ledger, usesBundles: false, tags: &tags, now: { TestService.start })
            #expect(outcomes.sent == 1)
        }
    }
}
