import COSE
import HTTPTypes
import HummingbirdTesting
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Signing in behind a proxy` {
    private static let header = HTTPField.Name("X-Signed-In-As")!

    /// A vendor behind a proxy, a browser that comes from 127.0.0.1 over a socket, and the token of
    /// Ann.
    private static func with(
        proxies: String = "127.0.0.0/8",
        _ body: @escaping @Sendable (TestService, TestBrowser, APITokenID) async throws -> Void
    ) async throws {
        let token = BearerToken.random()
        let signIn = ProxySignIn(
            header: header, proxies: [try #require(NetworkPrefix(proxies))],
            tokens: ["ann@example.com": token.id])
        try await TestService.with(adjust: { $0.proxySignIn = signIn }) { vendor in
            try vendor.registry.tokens.add(
                APITokenRecord(
                    id: token.id, organization: nil, name: "support", scopes: [.licensesRead],
                    secretDigest: token.digest, createdAt: vendor.now, expiresAt: nil),
                now: vendor.now)
            try await vendor.application.test(.live) { client in
                try await body(vendor, TestBrowser(client), token.id)
            }
        }
    }

    private static func say(_ names: String..., to browser: TestBrowser) {
        browser.added = [:]
        for name in names { browser.added.append(HTTPField(name: header, value: name)) }
    }

    @Test func `lets in whom a listed proxy names, with the scopes of their token`() async throws {
        try await Self.with { vendor, browser, _ in
            Self.say("ann@example.com", to: browser)
            let form = try await browser.get("/admin/keys")
            #expect(form.text.contains("Continue as ann@example.com"))
            let landed = try await browser.post(
                "/admin/sign-in/proxy", on: form, ["next": "/admin/keys"])
            #expect(landed.text.contains("<h1>License keys"))
            #expect(try await browser.get("/admin/tokens").status == .forbidden)
            var filter = AuditFilter()
            filter.actor = "proxy:ann@example.com"
            let records = try vendor.registry.auditLog.records(matching: filter, limit: 10)
            #expect(records.map(\.action) == [AuditAction.sessionOpen.rawValue])
        }
    }

    @Test func `does not heed the header of anybody else, whatever they say of their way`()
        async throws
    {
        try await Self.with(proxies: "10.0.0.0/8") { _, browser, _ in
            Self.say("ann@example.com", to: browser)
            browser.added[.xForwardedFor] = "10.0.0.1"
            let form = try await browser.get("/admin/sign-in")
            #expect(form.status == .ok && !form.text.contains("ann@example.com"))
            let refused = try await browser.post("/admin/sign-in/proxy", on: form)
            #expect(refused.status == .forbidden)
            #expect(try await browser.get("/admin/keys").text.contains("<h1>Sign in"))
        }
    }

    @Test(arguments: [
        ["ann@example.com", "bob@example.com"], ["ann@example.com", "ann@example.com"], [""],
        ["ann@example.com, bob@example.com"], [String(repeating: "a", count: 201)],
        ["ann@example.com", ""], ["*"],
    ])
    func `lets nobody in whom a proxy does not name clearly`(_ names: [String]) async throws {
        try await Self.with { _, browser, _ in
            browser.added = [:]
            for name in names {
                browser.added.append(HTTPField(name: Self.header, value: name))
            }
            let form = try await browser.get("/admin/sign-in")
            #expect(form.text.contains("Your proxy does not say clearly who you are."))
            #expect(!form.text.contains("Continue as"))
            let refused = try await browser.post("/admin/sign-in/proxy", on: form)
            #expect(refused.status == .forbidden)
        }
    }

    @Test(arguments: ["bob@example.com", "Ann@example.com", "<script>alert(1)</script>"])
    func `tells a person without access so`(_ name: String) async throws {
        try await Self.with { _, browser, _ in
            Self.say(name, to: browser)
            let form = try await browser.get("/admin/sign-in")
            #expect(form.text.contains("who has no access here."))
            #expect(!form.text.contains("<script>alert"))
            let refused = try await browser.post("/admin/sign-in/proxy", on: form)
            #expect(refused.status == .forbidden)
        }
    }

    @Test func `takes the header's name in any case, and spaces around a person`() async throws {
        try await Self.with { _, browser, _ in
            let name = try #require(HTTPField.Name("x-SIGNED-in-AS"))
            browser.added = [name: " ann@example.com "]
            let form = try await browser.get("/admin/sign-in")
            #expect(form.text.contains("Continue as ann@example.com"))
        }
    }

    @Test func `ends when the proxy names nobody any more, or somebody else`() async throws {
        try await Self.with { vendor, browser, token in
            for names in [[], ["bob@example.com"], ["ann@example.com", "bob@example.com"]] {
                Self.say("ann@example.com", to: browser)
                let form = try await browser.get("/admin/sign-in")
                try await browser.post("/admin/sign-in/proxy", on: form)
                #expect(try await browser.get("/admin/keys").text.contains("<h1>License keys"))
                browser.added = [:]
                for name in names {
                    browser.added.append(HTTPField(name: Self.header, value: name))
                }
                let out = try await browser.get("/admin/keys")
                #expect(out.text.contains("<h1>Sign in"), "\(names)")
            }
            // And with the token that gives the scopes.
            Self.say("ann@example.com", to: browser)
            #expect(try await browser.get("/admin/keys").text.contains("<h1>License keys"))
            try vendor.registry.tokens.revoke(token, now: vendor.now)
            #expect(try await browser.get("/admin/keys").text.contains("<h1>Sign in"))
        }
    }

    @Test func `gives everybody else the token of the asterisk`() {
        let (ann, others) = (APITokenID.random(), APITokenID.random())
        let tokens = ProxySignIn.tokens("ann@example.com=\(ann), * = \(others)")
        let signIn = ProxySignIn(header: Self.header, proxies: [], tokens: tokens ?? [:])
        #expect(signIn.token(of: "ann@example.com") == ann)
        #expect(signIn.token(of: "bob") == others)
    }

    @Test(arguments: [
        "", "ann", "ann=", "=3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e", "ann=x",
        "ann=3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e,ann=3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e",
    ])
    func `has one form of settings`(_ people: String) {
        #expect(ProxySignIn.tokens(people) == nil)
    }

    @Test(arguments: ["Cookie", "authorization", "X-Forwarded-For", "host", "two words", ""])
    func `takes no header that means something else`(_ name: String) {
        #expect(ProxySignIn.header(name) == nil)
    }
}
