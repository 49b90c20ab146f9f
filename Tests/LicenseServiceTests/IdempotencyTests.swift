import COSE
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Logging
import NIOCore
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

private func key(_ text: String) -> HTTPFields {
    var fields = HTTPFields()
    fields[.idempotencyKey] = text
    return fields
}

@Suite struct `A request with an idempotency key` {
    @Test func `is done once, and gets its answer again byte for byte`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let body = #"{"license_key": "\#(sold.key)", "name": "laptop"}"#
            let first = try await shop.app("activate", body, headers: key("a"))
            let second = try await shop.app("activate", body, headers: key("a"))
            #expect(first.status == .created && second.status == .created)
            #expect(first.bytes == second.bytes)
            #expect(first.headers[.contentType] == second.headers[.contentType])
            #expect(first.headers[.idempotentReplayed] == nil)
            #expect(second.headers[.idempotentReplayed] == "true")
            let shown = try await shop.merchant.call(.get, "/license_keys/\(sold.id)")
            #expect(shown.json["instances_count"] as? Int == 1)
            // Another key is another request.
            let third = try await shop.app("activate", body, headers: key("b"))
            #expect(third["id"] != first["id"])
        }
    }

    @Test func `gets a refusal again, and an empty answer`() async throws {
        try await DodoShop.with(seats: .seats(1)) { shop in
            let sold = try shop.sell()
            let body = #"{"license_key": "\#(sold.key)", "name": "x"}"#
            let mine = try await shop.activate(sold.key)["id"]!
            let refused = try await shop.app("activate", body, headers: key("a"))
            #expect(refused.refusal == "422 LICENSE_KEY_LIMIT_REACHED")
            let freeing = #"{"license_key": "\#(sold.key)", "license_key_instance_id": "\#(mine)"}"#
            for _ in 0..<2 {
                let freed = try await shop.app("deactivate", freeing, headers: key("a"))
                #expect(freed.status == .ok)
                #expect(freed.bytes.isEmpty)
            }
            // There is a seat now, and the answer is still the one that was given.
            let again = try await shop.app("activate", body, headers: key("a"))
            #expect(again.bytes == refused.bytes)
            #expect(again.status == refused.status)
        }
    }

    @Test func `is done once, though its token gets another secret meanwhile`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let order = #"{"benefit_id": "\#(vendor.benefit.id)"}"#
                let first = try await caller.call(
                    .post, "/manage/v1/license-keys", order, headers: key("r"))
                #expect(first.status == .created)
                let rotated = try await caller.call(
                    .post, "/manage/v1/tokens/\(caller.id)/rotate")
                let same = TestCaller(
                    client: caller.client, token: try #require(rotated["token"]))
                let again = try await same.call(
                    .post, "/manage/v1/license-keys", order, headers: key("r"))
                #expect(again["id"] == first["id"])
                #expect(again.headers[.idempotentReplayed] == "true")
            }
        }
    }

    /// What makes a license one that is no longer good.
    private static let endings = [
        #"{"disabled": true}"#, #"{"expires_at": "2026-12-31T00:00:00Z"}"#,
    ]

    @Test(arguments: endings)
    func `is judged as the license is now, and gets no answer of better times`(
        _ ending: String
    ) async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let (check, seat) = (
                #"{"license_key": "\#(sold.key)"}"#,
                #"{"license_key": "\#(sold.key)", "name": "a"}"#
            )
            let polar = """
                {"key": "\(sold.key)", "organization_id": "\(shop.vendor.organization)"
                """
            func ask(_ verb: String, _ body: String) async throws -> TestCaller.Answer {
                try await shop.merchant.call(
                    .post, "/v1/customer-portal/license-keys/\(verb)", body,
                    headers: key("\(verb) \(body.utf8.count)"))
            }
            let (valid, counted, activated) = (
                polar + "}", polar + #", "increment_usage": 1}"#, polar + #", "label": "a"}"#
            )
            #expect(
                try await shop.app("validate", check, headers: key("k")).json["valid"] as? Bool
                    == true)
            #expect(try await shop.app("activate", seat, headers: key("k")).status == .created)
            #expect(try await ask("validate", valid).status == .ok)
            #expect(try await ask("validate", counted).status == .ok)
            #expect(try await ask("activate", activated).status == .ok)
            #expect(try await shop.change(sold.id, ending).status == .ok)
            #expect(
                try await shop.app("validate", check, headers: key("k")).json["valid"] as? Bool
                    == false)
            let refused = try await shop.app("activate", seat, headers: key("k"))
            #expect(refused.status.kind == .clientError)
            #expect(refused.headers[.idempotentReplayed] == nil)
            for (verb, body) in [
                ("validate", valid), ("validate", counted), ("activate", activated),
            ] {
                #expect(try await ask(verb, body).status.kind == .clientError, "\(verb)")
            }
        }
    }

    @Test func `writes nothing for who has a key that is no longer good, or none`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let file = try SQLiteDatabase(path: shop.vendor.directory + "/registry.sqlite")
            func kept() throws -> Int64? {
                try file.read { (reader) throws(SQLError) in
                    try reader.value(Int64.self, "SELECT count(*) AS kept FROM kept_answer")
                }
            }
            func activate(_ licenseKey: String, _ number: Int) async throws -> TestCaller.Answer {
                try await shop.app(
                    "activate", #"{"license_key": "\#(licenseKey)", "name": "a"}"#,
                    headers: key("\(licenseKey.utf8.count) \(number)"))
            }
            #expect(try await activate(sold.key, 0).status == .created)
            #expect(try await shop.change(sold.id, Self.endings[0]).status == .ok)
            let before = try kept()
            #expect(before ?? 0 > 0)
            for number in 1...5 {
                #expect(try await activate(sold.key, number).status.kind == .clientError)
                #expect(try await activate("nobody's", number).status.kind == .clientError)
            }
            #expect(try kept() == before)
        }
    }

    @Test func `is refused with another body, in the words of its surface`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let place = "/license_keys/\(sold.id)"
            let off = try await shop.merchant.call(
                .patch, place, #"{"disabled": true}"#, headers: key("k"))
            #expect(off.status == .ok)
            let other = try await shop.merchant.call(
                .patch, place, #"{"disabled": false}"#, headers: key("k"))
            #expect(other.refusal == "422 IDEMPOTENCY_KEY_REUSED")
            #expect(other.json.keys.sorted() == ["code", "message"])
            let native = "/manage/v1/license-keys/\(LicenseID(dodo: sold.id)!)/disable"
            #expect(
                try await shop.merchant.call(
                    .post, native, #"{"reason": "1"}"#, headers: key("k")
                ).status == .ok, "another place has keys of its own")
            let refused = try await shop.merchant.call(
                .post, native, #"{"reason": "2"}"#, headers: key("k"))
            #expect(refused.refusal == "422 idempotency-key-reused")
            #expect(refused.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func `is no business of another sender`() async throws {
        try await DodoShop.with { shop in
            let (sold, other) = (try shop.sell(1), try shop.sell(2))
            func activate(_ licenseKey: String) async throws -> String? {
                try await shop.app(
                    "activate", #"{"license_key": "\#(licenseKey)", "name": "x"}"#,
                    headers: key("same")
                )["license_key_id"]
            }
            #expect(try await activate(sold.key) == sold.id)
            #expect(try await activate(other.key) == other.id)
            let place = "/license_keys/\(sold.id)"
            let body = #"{"disabled": true}"#
            let second = TestCaller(
                client: shop.merchant.client, token: try shop.vendor.token())
            for caller in [shop.merchant, second] {
                let answer = try await caller.call(.patch, place, body, headers: key("k"))
                #expect(answer.headers[.idempotentReplayed] == nil)
            }
            // Who has no token gets nothing out of a key.
            let nobody = TestCaller(client: shop.merchant.client, token: "x")
            #expect(
                try await nobody.call(.patch, place, body, headers: key("k")).refusal
                    == "401 UNAUTHORIZED")
        }
    }

    @Test func `has a key of 1 to 255 printable characters`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let place = "/license_keys/\(sold.id)"
            for bad in ["", String(repeating: "k", count: 256), "é", "a\tb"] {
                let answer = try await shop.merchant.call(
                    .patch, place, "{}", headers: key(bad))
                #expect(answer.refusal == "400 IDEMPOTENCY_KEY_MALFORMED", "\(bad)")
            }
            for good in ["~", "a b", String(repeating: "k", count: 255)] {
                let answer = try await shop.merchant.call(
                    .patch, place, "{}", headers: key(good))
                #expect(answer.status == .ok, "\(good)")
            }
        }
    }

    @Test func `that reads ignores the key`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let place = "/license_keys/\(sold.id)"
            _ = try await shop.merchant.call(.get, place, headers: key("k"))
            try await shop.change(sold.id, #"{"disabled": true}"#)
            #expect(
                try await shop.merchant.call(.get, place, headers: key("k"))["status"]
                    == "disabled")
        }
    }

    @Test func `gets no secret a second time`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let body = #"{"name": "ci", "scopes": ["licenses:read"]}"#
                let made = try await caller.call(
                    .post, "/manage/v1/tokens", body, headers: key("t"))
                #expect(made.status == .created)
                let again = try await caller.call(
                    .post, "/manage/v1/tokens", body, headers: key("t"))
                #expect(again.refusal == "409 idempotency-answer-withheld")
                #expect(try vendor.registry.tokens.all().count == 2)
                let secret = try #require(made["token"])
                let file = try Data(
                    contentsOf: URL(fileURLWithPath: vendor.directory + "/registry.sqlite"))
                let journal = try Data(
                    contentsOf: URL(fileURLWithPath: vendor.directory + "/registry.sqlite-wal"))
                #expect((file + journal).range(of: Data(secret.utf8)) == nil)
                // A refusal holds none.
                for _ in 0..<2 {
                    let refused = try await caller.call(
                        .post, "/manage/v1/tokens", #"{"name": "", "scopes": []}"#,
                        headers: key("u"))
                    #expect(refused.status == .unprocessableContent)
                }
            }
        }
    }

    @Test func `that comes many times at once is done once`() async throws {
        try await DodoShop.with { shop in
            let sold = try shop.sell()
            let body = #"{"license_key": "\#(sold.key)", "name": "laptop"}"#
            let answers = try await withThrowingTaskGroup(of: TestCaller.Answer.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await shop.app("activate", body, headers: key("k")) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let done = answers.filter { $0.status == .created }
            #expect(Set(done.map(\.bytes)).count == 1)
            for answer in answers where answer.status != .created {
                #expect(answer.refusal == "409 IDEMPOTENCY_KEY_IN_USE")
                #expect(answer.headers[.retryAfter] == "1")
                #expect(answer.headers[.xShouldRetry] == "true")
            }
            let shown = try await shop.merchant.call(.get, "/license_keys/\(sold.id)")
            #expect(shown.json["instances_count"] as? Int == 1)
        }
    }
}

@Suite struct `Work under an idempotency key` {
    private static let operation = Operation(
        .post, "/work", "work", "Work.", answer: .media("text/plain"), surface: .dodo)

    /// A router with one place over a registry, as one node of several.
    private static func answer(
        _ vendor: TestService, at now: Timestamp = TestService.now,
        _ handler: @escaping @Sendable () async throws -> StatusContent<NoContent>
    ) async throws -> TestCaller.Answer {
        let clock = ServiceClock { now }
        let idempotency = IdempotencyStore(
            responses: vendor.registry.nodes.recordedResponses, pool: vendor.service.runtime.pool,
            clock: clock, limits: RequestLimits())
        let router = Router(context: ServiceContext.self)
        router.add(
            middleware: ProblemMiddleware(
                routes: RouteIndex([operation]),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                metrics: ServiceMetrics()))
        var table = RouteTable(
            router: router,
            authenticator: Authenticator(
                tokens: vendor.registry.tokens, pool: vendor.service.runtime.pool, clock: clock),
            idempotency: idempotency)
        let sender: RouteTable.Sender = { request, context, _ in
            IdempotencySender(licenseKey: "good", judged: "", request, context)
        }
        table.add(operation, sender: sender) { _, _ in try await handler() }
        return try await Application(responder: router.buildResponder()).test(.router) { client in
            try await TestCaller(client: client, token: "none").call(
                .post, "/work", "{}", headers: key("k"))
        }
    }

    private static let done: @Sendable () async throws -> StatusContent<NoContent> = {
        StatusContent(NoContent(), .ok)
    }

    @Test func `that a node did not end is not done again, and nobody says how it ended`()
        async throws
    {
        try await TestService.with { vendor in
            // A node that dies leaves what one leaves whose database cannot say what happened.
            let died = try await Self.answer(vendor) {
                throw RegistryError.database(.outcomeUnknown)
            }
            #expect(died.status == .serviceUnavailable)
            let soon = try await Self.answer(vendor, at: TestService.now + .seconds(59), Self.done)
            #expect(soon.refusal == "409 IDEMPOTENCY_KEY_IN_USE")
            let late = try await Self.answer(vendor, at: TestService.now + .seconds(60), Self.done)
            #expect(late.refusal == "409 IDEMPOTENCY_OUTCOME_UNKNOWN")
            #expect(late.headers[.xShouldRetry] == "false")
            let nextDay = try await Self.answer(
                vendor, at: TestService.now + IdempotencyStore.lifetime, Self.done)
            #expect(nextDay.status == .ok)
        }
    }

    private static let passing: [any Error & Sendable] = [
        RegistryError.database(.busy), RegistryError.database(.diskFull),
        RegistryError.database(.connectionLost), Overload(),
        Problem(.tooManyRequests, "too-many-requests", "too many"),
    ]

    @Test func `that could not be done now can be tried again`() async throws {
        for error in Self.passing {
            try await TestService.with { vendor in
                let failed = try await Self.answer(vendor) { throw error }
                #expect(failed.status.code == 429 || failed.status.code == 503)
                let again = try await Self.answer(vendor, Self.done)
                #expect(again.status == .ok, "\(error)")
                #expect(again.headers[.idempotentReplayed] == nil)
            }
        }
    }

    @Test func `that failed in a way that nobody foresaw is not done again`() async throws {
        struct Surprise: Error {}
        for error in [Surprise() as any Error & Sendable, CancellationError()] {
            try await TestService.with { vendor in
                let failed = try await Self.answer(vendor) { throw error }
                #expect(failed.status.code >= 500)
                let again = try await Self.answer(vendor, Self.done)
                #expect(again.status == .conflict)
            }
        }
    }

    @Test func `is told even where its answer cannot be kept`() async throws {
        try await TestService.with { vendor in
            let registry = try TestDatabase(path: "\(vendor.directory)/registry.sqlite")
            try registry.run(
                """
                CREATE TRIGGER failing BEFORE UPDATE OF status ON kept_answer
                BEGIN SELECT RAISE(ABORT, 'no'); END
                """)
            let told = try await Self.answer(vendor) { StatusContent(NoContent(), .created) }
            #expect(told.status == .created)
            let again = try await Self.answer(vendor, Self.done)
            #expect(again.status == .conflict)
        }
    }
}
