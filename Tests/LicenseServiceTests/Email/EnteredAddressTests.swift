import COSE
import Foundation
import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

/// Wherever an address is entered, it is one that mail reaches, or it is refused there.
@Suite struct `An address that is entered` {
    /// In a domain with letters beyond ASCII, and how mail systems write it.
    private static let (good, sent) = ("ann@b\u{fc}cher.example", "ann@xn--bcher-kva.example")

    /// No mail system takes these, or not every one.
    static let bad = [
        "ann@\u{2764}.example", "\u{e4}nn@example.com", "ann@b\u{fc}cher..example",
        "ann@-b\u{fc}cher.example", "ann.example.com",
        "ann@b\u{fc} cher.example", "ann@" + String(repeating: "\u{fc}", count: 64) + ".example",
    ]

    @Test(arguments: bad)
    func `is refused on every page, where none reaches it`(address: String) async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let benefit = "\(vendor.benefit.id)"
                for path in ["/admin/customers/new", "/admin/keys/mint", "/admin/sales/grant"] {
                    let page = try await browser.post(
                        path, on: try await browser.get(path),
                        ["benefit": benefit, "name": "Ann", "email": address])
                    #expect(page.status == .unprocessableContent, "\(path)")
                    #expect(page.text.contains("Write an address such as"), "\(path)")
                }
                let table = "/admin/keys/import"
                let page = try await browser.post(
                    table, on: try await browser.get(table),
                    [
                        "benefit": benefit,
                        "csv": "name,email\nBob,bob@example.com\nAnn,\(address)\n",
                    ])
                #expect(page.status == .unprocessableContent)
                #expect(page.text.contains("1 mistake in the rows"))
                #expect(page.text.contains("email: Write an address such as"))
                #expect(try vendor.licenses().isEmpty)
            }
        }
    }

    @Test(arguments: bad)
    func `is refused by each interface that takes one`(address: String) async throws {
        try await PolarShop.with { shop in
            let made = try await shop.call(.post, "/v1/customers/", ["email": .string(address)])
            #expect(made.problems == ["value_error body.email"])
        }
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let answer = try await caller.call(
                    .post, "/manage/v1/grants",
                    "{\"benefit_id\": \"\(vendor.benefit.id)\", \"customer_email\": \"\(address)\"}"
                )
                #expect(answer.status == .unprocessableContent)
                #expect(try vendor.licenses().isEmpty)
            }
        }
    }

    @Test func `in any script is taken everywhere, and found however it is written`() async throws {
        try await PolarShop.with { shop in
            let made = try await shop.call(.post, "/v1/customers/", ["email": .string(Self.good)])
            #expect(made.status == .created && made["email"] == Self.good)
            let twice = try await shop.call(.post, "/v1/customers/", ["email": .string(Self.sent)])
            #expect(twice.problems == ["value_error body.email"])
            let found = try await shop.call(.get, "/v1/customers/?email=\(Self.sent)")
            #expect(found.items.count == 1)
        }
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let path = "/admin/keys/mint"
                let page = try await browser.post(
                    path, on: try await browser.get(path),
                    ["benefit": "\(vendor.benefit.id)", "name": "Ann", "email": Self.good])
                #expect(page.text.contains("The license key was minted."))
            }
            try await vendor.withCaller { caller in
                let listed = try await caller.call(
                    .get, "/manage/v1/customers?email=\(Self.sent)")
                #expect(listed.items.map { $0["email"] as? String } == [Self.good])
            }
        }
    }

    private static func withShop(
        selling address: String,
        _ body: @escaping @Sendable (TestService, TestSendmail) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory)
            try await TestService.withShop(.polar, mail: mail.policy) { vendor, shop, _ in
                try await shop.send(
                    PolarOutboundEvent.subscription("active", "active", at: 1)
                        .replacing("ann@example.com", with: address), id: "m1")
                await vendor.service.sendEmails()
                try await body(vendor, mail)
            }
        }
    }

    @Test func `at a shop in any script gets its letter`() async throws {
        try await Self.withShop(selling: Self.good) { vendor, mail in
            let messages = try mail.messages
            #expect(messages.count == 1 && messages[0].contains("<\(Self.sent)>\n"))
            #expect(try vendor.licenses()[0].customer.email == Self.good)
        }
    }

    @Test func `at a shop where no mail reaches it is kept, and its letter given up`() async throws
    {
        for address in ["\u{e4}nn@example.com", "ann@\u{2764}.example"] {
            try await Self.withShop(selling: address) { vendor, mail in
                #expect(try mail.messages.isEmpty)
                let license = try vendor.licenses()[0]
                #expect(license.customer.email == address)
                let email = try #require(
                    try vendor.registry.customers.emails.all(
                        about: license.record.claims.license
                    ).first)
                #expect(email.state == .failed && email.fault == "no-address")
            }
        }
    }

    @Test func `at the portal's door is the customer's in either form`() async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory)
            try await TestService.with(adjust: { $0.mail = try? mail.policy }) { vendor in
                _ = try await vendor.sold(to: "Ann", email: Self.good)
                try await vendor.withBrowser { browser in
                    let form = try await browser.get("/portal/sign-in")
                    for address in Self.bad {
                        let page = try await browser.post(
                            "/portal/sign-in/email", on: form, ["email": address])
                        #expect(page.text.contains("Write an address such as"), "\(address)")
                    }
                    let page = try await browser.post(
                        "/portal/sign-in/email", on: form, ["email": Self.sent])
                    #expect(page.text.contains("a link is on its way"))
                }
                let mailer = try #require(vendor.service.signInMailer)
                try await mailer.send(
                    SignInMailer.LinkRequest(
                        address: Self.sent,
                        organization: Organization(id: vendor.organization, name: "ACME Ltd")))
                let messages = try mail.messages
                #expect(messages.count == 1 && messages[0].contains(Self.sent))
            }
        }
    }
}
