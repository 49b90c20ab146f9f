import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

/// Whoever came in with a secret is out once it is no longer good.
@Suite struct `Sessions of what has ended` {
    @Test func `show no dashboard after the token was rotated, and leave no token behind`()
        async throws
    {
        try await TestService.with { vendor in
            let token = try vendor.token()
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/admin/sign-in")
                try await browser.post("/admin/sign-in", on: page, ["api-token": token])
                let form = try await browser.get("/admin/tokens/new")
                let made = try await browser.post(
                    "/admin/tokens/new", on: form, ["name": "x", "scope": "licenses:read"])
                let text = try #require(made.text.firstMatch(of: /lk_[0-9a-f]{32}_[\w-]{43}/)?.0)
                let left = TestCaller(client: browser.client, token: String(text))
                #expect(try await left.call(.get, "/manage/v1/license-keys").status == .ok)
                let owner = TestCaller(client: browser.client, token: token)
                let rotated = try await owner.call(.post, "/manage/v1/tokens/\(owner.id)/rotate")
                #expect(rotated.status == .ok)
                #expect(try await browser.get("/admin").text.contains("<h1>Sign in"))
                #expect(
                    try await left.call(.get, "/manage/v1/license-keys").status == .unauthorized)
            }
        }
    }

    @Test(arguments: [KeyForm.signed, .short])
    func `show no new key to who came in with the former one`(form: KeyForm) async throws {
        try await TestService.with { vendor in
            try vendor.registry.benefits.setKeyForm(
                of: vendor.benefit.id, to: form, now: vendor.now)
            let (id, _) = try await vendor.sold(to: "Ann")
            @Sendable func key() throws -> String {
                try #require(try vendor.registry.licenses.details(id, now: vendor.now)).text
            }
            let former = try key()
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                let page = try await browser.post(
                    "/portal/sign-in/key", on: form, ["key": former])
                #expect(page.path == "/portal/keys/\(id)")
                try vendor.registry.issuance.rotate(id, by: vendor.issuer, now: vendor.now)
                for path in ["", "/file", "/qr"] {
                    let shown = try await browser.get("/portal/keys/\(id)\(path)")
                    #expect(shown.path.hasPrefix("/portal/sign-in?next="))
                    #expect(!shown.text.contains(try key()))
                }
                let again = try await browser.post(
                    "/portal/sign-in/key", on: try await browser.get("/portal/sign-in"),
                    ["key": try key()])
                #expect(again.text.contains(try key()))
            }
        }
    }

    @Test func `of customers end with the token that opened them`() async throws {
        let time = MovedClock(TestService.now)
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory, clock: time.clock)
            let (_, customer) = try await vendor.sold(to: "Ann")
            let brief = try vendor.token(expiresAt: vendor.now + .seconds(600))
            let token = try vendor.token()
            try await vendor.withBrowser { browser in
                func open(_ token: String) async throws -> TestCaller {
                    let shop = TestCaller(client: browser.client, token: token)
                    let answer = try await shop.call(
                        .post, "/v1/customer-sessions/", #"{"customer_id": "\#(customer)"}"#)
                    #expect(answer.status == .created)
                    if token == brief {
                        #expect(
                            answer["expires_at"].flatMap { Timestamp($0) }
                                == vendor.now + .seconds(600))
                    }
                    return TestCaller(
                        client: browser.client, token: try #require(answer["token"]))
                }
                func status(_ session: TestCaller) async throws -> HTTPResponse.Status {
                    try await session.call(.get, "/v1/customer-portal/license-keys/").status
                }
                func come(in session: TestCaller) async throws -> TestBrowser {
                    let customer = TestBrowser(browser.client)
                    let form = try await customer.get(
                        "/portal?customer_session_token=\(session.token)")
                    try await customer.post("/portal/open", on: form)
                    #expect(try await customer.get("/portal").path == "/portal")
                    return customer
                }
                let (short, long) = (try await open(brief), try await open(token))
                #expect(try await status(short) == .ok)
                let (first, second) = (try await come(in: short), try await come(in: long))
                time.advance(.seconds(600))
                #expect(try await status(short) == .unauthorized)
                #expect(try await first.get("/portal").path == "/portal/sign-in")
                #expect(try await second.get("/portal").path == "/portal")
                // The portal's own hours are longer than the hour of the shop's session.
                time.advance(.seconds(2999))
                #expect(try await second.get("/portal").path == "/portal")
                time.advance(.seconds(1))
                #expect(try await second.get("/portal").path == "/portal/sign-in")
                let last = try await open(token)
                let third = try await come(in: last)
                let id = try #require(BearerToken(token)).id
                try vendor.registry.tokens.revoke(id, now: time.now)
                #expect(try await status(last) == .unauthorized)
                #expect(try await third.get("/portal").path == "/portal/sign-in")
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    @Test func `are not opened with a link of an operator whose token was revoked`()
        async throws
    {
        try await TestService.with { vendor in
            let token = try vendor.token()
            let (_, customer) = try await vendor.sold(to: "Ann")
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/admin/sign-in")
                try await browser.post("/admin/sign-in", on: page, ["api-token": token])
                let place = "/admin/customers/\(customer)/portal"
                let made = try await browser.post(place, on: try await browser.get(place))
                let link = try #require(made.text.firstMatch(of: /\/portal\/open\?link=[\w-]{64}/))
                let visitor = TestBrowser(browser.client)
                #expect(try await visitor.get(String(link.0)).status == .ok)
                let id = try #require(BearerToken(token)).id
                try vendor.registry.tokens.revoke(id, now: vendor.now)
                #expect(try await visitor.get(String(link.0)).status == .gone)
            }
        }
    }
}
