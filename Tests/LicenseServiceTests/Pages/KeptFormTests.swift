import HTTPTypes
import LicenseIssuer
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

    /// The clock of these tests stands still, so all of it is one second's.
    @Test func `overwrites nothing that somebody else has changed since it was opened`()
        async throws
    {
        try await TestService.with { vendor in
            var customer = CustomerRecord(
                id: .random(), organization: vendor.organization, name: "Ann",
                createdAt: vendor.now)
            customer.email = "ann@example.com"
            try vendor.registry.customers.add(customer, now: vendor.now)
            let (license, _) = try await vendor.sold(to: "Bob")
            let edits: [(path: String, theirs: [String: String], wrong: [String: String])] = [
                (
                    "/admin/customers/\(customer.id)/edit",
                    ["name": "Ann", "email": "ann@example.com", "external": "crm-7"],
                    ["name": "Ann", "email": "no address", "external": ""]
                ),
                (
                    "/admin/benefits/\(vendor.benefit.id)",
                    ["name": "pro", "prefix": "ACME", "activation_limit": "9"],
                    ["name": "pro", "prefix": "small", "activation_limit": "7"]
                ),
                (
                    "/admin/keys/\(license)/terms",
                    ["end": "", "seats": "9", "units": ""], ["end": "", "seats": "x", "units": ""]
                ),
            ]
            try await vendor.withOperator { browser in
                for edit in edits {
                    let ours = try await browser.get(edit.path)
                    let theirs = try await browser.post(
                        edit.path, on: try await browser.get(edit.path), edit.theirs)
                    #expect(theirs.status == .ok, "\(edit.path)")
                    let refused = try await browser.post(edit.path, on: ours, edit.wrong)
                    #expect(refused.status == .unprocessableContent || refused.status == .conflict)
                    // Corrected, it still is a form of before.
                    let corrected = try await browser.post(
                        edit.path, on: refused.status == .conflict ? ours : refused,
                        edit.theirs.merging(["seats": "7"]) { $1 })
                    #expect(corrected.status == .conflict, "\(edit.path)")
                    #expect(corrected.text.contains("Somebody else has changed this meanwhile"))
                }
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
