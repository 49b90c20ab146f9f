import Foundation
import HTTPTypes
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Where somebody wanted to go` {
    @Test func `in the portal is where a key leads on to, as far as it is that key's page`()
        async throws
    {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let (other, _) = try await vendor.sold(to: "Bob")
            let key = try #require(try vendor.registry.licenses.details(id, now: vendor.now)).text
            try await vendor.withBrowser { browser in
                for (wanted, landed) in [
                    ("/portal/keys/\(id)/qr", "/portal/keys/\(id)/qr"),
                    ("/portal/keys/\(other)/qr", "/portal/keys/\(id)"),
                    ("/portal", "/portal/keys/\(id)"),
                ] {
                    let asked = TestBrowser(browser.client)
                    let form = try await asked.get(wanted)
                    #expect(form.text.contains("<h1>Your license keys"))
                    let next = try #require(form.hidden("next"))
                    #expect(next == wanted)
                    let refused = try await asked.post(
                        "/portal/sign-in/key", on: form, ["key": "", "next": next])
                    #expect(refused.hidden("next") == wanted)
                    let page = try await asked.post(
                        "/portal/sign-in/key", on: form, ["key": key, "next": next])
                    #expect(page.path == landed)
                }
            }
        }
    }

    @Test func `in the portal is where a link leads on to that was sent by e-mail`() async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory)
            try await TestService.with(adjust: { $0.mail = try? mail.policy }) { vendor in
                let (id, _) = try await vendor.sold(to: "Ann", email: "ann@example.com")
                let organization = Organization(id: vendor.organization, name: "ACME Ltd")
                let mailer = try #require(vendor.service.signInMailer)
                var request = SignInMailer.LinkRequest(
                    address: "ann@example.com", organization: organization)
                request.next = NextPage("/portal/keys/\(id)?devices=1", within: "/portal")
                try await mailer.send(request)
                let body = try #require(
                    try mail.messages.first?.firstMatch(of: /base64\n\n([^-]*)\n--/))
                let text = try #require(
                    Data(base64Encoded: String(body.1).filter { !$0.isWhitespace }))
                let link = try #require(
                    String(decoding: text, as: UTF8.self)
                        .firstMatch(of: /\/portal\/open\?link=[^\s]*/)
                        .map { String($0.output) })
                try await vendor.withBrowser { browser in
                    let open = try await browser.get(link)
                    let next = try #require(open.hidden("next"))
                    let page = try await browser.post("/portal/open", on: open, ["next": next])
                    #expect(page.path == "/portal/keys/\(id)?devices=1")
                }
            }
        }
    }

    @Test(arguments: [
        "https://evil.test/portal", "//evil.test", "/admin", "/portalx", "/portal\r\nx",
        "/portal/\\evil.test", "",
    ])
    func `is nowhere else than in the same area`(_ text: String) {
        let next = NextPage(text, within: "/portal")
        #expect(next.path == "/portal")
        #expect(next.suffix(after: "?") == "")
    }

    @Test func `is encoded in an address`() {
        let next = NextPage("/admin/keys?q=a&b=c", within: "/admin")
        #expect(next.suffix(after: "?") == "?next=%2Fadmin%2Fkeys%3Fq%3Da%26b%3Dc")
    }
}
