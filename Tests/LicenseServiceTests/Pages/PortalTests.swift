import COSE
import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `The portal` {
    @Test func `shows whoever has a key that key alone`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let (other, _) = try await vendor.sold(to: "Bob")
            let key = try #require(
                try vendor.registry.licenses.details(id, now: vendor.now)
            ).text
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                let wrong = try await browser.post(
                    "/portal/sign-in/key", on: form, ["key": "ACME-nothing"])
                #expect(wrong.status == .unprocessableContent)
                let page = try await browser.post(
                    "/portal/sign-in/key", on: form, ["key": "  \(key)\n"])
                #expect(page.path == "/portal/keys/\(id)")
                #expect(page.text.contains(key))
                #expect(try await browser.get("/portal").path == "/portal/keys/\(id)")
                for path in ["", "/file", "/qr", "/rotate"] {
                    #expect(
                        try await browser.get("/portal/keys/\(other)\(path)").status == .notFound)
                }
                // A key that was shown may be a leaked one.
                #expect(try await browser.get("/portal/keys/\(id)/rotate").status == .forbidden)
                #expect(try await browser.get("/admin").text.contains("<h1>Sign in"))
            }
        }
    }

    @Test func `shows a customer all that is theirs, by the link of a shop`() async throws {
        try await TestService.with { vendor in
            let (id, customer) = try await vendor.sold(to: "Ann")
            let (other, _) = try await vendor.sold(to: "Bob")
            let token = PolarSessionToken.random()
            let record = try #require(try vendor.registry.customers.find(customer))
            try vendor.registry.customers.addSession(
                CustomerSession(
                    id: token.id, of: record, secretDigest: token.digest, returnURL: nil,
                    by: nil, createdAt: vendor.now, expiresAt: vendor.now + .seconds(60)),
                now: vendor.now)
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal?customer_session_token=\(token.text)")
                #expect(form.text.contains("Show my license keys"))
                let page = try await browser.post("/portal/open", on: form)
                #expect(page.text.contains("/portal/keys/\(id)"))
                #expect(!page.text.contains("/portal/keys/\(other)"))
                #expect(try await browser.get("/portal/keys/\(other)").status == .notFound)
                let before = try #require(try vendor.registry.licenses.find(id)).tokenDigest
                let path = "/portal/keys/\(id)/rotate"
                let (asked, otherTab) = (
                    try await browser.get(path), try await browser.get(path)
                )
                try await browser.post(path, on: asked)
                let next = try vendor.registry.licenses.find(id)?.tokenDigest
                #expect(next != before)
                // The key that was just shown stays good.
                #expect(try await browser.post(path, on: otherTab).status == .conflict)
                #expect(try vendor.registry.licenses.find(id)?.tokenDigest == next)
                // As often as a day allows, and then it stays as it is.
                for _ in 0..<2 {
                    try await browser.post(path, on: try await browser.get(path))
                }
                let last = try vendor.registry.licenses.find(id)?.tokenDigest
                #expect(last != next)
                try await browser.post(path, on: try await browser.get(path))
                #expect(try vendor.registry.licenses.find(id)?.tokenDigest == last)
                try vendor.registry.customers.delete(customer, now: vendor.now)
                #expect(try await browser.get("/portal").path == "/portal/sign-in")
            }
        }
    }

    @Test func `knows whose customer somebody is, on every page and after the session`()
        async throws
    {
        try await TestService.with { vendor in
            let beta = Organization(id: .random(), name: "Beta GmbH")
            // Later than the first, which of two of one second would be that of the lower id.
            try vendor.registry.organizations.add(beta, now: vendor.now + .seconds(1))
            let customer = CustomerRecord(
                id: .random(), organization: beta.id, name: "Bo", createdAt: vendor.now)
            try vendor.registry.customers.add(customer, now: vendor.now)
            let link = try PortalLink.make(
                vendor.registry.tokens.sessions, for: customer.id, of: beta.id, base: "",
                lifetime: .seconds(900), now: vendor.now)
            try await vendor.withBrowser { browser in
                func expectBeta(_ page: TestBrowser.Page) {
                    #expect(page.text.contains("– Beta GmbH</title>"), "\(page.path)")
                    #expect(!page.text.contains("ACME Ltd"), "\(page.path)")
                }
                let form = try await browser.get(link)
                expectBeta(form)
                expectBeta(try await browser.post("/portal/open", on: form))
                let paths = ["/portal", "/portal/check", "/portal/offline", "/portal/sign-in"]
                for path in paths { expectBeta(try await browser.get(path)) }
                browser.forget("portal")
                // Signed out, and still whose customer they were.
                for path in paths { expectBeta(try await browser.get(path)) }
                let other = try await browser.get(
                    "/portal/sign-in?organization=\(vendor.organization)")
                #expect(other.text.contains("– ACME Ltd</title>"))
                // Who comes for the first time sees the first.
                let stranger = TestBrowser(browser.client)
                let first = try await stranger.get("/portal/check")
                #expect(first.text.contains("– ACME Ltd</title>"))
            }
        }
    }

    @Test func `frees a seat only where the benefit says so`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let license = try #require(try vendor.registry.licenses.details(id, now: vendor.now))
            let seat = NewSeat(.random(), label: "ward 3")
            _ = try vendor.registry.activations.takeSeat(
                seat, of: KeyReference(license.record), of: vendor.organization, now: vendor.now)
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                try await browser.post("/portal/sign-in/key", on: form, ["key": license.text])
                let path = "/portal/keys/\(id)/free/\(seat.id)"
                #expect(try await browser.get(path).status == .forbidden)
                var listing = try #require(try vendor.registry.benefits.listing(vendor.benefit.id))
                listing.showsSeats = true
                try vendor.registry.benefits.replace(listing, now: vendor.now)
                let asked = try await browser.get(path)
                let page = try await browser.post(path, on: asked)
                #expect(page.text.contains("The seat is free."))
                #expect(try vendor.registry.activations.seats(of: id).isEmpty)
                // Asked for once more, as by the back button, it is no mistake.
                for again in [
                    try await browser.get(path), try await browser.post(path, on: page),
                ] {
                    #expect(again.text.contains("This seat is free already."))
                }
            }
        }
    }

    @Test func `answers a machine that has no network`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let device = try vendor.device("offline", license)
            let request = try device.request(.activate, at: vendor.now)
            let text = Carrier.encode(request.bytes)
            try await vendor.withBrowser { browser in
                // What a phone's camera opens.
                let form = try await browser.get("/A/\(text)")
                #expect(form.text.contains(text))
                let page = try await browser.post(
                    "/portal/offline", on: form, ["message": "HTTPS://KEYS.TEST/A/\(text)"])
                #expect(page.text.contains("QR code"))
                let answer = try #require(page.hidden("answer"))
                let message = try Carrier.message(answer)
                for result in device.install([message], at: vendor.now) { _ = try result.get() }
                for mended in [
                    "Hi,\n\n\(text.lowercased())\n\nBye", "<p>\(text)</p>",
                    text.map { String($0) }.joined(separator: "\u{200b}"),
                ] {
                    let again = try await browser.post(
                        "/portal/offline", on: form, ["message": mended])
                    #expect(again.hidden("answer") == answer)
                }
                let file = try await browser.post(
                    "/portal/offline/file", on: page, ["answer": answer])
                #expect(file.text == answer + "\n")
                let wrong = try await browser.post(
                    "/portal/offline", on: form, ["message": "LK1:NOTHING"])
                #expect(wrong.status == .unprocessableContent)
                #expect(wrong.text.contains("LK1:NOTHING"))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `hands out what the newest list says of a license alone`(
        _ driver: Driver
    ) async throws {
        try await TestService.with(driver) { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let (other, _) = try await vendor.sold(to: "Bob")
            let key = try #require(
                try vendor.registry.licenses.details(id, now: vendor.now)
            ).text
            let license = try TrustedKeys(pinning: vendor.issuer.verificationKey)
                .verify(LicenseKey(parsing: key))
            let machine = try vendor.device("isolated", license)
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                try await browser.post("/portal/sign-in/key", on: form, ["key": key])
                let path = "/portal/keys/\(id)/staple"
                #expect(try await browser.get(path).status == .serviceUnavailable)
                await vendor.service.publisher.round()
                #expect(try await browser.get("/portal/keys/\(id)").text.contains(path))
                let page = try await browser.get(path)
                #expect(page.text.contains("QR code") && page.text.contains(">valid<"))
                let text = try #require(page.text.firstMatch(of: /LK1:[0-9A-Z.:+$*%\/-]+/))
                let staple = try Carrier.message(String(text.output))
                for result in machine.install([staple], at: vendor.now) { _ = try result.get() }
                #expect(try await browser.get("/portal/keys/\(other)/staple").status == .notFound)
                try vendor.registry.issuance.setState(
                    of: id, to: .revoked, reason: "paid with a stolen card", now: vendor.now)
                // Why is between the vendor and whoever asks them.
                let told = try await browser.get("/portal/keys/\(id)")
                #expect(told.text.contains("Ask the vendor about it."))
                #expect(!told.text.contains("stolen"))
                await vendor.service.publisher.round()
                let after = try await browser.get(path)
                #expect(after.text.contains(">revoked<"))
                let file = try await browser.get("\(path)/file")
                let objects = try LicenseFile(parsing: Array(file.text.utf8)).objects
                let last = try StatusKeys(pinning: vendor.keys.listKey)
                    .verifyStaple(try #require(objects.first))
                #expect(last.claims.status == .invalid && last.claims.digest == license.digest)
            }
        }
    }

    @Test func `tells whether a key is genuine and good`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let key = try #require(
                try vendor.registry.licenses.details(id, now: vendor.now)
            ).text
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/check")
                var page = try await browser.post("/portal/check", on: form, ["key": key])
                #expect(page.text.contains("Genuine and good."))
                page = try await browser.post(
                    "/portal/check", on: form, ["key": String(key.dropLast(4)) + "AAAA"])
                #expect(page.text.contains("Not a license of ACME Ltd."))
                try vendor.registry.issuance.setState(
                    of: id, to: .revoked, reason: "", now: vendor.now)
                page = try await browser.post("/portal/check", on: form, ["key": key])
                #expect(page.text.contains("Genuine, but it is revoked."))
            }
        }
    }

    @Test func `says the same of every address, and sends no mail to strangers`() async throws {
        try await Self.withMail { vendor, mail in
            let (id, _) = try await vendor.sold(to: "Ann", email: "ann@example.com")
            let organization = Organization(id: vendor.organization, name: "ACME Ltd")
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                let known = try await browser.post(
                    "/portal/sign-in/email", on: form, ["email": "ann@example.com"])
                let unknown = try await browser.post(
                    "/portal/sign-in/email", on: form, ["email": "eve@example.com"])
                let words = { (page: TestBrowser.Page) in
                    page.text.replacing(/value="[^"]*"/, with: "")
                }
                #expect(words(known) == words(unknown))
                let mailer = try #require(vendor.service.signInMailer)
                for address in ["eve@example.com", "ann@example.com", "ann@example.com"] {
                    try await mailer.send(
                        SignInMailer.LinkRequest(address: address, organization: organization))
                }
                // One a minute for each customer.
                let messages = try mail.messages
                #expect(messages.count == 1)
                let body = try #require(messages.first?.firstMatch(of: /base64\n\n([^-]*)\n--/))
                let text = try #require(
                    Data(base64Encoded: String(body.1).filter { !$0.isWhitespace }))
                let link = try #require(
                    String(decoding: text, as: UTF8.self)
                        .firstMatch(of: /\/portal\/open\?link=[A-Za-z0-9_-]{64}/))
                let open = try await browser.get(String(link.output))
                let page = try await browser.post("/portal/open", on: open)
                #expect(page.text.contains("/portal/keys/\(id)"))
                browser.forget("portal")
                #expect(try await browser.post("/portal/open", on: open).status == .gone)
            }
        }
    }

    @Test func `a link that cannot be sent is tried again, and the overview says so meanwhile`()
        async throws
    {
        try await Self.withMail(script: "[ ! -e \"$HERE/broken\" ] || exit 75") { vendor, mail in
            _ = try await vendor.sold(to: "Ann", email: "ann@example.com")
            let broken = mail.directory + "/broken"
            #expect(FileManager.default.createFile(atPath: broken, contents: nil))
            let mailer = try #require(vendor.service.signInMailer)
            let organization = Organization(id: vendor.organization, name: "ACME Ltd")
            try await vendor.withOperator { browser in
                func attempt(_ address: String, _ number: Int) async -> Int? {
                    let request = SignInMailer.LinkRequest(
                        address: address, organization: organization, attempt: number)
                    return await mailer.attempt(request)?.attempt
                }
                let next = [
                    await attempt("ann@example.com", 1), await attempt("ann@example.com", 2),
                    await attempt("ann@example.com", 3),
                ]
                #expect(next == [2, 3, nil])
                #expect(try await browser.get("/admin").text.contains("Sign-in links that fail"))
                // Nobody's address is no failure, and mends none.
                let nobody = await attempt("eve@example.com", 1)
                #expect(nobody == nil && mailer.failingSince != nil)
                try FileManager.default.removeItem(atPath: broken)
                let mended = await attempt("ann@example.com", 1)
                #expect(mended == nil && mailer.failingSince == nil)
                #expect(try await !browser.get("/admin").text.contains("Sign-in links that fail"))
            }
        }
    }

    private static func withMail(
        script: String = "", _ body: (TestService, TestSendmail) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory, script: script)
            try await TestService.with(adjust: { $0.mail = try? mail.policy }) { vendor in
                try await body(vendor, mail)
            }
        }
    }
}
