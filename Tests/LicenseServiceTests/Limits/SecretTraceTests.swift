import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Logging
import RegistryTestSupport
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

/// Every operation that answers a secret, by the operations table, and what is left of the secret.
@Suite struct `A secret that is answered` {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        var logger: Logger {
            var logger = Logger(label: "test") { [self] _ in
                LineLogHandler(level: .trace, format: .text) { line in
                    self.lines.withLock { $0.append(line) }
                }
            }
            logger.logLevel = .trace
            return logger
        }
    }

    private struct Stage {
        let vendor: TestService
        let caller: TestCaller
        let browser: TestBrowser
        let customer: CustomerID

        func call(
            _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil
        ) async throws -> TestCaller.Answer {
            var headers: HTTPFields = [:]
            if method != .get { headers[.idempotencyKey] = "\(method) \(path)" }
            let answer = try await caller.call(method, path, body, headers: headers)
            #expect(answer.status.kind == .successful, "\(method) \(path): \(answer.status)")
            return answer
        }

        func endpoint() async throws -> WebhookEndpointID {
            let terms = WebhookTerms(url: "https://hooks.example.com/made")
            let id = WebhookEndpointID.random()
            try vendor.registry.webhooks.addEndpoint(
                id, of: vendor.organization, terms,
                secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)], now: vendor.now)
            return id
        }

        func post(_ path: String, _ fields: [String: String] = [:]) async throws -> String {
            let form = try await browser.get(path)
            return try await browser.post(path, on: form, fields).text
        }
    }

    private struct Answered {
        let operation: String
        let text: String
    }

    /// What asks for a secret, by the operation's id; answers the texts of which nothing may be left.
    private static let makers: [String: @Sendable (Stage) async throws -> [String]] = [
        "listTokens": { stage in
            let answer = try await stage.call(.get, "/manage/v1/tokens")
            #expect(!answer.items.isEmpty && answer.items.allSatisfy { $0["token"] == nil })
            return []
        },
        "createToken": { stage in
            let made = try await stage.call(
                .post, "/manage/v1/tokens", #"{"name": "ci", "scopes": ["licenses:read"]}"#)
            return [try #require(made["token"])]
        },
        "rotateToken": { stage in
            let token = try #require(BearerToken(try stage.vendor.token([.licensesRead])))
            let made = try await stage.call(.post, "/manage/v1/tokens/\(token.id)/rotate")
            return [try #require(made["token"])]
        },
        "createWebhookEndpoint": { stage in
            let made = try await stage.call(
                .post, "/manage/v1/webhook-endpoints", #"{"url": "https://hooks.example.com/a"}"#)
            return [try #require(made["secret"])]
        },
        "rotateWebhookSecret": { stage in
            let id = try await stage.endpoint()
            let made = try await stage.call(
                .post, "/manage/v1/webhook-endpoints/\(id)/rotate-secret", "{}")
            return [try #require(made["secret"])]
        },
        "dodoGetWebhookSecret": { stage in
            let id = try await stage.endpoint()
            let made = try await stage.call(.get, "/webhooks/\(id.dodoText)/secret")
            return [try #require(made["secret"])]
        },
        "polarCreateSession": { stage in
            let made = try await stage.call(
                .post, "/v1/customer-sessions/", #"{"customer_id": "\#(stage.customer)"}"#)
            return [try #require(made["token"])]
        },
        "pagePOST/admin/tokens/new": { stage in
            let page = try await stage.post(
                "/admin/tokens/new", ["name": "shop", "scope": "licenses:read"])
            let text = try #require(page.firstMatch(of: /lk_[0-9a-f]{32}_[A-Za-z0-9_-]{43}/))
            return [String(text.output)]
        },
        "pagePOST/admin/tokens/{id}/rotate": { stage in
            let token = try #require(BearerToken(try stage.vendor.token([.licensesRead])))
            let page = try await stage.post("/admin/tokens/\(token.id)/rotate")
            let text = try #require(page.firstMatch(of: /lk_[0-9a-f]{32}_[A-Za-z0-9_-]{43}/))
            return [String(text.output)]
        },
        "pagePOST/admin/webhooks/new": { stage in
            let page = try await stage.post(
                "/admin/webhooks/new", ["url": "https://hooks.example.com/b"])
            return [String(try #require(page.firstMatch(of: /whsec_[A-Za-z0-9+\/=]+/)).output)]
        },
        "pagePOST/admin/webhooks/{id}/rotate": { stage in
            let page = try await stage.post("/admin/webhooks/\(try await stage.endpoint())/rotate")
            return [String(try #require(page.firstMatch(of: /whsec_[A-Za-z0-9+\/=]+/)).output)]
        },
        "pagePOST/admin/customers/{id}/portal": { stage in
            let page = try await stage.post("/admin/customers/\(stage.customer)/portal")
            return [String(try #require(page.firstMatch(of: /open\?link=([A-Za-z0-9_-]+)/)).1)]
        },
    ]

    /// The columns in which a text is, as `table.column`.
    private static func places(
        of text: String, in database: any Database
    ) throws -> Set<String> {
        let bytes = Data(text.utf8)
        return try database.read { (reader) throws(SQLError) in
            var found: Set<String> = []
            for table in try TableDescription.all(reader, database.dialect) {
                try reader.forEachRow("SELECT * FROM \(table.name)", []) { row in
                    let isHere = row.values.contains { value in
                        switch value {
                        case .text(let held): held.contains(text)
                        case .blob(let held): Data(held).range(of: bytes) != nil
                        default: false
                        }
                    }
                    if isHere { found.insert(table.name) }
                }
            }
            return found
        }
    }

    /// The part that nobody can know who has the rest.
    private static func secretPart(of text: String) -> String {
        text.hasPrefix("lk_") ? String(text.suffix(43)) : text
    }

    @Test(arguments: Driver.available)
    func `is in no line of the log and in no table, whatever the operation`(
        _ driver: Driver
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let lines = Lines()
                let database = try place.open()
                let vendor = try TestService(directory, database: database) { parts in
                    parts.logger = lines.logger
                }
                let (_, customer) = try await vendor.sold(to: "Ann", email: "ann@example.com")
                let token = try vendor.token()
                let operations = vendor.service.operations.filter(\.answersSecret).map(\.id)
                #expect(Set(operations) == Set(Self.makers.keys))
                let secrets = try await vendor.application.test(.router) { client in
                    let browser = TestBrowser(client)
                    try await vendor.signIn(browser)
                    let stage = Stage(
                        vendor: vendor, caller: TestCaller(client: client, token: token),
                        browser: browser, customer: customer)
                    var made: [Answered] = []
                    for (operation, make) in Self.makers.sorted(by: { $0.key < $1.key }) {
                        for text in try await make(stage) {
                            made.append(Answered(operation: operation, text: text))
                        }
                    }
                    return made
                }
                #expect(secrets.count == Self.makers.count - 1)
                for secret in secrets {
                    let (operation, text) = (secret.operation, secret.text)
                    let part = Self.secretPart(of: text)
                    #expect(!lines.all.contains { $0.contains(part) }, "\(operation)")
                    // What webhooks are signed with is kept for that, in a table of its own.
                    let isSigning = text.hasPrefix("whsec_")
                    #expect(
                        try Self.places(of: part, in: database)
                            == (isSigning ? ["webhook_secret"] : []), "\(operation)")
                    guard driver == .sqlite, !isSigning else { continue }
                    for suffix in ["", "-wal"] {
                        let file = try? Data(
                            contentsOf: URL(fileURLWithPath: place.path + suffix))
                        #expect(
                            file?.range(of: Data(part.utf8)) == nil, "\(operation) in \(suffix)")
                    }
                }
                #expect(!lines.all.isEmpty)
                try await vendor.service.runtime.pool.shutDown()
            }
        }
    }
}
