import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseService

@Suite struct `Signing in to the dashboard` {
    @Test func `a link signs in once`() async throws {
        try await TestService.with { vendor in
            let link = try AdminLink.make(
                vendor.registry.tokens.sessions, base: "", now: vendor.now)
            try await vendor.withBrowser { browser in
                let page = try await browser.get(link)
                // Looking does not use it up.
                #expect(try await browser.get(link).status == .ok)
                let landed = try await browser.post("/admin/open", on: page)
                #expect(landed.text.contains("<h1>Overview"))
                browser.forget("admin")
                let again = try await browser.post("/admin/open", on: page)
                #expect(again.status == .gone)
                #expect(try await browser.get(link).status == .gone)
            }
        }
    }

    @Test func `a link is too old after ten minutes`() async throws {
        let now = Mutex(TestService.now)
        let clock = ServiceClock { now.withLock { $0 } }
        try await withTemporaryVendor(clock: clock) { vendor in
            let link = try AdminLink.make(
                vendor.registry.tokens.sessions, base: "", now: vendor.now)
            now.withLock { $0 = $0 + .seconds(601) }
            try await vendor.withBrowser { browser in
                let page = try await browser.get(link)
                #expect(page.status == .gone)
            }
        }
    }

    @Test func `cookies are out of reach of scripts, other sites and plain HTTP`() async throws {
        try await TestService.with { vendor in
            let link = try AdminLink.make(
                vendor.registry.tokens.sessions, base: "", now: vendor.now)
            try await vendor.withBrowser { browser in
                let page = try await browser.get(link)
                let answer = try await browser.post("/admin/open", on: page, follows: false)
                let cookie = try #require(answer.headers[.setCookie])
                #expect(cookie.hasPrefix("__Host-latchkey-admin="))
                for word in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
                    #expect(cookie.contains(word))
                }
            }
        }
    }

    @Test func `a session ends when it is idle, when it is old, and when one signs out`()
        async throws
    {
        let now = Mutex(TestService.now)
        let clock = ServiceClock { now.withLock { $0 } }
        try await withTemporaryVendor(clock: clock) { vendor in
            try await vendor.withOperator { browser in
                // Used meanwhile, so that it is not idle.
                for (pause, heading) in [(3000, "Overview"), (3000, "Overview"), (3601, "Sign in")]
                {
                    now.withLock { $0 = $0 + .seconds(pause) }
                    let page = try await browser.get("/admin")
                    #expect(page.text.contains("<h1>\(heading)"))
                }
            }
        }
    }

    @Test func `signing in again ends the session that this browser had`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let former = TestBrowser(browser.client)
                former.steal(browser)
                #expect(try await former.get("/admin").text.contains("<h1>Overview"))
                try await vendor.signIn(browser)
                #expect(try await browser.get("/admin").text.contains("<h1>Overview"))
                #expect(try await former.get("/admin").text.contains("<h1>Sign in"))
            }
        }
    }

    @Test func `shows no link that leads to what the token does not allow`() async throws {
        try await TestService.with { vendor in
            let (license, customer) = try await vendor.sold(to: "Ann")
            let benefit = vendor.benefit.id
            let pages: [(scope: TokenScope, path: String, left: [String])] = [
                (
                    .licensesRead, "/admin/keys/\(license)",
                    ["/admin/customers/\(customer)", "/admin/benefits/\(benefit)"]
                ),
                (.customersRead, "/admin/customers/\(customer)", ["/admin/keys/\(license)"]),
                (
                    .benefitsRead, "/admin/benefits",
                    ["/admin/keys?benefit", "/admin/benefits/new"]
                ),
                (.benefitsRead, "/admin/benefits/\(benefit)", [">Save<"]),
            ]
            for (scope, path, left) in pages {
                let token = try vendor.token([scope])
                try await vendor.withBrowser { browser in
                    let entry = try await browser.get("/admin/sign-in")
                    try await browser.post("/admin/sign-in", on: entry, ["api-token": token])
                    let page = try await browser.get(path)
                    #expect(page.status == .ok, "\(path)")
                    for text in left { #expect(!page.text.contains(text), "\(path): \(text)") }
                }
            }
        }
    }

    @Test func `a page is shown, and its session goes on, where nothing can be written`()
        async throws
    {
        let time = MovedClock(TestService.now)
        try await withTemporaryVendor(clock: time.clock) { vendor in
            try await vendor.withOperator { browser in
                let other = try SQLiteDatabase(path: vendor.directory + "/registry.sqlite")
                let release = DispatchSemaphore(value: 0)
                defer { release.signal() }
                await withCheckedContinuation { isHeld in
                    let holder = Thread {
                        try? other.write { (_) throws(SQLError) in
                            isHeld.resume()
                            release.wait()
                        }
                    }
                    holder.start()
                }
                // The second is good by what this node knows alone.
                for _ in 1...2 {
                    time.advance(.seconds(3000))
                    let start = ContinuousClock.now
                    let page = try await browser.get("/admin")
                    #expect(page.status == .ok && page.text.contains("<h1>Overview"))
                    #expect(ContinuousClock.now - start < .seconds(5))
                }
            }
        }
    }

    @Test func `a session ends when one signs out`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin")
                let former = TestBrowser(browser.client)
                former.steal(browser)
                try await browser.post("/admin/sign-out", on: page)
                #expect(try await former.get("/admin").text.contains("<h1>Sign in"))
            }
        }
    }

    @Test func `a token signs in with its scopes, and no longer than it is good`() async throws {
        try await TestService.with { vendor in
            let token = try vendor.token([.licensesRead])
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/admin/sign-in?next=%2Fadmin%2Fkeys")
                let landed = try await browser.post(
                    "/admin/sign-in", on: page, ["api-token": token, "next": "/admin/keys"])
                #expect(landed.text.contains("<h1>License keys"))
                #expect(!landed.text.contains("Mint a key"))
                #expect(!landed.text.contains("href=\"/admin/tokens\""))
                #expect(try await browser.get("/admin/keys/mint").status == .forbidden)
                let id = try #require(BearerToken(token)).id
                try vendor.registry.tokens.revoke(id, now: vendor.now)
                #expect(try await browser.get("/admin/keys").text.contains("<h1>Sign in"))
            }
        }
    }

    @Test func `a wrong token says so, and leads nowhere else`() async throws {
        try await TestService.with { vendor in
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/admin/sign-in")
                let answer = try await browser.post(
                    "/admin/sign-in", on: page, ["api-token": "lk_1_2"])
                #expect(answer.status == .unprocessableContent)
                for place in ["https://evil.test/admin", "//evil.test", "/portal", "/admin\r\nx"] {
                    #expect(AdminSignInRoutes.path(place) == "/admin")
                }
                #expect(AdminSignInRoutes.path("/admin/keys?q=a") == "/admin/keys?q=a")
            }
        }
    }

    @Test func `every page needs a session, but those by which one comes in`() async throws {
        let open: Set = [
            "/", "/A/{message}", "/admin/open", "/admin/organization", "/admin/sign-in",
            "/admin/sign-in/proxy", "/admin/sign-out", "/assets/{name}",
            "/assets/brand/{id}/{name}",
            "/assets/logo/{id}/{name}", "/portal/check", "/portal/offline",
            "/portal/offline/file", "/portal/open", "/portal/sign-in", "/portal/sign-in/email",
            "/portal/sign-in/key", "/portal/sign-out",
        ]
        try await TestService.with { vendor in
            let pages = vendor.service.operations.filter { !$0.surface.isDocumented }
            #expect(pages.count > 80)
            try await vendor.withBrowser { browser in
                for page in pages where !open.contains(page.path) {
                    let path = page.path.replacing(/\{[a-z]+\}/, with: "\(vendor.organization)")
                    if page.method == .get {
                        let answer = try await browser.get(path)
                        #expect(answer.path.contains("/sign-in"), "\(page.path)")
                    } else {
                        let answer = try await browser.post(path, follows: false)
                        #expect(answer.status == .unauthorized, "\(page.path)")
                    }
                }
            }
        }
    }

    private func withTemporaryVendor(
        clock: ServiceClock, _ body: (TestService) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory, clock: clock)
            try await body(vendor)
            try await vendor.service.runtime.pool.shutDown()
        }
    }
}
