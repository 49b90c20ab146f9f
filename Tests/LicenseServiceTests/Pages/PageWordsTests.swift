import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

/// What pages say where something is not as somebody thought.
@Suite struct `The words of pages` {
    @Test func `say that nothing was changed where nothing was`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)/terms"
                let form = try await browser.get(path)
                let license = try #require(
                    try vendor.registry.licenses.details(id, now: vendor.now))
                let same = [
                    "end": license.end.map { "\($0)" } ?? "", "seats": "3",
                    "units": license.claims.usageLimit.map { "\($0)" } ?? "",
                ]
                let done = try await browser.post(path, on: form, same)
                #expect(done.text.contains("Nothing was changed."))
                let wrong = try await browser.post(path, on: form, ["end": "soon", "seats": "3"])
                #expect(wrong.text.contains("<title>Error: "))
                #expect(wrong.text.contains("2027-12-31T12:00:00Z"))
            }
        }
    }

    @Test func `offer an e-mail only where one is sent, and ask for the address`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/sales/grant")
                #expect(!form.text.contains("Send the customer an e-mail"))
            }
        }
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory)
            try await TestService.with(adjust: { $0.mail = try? mail.policy }) { vendor in
                try await vendor.withOperator { browser in
                    let form = try await browser.get("/admin/sales/grant")
                    let wrong = try await browser.post(
                        "/admin/sales/grant", on: form,
                        ["benefit": "\(vendor.benefit.id)", "name": "Ann", "notify": "yes"])
                    #expect(wrong.status == .unprocessableContent)
                    #expect(wrong.text.contains("Write an address to which the key can be sent."))
                    #expect(try vendor.registry.licenses.counts(of: vendor.organization).isEmpty)
                }
            }
        }
    }

    @Test func `have the brand's name in every sentence, and a way in for everybody`()
        async throws
    {
        try await TestService.with { vendor in
            var brand = Brand(of: vendor.organization)
            brand.name = "ACME & Söhne"
            try vendor.registry.organizations.setBrand(brand, now: vendor.now)
            try await vendor.withBrowser { browser in
                for path in ["/portal/sign-in", "/portal/check", "/portal/offline"] {
                    let page = try await browser.get(path)
                    #expect(!page.text.contains("ACME Ltd"), "\(path)")
                    #expect(page.text.contains("<a href=\"/portal\">Your license keys</a>"))
                }
                let form = try await browser.get("/portal/sign-in")
                #expect(form.text.contains("what you have bought from ACME &amp; Söhne"))
                let wrong = try await browser.post(
                    "/portal/sign-in/key", on: form, ["key": "ACME-nothing"])
                #expect(wrong.text.contains("ACME &amp; Söhne knows no such license key"))
            }
        }
    }

    @Test func `tell the holder of a former key that there is a newer one`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let former = try #require(
                try vendor.registry.licenses.details(id, now: vendor.now)
            ).text
            try vendor.registry.issuance.rotate(
                id, by: vendor.issuer, now: vendor.now + .seconds(1))
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                let told = try await browser.post(
                    "/portal/sign-in/key", on: form, ["key": former])
                #expect(told.status == .unprocessableContent)
                #expect(told.text.contains("This is not the newest key of its license."))
                let cut = try await browser.post(
                    "/portal/sign-in/key", on: form, ["key": String(former.dropLast(9))])
                #expect(!cut.text.contains("knows no such"))
            }
        }
    }

    @Test func `of what is gone stand on a page of the vendor's`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let gone = try await browser.get("/admin/customers/\(CustomerID.random())")
                #expect(gone.status == .notFound)
                #expect(gone.text.contains("This is not here any more"))
                #expect(gone.text.contains("– ACME Ltd</title>"))
                #expect(gone.text.contains("<a href=\"/admin/keys\""))
                let none = try await browser.get("/admin/nothing")
                #expect(none.text.contains("There is no such page"))
            }
        }
    }

    @Test func `of a token's boxes stand once`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/tokens/new")
                #expect(form.text.contains("<legend>What the token allows</legend>"))
                let wrong = try await browser.post(
                    "/admin/tokens/new", on: form, ["name": "a\u{202e}b"])
                #expect(wrong.status == .unprocessableContent)
                #expect(wrong.text.contains("U+202E"))
                // In the list above the form, and beside the boxes.
                #expect(wrong.text.matches(of: /Choose what the token allows\./).count == 2)
            }
            let token = try vendor.token(
                [.tokensWrite, .auditRead, .licensesRead], organization: vendor.organization)
            try await vendor.withBrowser { browser in
                let entry = try await browser.get("/admin/sign-in")
                let home = try await browser.post(
                    "/admin/sign-in", on: entry, ["api-token": token])
                #expect(home.text.contains("href=\"/admin/keys\""))
                #expect(!home.text.contains("href=\"/admin/audit\""))
                #expect(!home.text.contains("href=\"/admin/tokens\""))
            }
        }
    }

    @Test func `of a benefit name the field and what it takes`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let path = "/admin/benefits/new"
                let form = try await browser.get(path)
                let good = [
                    "name": "site", "prefix": "SITE", "lifetime": "1y", "updates": "perpetual",
                    "enforcement": "deny", "key-form": "signed", "offline_seconds": "7d",
                ]
                for (field, text, words) in [
                    ("lifetime", "99999y", "This is too long a time."),
                    ("key-form", "foo", "Choose signed or short."),
                    ("max_major_version", "-1", "Write a whole number from 0 on"),
                    ("entitlements", "good, Bad", "“Bad” is no name of a feature"),
                    ("offline_seconds", "soon", "Write a time such as 7d or 12h"),
                    ("instructions", "Type \u{202e}it", "U+202E"),
                    ("activation_limit", "0", "Write a number from 1 to"),
                    ("conditions", "edition=pro\nnothing", "“nothing” is not like edition=pro."),
                    ("conditions", "edition=pro\nedition=a", "Name each condition once"),
                ] {
                    var fields = good
                    fields[field] = text
                    let wrong = try await browser.post(path, on: form, fields)
                    #expect(wrong.status == .unprocessableContent, "\(field)")
                    #expect(wrong.text.contains(words), "\(field)")
                }
                var fields = good
                fields["conditions"] = "edition=pro\r\nyear=2027\r\nbuild=\"7\"\r\n"
                fields["instructions"] = "Paste <key> there."
                let shown = try await browser.post("\(path)/preview", on: form, fields)
                #expect(shown.text.contains("Paste SITE_…the customer’s key… there."))
                let made = try await browser.post(path, on: form, fields)
                #expect(made.text.contains("It was added."))
                let benefit = try #require(
                    try vendor.registry.benefits.all(of: vendor.organization)
                        .first { "\($0.name)" == "site" })
                #expect(benefit.terms.offline == .seconds(7 * 86_400))
                #expect(made.text.contains("year=2027\nbuild=&quot;7&quot;\nedition=pro"))
                // Saved as it is shown, it stays as it is.
                let again = try await browser.post(
                    "/admin/benefits/\(benefit.id)", on: made,
                    fields.merging(["conditions": "year=2027\nbuild=\"7\"\nedition=pro"]) { $1 })
                #expect(again.text.contains("The change is saved."))
                #expect(
                    try vendor.registry.benefits.find(benefit.id)?.benefit.terms == benefit.terms)
            }
        }
    }

    @Test func `of a webhook's address say what is wrong with it`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/webhooks/new")
                for (address, words) in [
                    ("http://example.com/", "The address is not https."),
                    ("https://ann:secret@example.com/", "The address names a user or a password."),
                    ("https://bücher.example/", "The address has letters beyond ASCII"),
                    (
                        "https://example.com/" + String(repeating: "x", count: 3000),
                        "The address must have at most 2048 bytes."
                    ),
                    ("https://localhost/", "The address is an address of a private network."),
                ] {
                    let wrong = try await browser.post(
                        "/admin/webhooks/new", on: form, ["url": address])
                    #expect(wrong.status == .unprocessableContent)
                    #expect(wrong.text.contains(words), "\(words)")
                }
                let event = try await browser.post(
                    "/admin/webhooks/new", on: form,
                    ["url": "https://example.com/", "filter_types": "no.such"])
                #expect(event.text.contains("names an unknown type of event, no.such."))
            }
        }
    }
}
