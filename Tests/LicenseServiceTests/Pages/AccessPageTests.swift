import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The page of who has access` {
    /// A browser that is signed in by a token.
    private static func member(
        _ vendor: TestService, _ scopes: [TokenScope], like browser: TestBrowser
    ) async throws -> TestBrowser {
        let other = TestBrowser(browser.client)
        let page = try await other.get("/admin/sign-in")
        let landed = try await other.post(
            "/admin/sign-in", on: page, ["api-token": try vendor.token(scopes)])
        #expect(landed.text.contains("<h1>Overview"))
        return other
    }

    @Test func `shows who is signed in, and signs others out`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let other = try await Self.member(vendor, [.licensesRead], like: browser)
                let page = try await browser.get("/admin/access")
                #expect(page.text.contains("this is you"))
                #expect(page.text.contains(">an API token<"))
                #expect(page.text.contains(">licenses:read<"))
                let ways = page.text.matches(of: /action="(\/admin\/access\/sessions\/[^"]*)"/)
                    .map { String($0.1) }
                #expect(ways.count == 1)
                let way = try #require(ways.first)
                let done = try await browser.post(way, on: page)
                #expect(done.text.contains("The session is ended."))
                #expect(!done.text.contains(">an API token<"))
                #expect(try await other.get("/admin").text.contains("<h1>Sign in"))
                #expect(try await browser.get("/admin").text.contains("<h1>Overview"))
                var filter = AuditFilter()
                filter.action = AuditAction.sessionEnd.rawValue
                let records = try vendor.registry.auditLog.records(matching: filter, limit: 10)
                #expect(records.map(\.actor) == ["operator"])
            }
        }
    }

    @Test func `takes back a link that nobody has used`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                #expect(try await browser.get("/admin/access").text.contains("There is none."))
                let link = try AdminLink.make(
                    vendor.registry.tokens.sessions, base: "", now: vendor.now)
                #expect(try await TestBrowser(browser.client).get(link).status == .ok)
                let page = try await browser.get("/admin/access")
                let way = try #require(
                    page.text.firstMatch(of: /action="(\/admin\/access\/links\/[^"]*)"/)?.1)
                let done = try await browser.post(String(way), on: page)
                #expect(done.text.contains("The link is taken back."))
                #expect(try await TestBrowser(browser.client).get(link).status == .gone)
            }
        }
    }

    @Test func `is for whoever manages the tokens of all organizations`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let reader = try await Self.member(vendor, [.auditRead], like: browser)
                #expect(try await reader.get("/admin/access").status == .forbidden)
                let token = try vendor.token(organization: vendor.organization)
                let own = TestBrowser(browser.client)
                try await own.post(
                    "/admin/sign-in", on: try await own.get("/admin/sign-in"),
                    ["api-token": token])
                let refused = try await own.get("/admin/access")
                #expect(refused.status == .forbidden)
                #expect(!refused.text.contains("href=\"/admin/access\""))
            }
        }
    }

    @Test func `neither shows nor ends a customer’s session`() async throws {
        try await TestService.with { vendor in
            let (_, customer) = try await vendor.sold(to: "Ann", email: "ann@example.com")
            let holder = PageHolder.customer(customer, of: vendor.organization)
            let session = PageSession(
                id: .random(), secretDigest: [UInt8](repeating: 3, count: 32), holder: holder,
                by: nil, createdAt: vendor.now, expiresAt: vendor.now + .seconds(600))
            try vendor.registry.tokens.sessions.open(session, now: vendor.now)
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin/access")
                #expect(!page.text.contains("\(session.id)"))
                try await browser.post("/admin/access/sessions/\(session.id)/end", on: page)
                let kept = try vendor.registry.tokens.sessions.find(session.id, now: vendor.now)
                #expect(kept == session)
            }
        }
    }

    @Test func `shows no session that was idle for too long`() async throws {
        try await TestService.with { vendor in
            let long = vendor.now - .seconds(3601)
            let session = PageSession(
                id: .random(), secretDigest: [UInt8](repeating: 3, count: 32), holder: .owner,
                by: nil, createdAt: long, expiresAt: vendor.now + .seconds(600))
            try vendor.registry.tokens.sessions.open(session, now: vendor.now)
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin/access")
                #expect(page.text.contains("this is you"))
                #expect(!page.text.contains("\(session.id)"))
            }
        }
    }
}
