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
