import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `A page about a thing of another organization` {
    /// A customer of a second organization, while the first is worked on.
    private static func with(
        _ body: @escaping @Sendable (TestService, CustomerID, TestBrowser) async throws -> Void
    ) async throws {
        try await TestService.with { vendor in
            let beta = Organization(id: .random(), name: "Beta GmbH")
            try vendor.registry.organizations.add(beta, now: vendor.now)
            let customer = CustomerRecord(
                id: .random(), organization: beta.id, name: "Bo", createdAt: vendor.now)
            try vendor.registry.customers.add(customer, now: vendor.now)
            try await vendor.withOperator { browser in
                try await browser.post(
                    "/admin/organization", on: try await browser.get("/admin"),
                    ["organization": "\(vendor.organization)"])
                try await body(vendor, customer.id, browser)
            }
        }
    }

    @Test func `is about that organization, and so is the next one`() async throws {
        try await Self.with { vendor, customer, browser in
            #expect(try await browser.get("/admin").text.contains("– ACME Ltd</title>"))
            let page = try await browser.get("/admin/customers/\(customer)")
            #expect(page.status == .ok && page.text.contains("– Beta GmbH</title>"))
            #expect(try await browser.get("/admin").text.contains("– Beta GmbH</title>"))
            let (license, _) = try await vendor.sold(to: "Ann")
            let key = try await browser.get("/admin/keys/\(license)/disable")
            #expect(key.text.contains("– ACME Ltd</title>"))
            let done = try await browser.post("/admin/keys/\(license)/disable", on: key)
            #expect(done.text.contains("– ACME Ltd</title>"))
        }
    }

    @Test func `acts on the thing, and shows the list that it is on`() async throws {
        try await Self.with { vendor, customer, browser in
            let form = try await browser.get("/admin/customers/\(customer)/delete")
            try await browser.post(
                "/admin/organization", on: try await browser.get("/admin"),
                ["organization": "\(vendor.organization)"])
            let list = try await browser.post("/admin/customers/\(customer)/delete", on: form)
            #expect(list.text.contains("It was deleted."))
            #expect(list.text.contains("– Beta GmbH</title>"))
            #expect(try vendor.registry.customers.find(customer)?.deletedAt == vendor.now)
        }
    }

    @Test func `makes what a form says in the organization that it was opened under`() async throws
    {
        try await Self.with { vendor, customer, browser in
            let beta = try #require(try vendor.registry.customers.find(customer)).organization
            let forms = [
                "/admin/customers/new": ["name": "Meant for ACME"],
                "/admin/webhooks/new": ["url": "https://acme.example/hooks", "event": "*"],
                "/admin/benefits/new": ["name": "Meant-for-ACME", "duration": "never"],
            ]
            for (path, fields) in forms {
                try await browser.post(
                    "/admin/organization", on: try await browser.get("/admin"),
                    ["organization": "\(vendor.organization)"])
                let form = try await browser.get(path)
                #expect(form.status == .ok && form.hidden("of") == "\(vendor.organization)")
                // Another tab.
                _ = try await browser.get("/admin/customers/\(customer)")
                let answer = try await browser.post(path, on: form, fields)
                #expect(answer.text.contains("– ACME Ltd</title>"), "\(path)")
            }
            let registry = vendor.registry
            #expect(try registry.customers.newest(of: beta, limit: 9).map(\.name) == ["Bo"])
            #expect(
                try registry.customers.newest(of: vendor.organization, limit: 9).contains {
                    $0.name == "Meant for ACME"
                })
            #expect(try registry.benefits.all(of: beta).isEmpty)
        }
    }

    @Test func `takes no form that names no organization, or one out of reach`() async throws {
        try await Self.with { vendor, customer, browser in
            let form = try await browser.get("/admin/customers/new")
            for named in ["", "\(OrganizationID.random())", "x"] {
                let refused = try await browser.post(
                    "/admin/customers/new", on: form, ["name": "Nobody", "of": named])
                #expect(refused.status == .forbidden, "\(named)")
                #expect(refused.text.contains("Nobody"))
            }
            let beta = try #require(try vendor.registry.customers.find(customer)).organization
            let token = try vendor.token([.customersRead, .customersWrite], organization: beta)
            let own = TestBrowser(browser.client)
            let entry = try await own.get("/admin/sign-in")
            try await own.post("/admin/sign-in", on: entry, ["api-token": token])
            let theirs = try await own.get("/admin/customers/new")
            let refused = try await own.post(
                "/admin/customers/new", on: theirs,
                ["name": "Nobody", "of": "\(vendor.organization)"])
            #expect(refused.status == .forbidden)
            for organization in [beta, vendor.organization] {
                let customers = try vendor.registry.customers.newest(of: organization, limit: 9)
                #expect(!customers.contains { $0.name == "Nobody" })
            }
        }
    }

    @Test func `is none for who may not know of it`() async throws {
        try await Self.with { vendor, customer, browser in
            let token = try vendor.token(
                [.customersRead, .customersWrite], organization: vendor.organization)
            let own = TestBrowser(browser.client)
            let entry = try await own.get("/admin/sign-in")
            try await own.post("/admin/sign-in", on: entry, ["api-token": token])
            #expect(try await own.get("/admin/customers/\(customer)").status == .notFound)
            #expect(try await own.get("/admin").text.contains("– ACME Ltd</title>"))
        }
    }
}

@Suite struct `A customer who was deleted` {
    @Test func `is named nowhere any more, and leads nowhere`() async throws {
        try await TestService.with { vendor in
            let (license, customer) = try await vendor.sold(
                to: "Sal Two", email: "sal@example.com")
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/customers/\(customer)/delete")
                #expect(form.text.contains("e-mail address"))
                try await browser.post("/admin/customers/\(customer)/delete", on: form)
                let lists = [
                    "/admin/sales", "/admin/keys", "/admin/keys/\(license)",
                    "/admin/keys/\(license)/disable",
                ]
                for path in lists {
                    let page = try await browser.get(path)
                    #expect(page.status == .ok && page.text.contains("a deleted customer"))
                    #expect(!page.text.contains("Sal Two") && !page.text.contains("sal@"))
                    #expect(!page.text.contains("/admin/customers/\(customer)"), "\(path)")
                }
                let found = try await browser.get("/admin/keys?q=sal")
                #expect(!found.text.contains("\(license)"))
                let export = try await browser.get("/admin/keys/export")
                #expect(export.text.contains("\(license)") && !export.text.contains("Sal"))
                let record = try #require(try vendor.registry.customers.find(customer))
                #expect(record.name.isEmpty && record.email == nil)
                #expect(try vendor.registry.licenses.find(license)?.state == .granted)
            }
        }
    }
}
