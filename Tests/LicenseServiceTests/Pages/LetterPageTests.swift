import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The page of a letter` {
    private static func fields(_ text: String) -> [String: String] {
        ["subject": "Key for {{benefit}}", "text": text, "html": ""]
    }

    @Test func `shows what a customer reads, before and after its words are changed`()
        async throws
    {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let list = try await browser.get("/admin/letters")
                let path = "/admin/letters/\(vendor.benefit.id)"
                #expect(list.text.contains(path) && list.text.contains("usual"))
                let page = try await browser.get(path)
                #expect(page.text.contains("Hello Ann Example"))
                let seen = try await browser.post(
                    "\(path)/preview", on: page, Self.fields("Dear {{customer}}, <b>here</b>."))
                #expect(seen.text.contains("Dear Ann Example, &lt;b&gt;here&lt;/b&gt;."))
                #expect(try vendor.registry.customers.emails.template(of: vendor.benefit.id) == nil)
                let saved = try await browser.post(
                    path, on: page, Self.fields("Dear {{customer}},\r\nit is {{key}}."))
                #expect(saved.text.contains("Dear Ann Example,"))
                let template = try #require(
                    try vendor.registry.customers.emails.template(of: vendor.benefit.id))
                #expect(template.plain == "Dear {{customer}},\nit is {{key}}.")
                #expect(template.html == nil)
                // A form that was filled in before that.
                let old = try await browser.post(
                    path,
                    ["token": page.hidden("token") ?? "", "version": "usual"]
                        .merging(Self.fields("Mine")) { first, _ in first })
                #expect(old.status == .conflict && old.text.contains("Mine"))
                let usual = try await browser.post("\(path)/usual", on: saved)
                #expect(usual.text.contains("Hello Ann Example"))
            }
        }
    }

    @Test func `refuses a name that nobody fills in, and keeps the words`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let path = "/admin/letters/\(vendor.benefit.id)"
                for act in [path, "\(path)/preview"] {
                    let page = try await browser.get(path)
                    let wrong = try await browser.post(act, on: page, Self.fields("It is {{kye}}."))
                    #expect(wrong.status == .unprocessableContent)
                    #expect(wrong.text.contains("It is {{kye}}."))
                }
                #expect(try vendor.registry.customers.emails.template(of: vendor.benefit.id) == nil)
            }
        }
    }

    @Test func `is beside what was sent of a license, and when`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let (id, _) = try await vendor.sold(to: "Ann", email: "ann@example.com")
                let path = "/admin/keys/\(id)/email"
                let first = try await browser.get(path)
                #expect(first.text.contains("Nothing yet."))
                #expect(first.text.contains("/admin/letters/\(vendor.benefit.id)"))
                _ = try vendor.registry.customers.emails.queue(for: id, now: vendor.now)
                let second = try await browser.get(path)
                #expect(second.text.contains("once more") && second.text.contains("Send it again"))
                #expect(second.text.contains("1 January 2027"))
            }
        }
    }
}
