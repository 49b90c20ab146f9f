import HTTPTypes
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `A form that was refused` {
    private static let path = "/admin/customers/new"
    private static let typed = ["name": "Ann Lee", "email": "ann@example.com", "external": "crm-7"]

    private static func expectKept(_ page: TestBrowser.Page) {
        for value in typed.values { #expect(page.text.contains(value), "\(page.status)") }
    }

    @Test func `comes back with what was typed, whatever has happened`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get(Self.path)
                // An address that nobody has, and one that somebody else has.
                var fields = Self.typed
                fields["email"] = "ann@exam ple.com"
                let wrong = try await browser.post(Self.path, on: form, fields)
                #expect(wrong.status == .unprocessableContent)
                #expect(wrong.text.contains("Ann Lee") && wrong.text.contains("ann@exam ple.com"))
                var other = CustomerRecord(
                    id: .random(), organization: vendor.organization, name: "Other",
                    createdAt: vendor.now)
                other.email = "ANN@example.com"
                try vendor.registry.customers.add(other, now: vendor.now)
                let taken = try await browser.post(
                    Self.path, on: try await browser.get(Self.path), Self.typed)
                #expect(taken.status == .unprocessableContent)
                Self.expectKept(taken)
                // Too much.
                fields = Self.typed
                fields["more"] = String(repeating: "x", count: 262_144)
                let large = try await browser.post(
                    Self.path, on: try await browser.get(Self.path), fields)
                #expect(large.status == .contentTooLarge)
                Self.expectKept(large)
                // A token of another browser.
                fields = Self.typed
                fields["token"] = "another"
                let strange = try await browser.post(Self.path, fields)
                #expect(strange.status == .forbidden)
                Self.expectKept(strange)
                browser.forget("admin")
                let out = try await browser.post(Self.path, Self.typed)
                #expect(out.status == .unauthorized)
                Self.expectKept(out)
            }
        }
    }

    @Test func `comes back where a token allows less, and does not show the token`() async throws {
        try await TestService.with { vendor in
            let token = try vendor.token([.customersRead, .customersWrite])
            try await vendor.withBrowser { browser in
                let entry = try await browser.get("/admin/sign-in")
                let home = try await browser.post("/admin/sign-in", on: entry, ["api-token": token])
                let refused = try await browser.post(
                    "/admin/benefits/new", on: home, ["name": "gold-plan"])
                #expect(refused.status == .forbidden)
                #expect(refused.text.contains("gold-plan") && !refused.text.contains(token))
            }
        }
    }

    @Test func `a problem that passes offers the same form once more`() throws {
        let form = SubmittedForm(
            fields: [("token", "t"), ("form", "f"), ("name", "Ann"), ("api-token", "lk_1_2")])
        let problem = try #require(
            PageProblem.of(Problem(.serviceUnavailable, "x", "y"), form, at: "/admin/x")
                as? PageProblem)
        #expect(problem.sendsAgain?.path == "/admin/x")
        #expect(problem.sendsAgain?.fields.map(\.name) == ["token", "form", "name"])
        #expect(problem.typed.map(\.name) == ["name"])
        #expect(!problem.isOwn)
        let lasting = PageProblem.ofRefusal(Problem.internalFault, form, at: "/admin/x")
        #expect(!(lasting is PageProblem))
    }
}

@Suite struct `The first page` {
    @Test func `leads to all others, and knows nobody`() async throws {
        try await TestService.with { vendor in
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/")
                #expect(page.status == .ok)
                for path in ["/admin", "/portal", "/portal/check", "/openapi.json"] {
                    #expect(page.text.contains("href=\"\(path)\""))
                    #expect(try await browser.get(path).status == .ok)
                }
                #expect(!page.text.contains("ACME"))
                #expect(page.headers[.setCookie] == nil)
            }
        }
    }
}
