import COSE
import HTTPTypes
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `License keys in the dashboard` {
    @Test func `are minted by a form, found, disabled, enabled and revoked`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/keys/mint")
                let made = try await browser.post(
                    "/admin/keys/mint", on: form,
                    [
                        "benefit": "\(vendor.benefit.id)", "name": "Ann Ant",
                        "email": "ann@example.com", "seats": "5",
                    ])
                #expect(made.text.contains("The license key was minted."))
                #expect(made.text.contains("5 devices"))
                let path = String(made.path.prefix { $0 != "?" })
                for word in ["ann", "ANN@EX", "\(path.split(separator: "/").last ?? "")"] {
                    let found = try await browser.get(
                        "/admin/keys?q=\(PercentEncoding.encoded(word))")
                    #expect(found.text.contains(path), "\(word)")
                }
                #expect(try await !browser.get("/admin/keys?q=bob").text.contains(path))
                for (act, word) in [
                    ("disable", "disabled"), ("enable", "active"), ("revoke", "revoked"),
                ] {
                    let asked = try await browser.get("\(path)/\(act)")
                    #expect(asked.text.contains("What happens"))
                    let done = try await browser.post(
                        "\(path)/\(act)", on: asked, ["reason": "asked for"])
                    #expect(done.text.contains("\(word)</span>"), "\(act)")
                }
            }
        }
    }

    @Test func `are minted once, however often the form is sent`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/keys/mint")
                let fields = ["benefit": "\(vendor.benefit.id)", "name": "Ann"]
                let first = try await browser.post("/admin/keys/mint", on: form, fields)
                let second = try await browser.post("/admin/keys/mint", on: form, fields)
                #expect(first.path == second.path && second.status == .ok)
                // Another word in the form is another request.
                let third = try await browser.post(
                    "/admin/keys/mint", on: form,
                    ["benefit": "\(vendor.benefit.id)", "name": "Bob"])
                #expect(third.path != first.path)
                let counts = try vendor.registry.licenses.counts(of: vendor.organization)
                #expect(counts[.granted] == 2)
            }
        }
    }

    @Test func `a form of another browser, or without its token, does nothing`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)/revoke"
                let form = try await browser.get(path)
                for token in ["", "AAAA", String((form.hidden("token") ?? "").dropLast())] {
                    let answer = try await browser.post(
                        path, on: form, ["token": token, "reason": "typed with care"])
                    #expect(answer.status == .forbidden)
                    #expect(answer.text.contains("typed with care"))
                }
                browser.forget("admin")
                let answer = try await browser.post(path, on: form, ["reason": "typed with care"])
                #expect(answer.status == .unauthorized)
                #expect(answer.text.contains("typed with care"))
                #expect(try vendor.registry.licenses.find(id)?.state == .granted)
            }
        }
    }

    @Test func `a form that was filled in before another change is refused`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)/terms"
                let form = try await browser.get(path)
                try vendor.registry.issuance.setState(
                    of: id, to: .disabled, reason: "", now: vendor.now + .seconds(1))
                let answer = try await browser.post(path, on: form, ["seats": "9"])
                #expect(answer.status == .conflict)
                #expect(try vendor.registry.licenses.find(id)?.claims.activationLimit == .seats(3))
            }
        }
    }

    @Test func `get other limits, another end and another key`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)"
                var form = try await browser.get("\(path)/terms")
                let wrong = try await browser.post(
                    "\(path)/terms", on: form,
                    ["end": "tomorrow", "seats": "many", "units": "0"])
                #expect(wrong.status == .unprocessableContent)
                #expect(wrong.text.contains("value=\"tomorrow\""))
                form = try await browser.get("\(path)/terms")
                try await browser.post(
                    "\(path)/terms", on: form,
                    ["end": "2031-01-01", "seats": "unlimited", "units": ""])
                let changed = try #require(try vendor.registry.licenses.find(id))
                #expect(changed.claims.expiresAt == Timestamp("2031-01-02"))
                #expect(changed.claims.activationLimit == .unlimited)
                #expect(changed.claims.usageLimit == nil)
                form = try await browser.get("\(path)/rotate")
                try await browser.post("\(path)/rotate", on: form)
                let rotated = try #require(try vendor.registry.licenses.find(id))
                #expect(rotated.tokenDigest != changed.tokenDigest)
            }
        }
    }

    @Test func `void what a device claims, once`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let device = try vendor.device("stolen", license)
            let request = try device.request(.activate, at: vendor.now)
            try await vendor.withOperator { browser in
                let form = try await browser.get("/portal/offline")
                try await browser.post(
                    "/portal/offline", on: form, ["message": Carrier.encode(request.bytes)])
                let id = license.claims.license
                let held = try #require(try vendor.registry.activations.all(of: id).first)
                let path = "/admin/keys/\(id)/void/\(held.id)"
                #expect(try await browser.get("/admin/keys/\(id)").text.contains(path))
                let asked = try await browser.get(path)
                #expect(asked.text.contains("This cannot be undone."))
                let done = try await browser.post(path, on: asked)
                #expect(done.text.contains("The device’s claim is void."))
                let after = try vendor.registry.activations.find(held.id)
                #expect(after?.state.status == .void)
                // The seat is gone, so nothing is left to be done to it.
                #expect(try await browser.get(path).status == .notFound)
            }
        }
    }

    @Test func `show no script that a stranger has written`() async throws {
        let script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: script, email: "a@b.example")
            let license = try #require(try vendor.registry.licenses.find(id))
            let seat = NewSeat(.random(), label: script)
            _ = try vendor.registry.activations.takeSeat(
                seat, of: KeyReference(license), of: vendor.organization, now: vendor.now)
            try vendor.registry.issuance.setState(
                of: id, to: .disabled, reason: script, now: vendor.now)
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)"
                for page in [
                    "/admin", "/admin/keys",
                    "/admin/keys?q=\(PercentEncoding.encoded(script))",
                    path, "\(path)/enable", "\(path)/free/\(seat.id)",
                ] {
                    let text = try await browser.get(page).text
                    #expect(!text.contains("<script>alert"), "\(page)")
                    #expect(!text.contains("<img"), "\(page)")
                }
                #expect(try await browser.get(path).text.contains("&lt;script&gt;alert(1)"))
            }
        }
    }

    @Test func `pages come with headers that let nothing in from elsewhere`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                for path in ["/admin", "/admin/keys/\(id)", "/admin/nothing", "/portal/check"] {
                    let headers = try await browser.get(path).headers
                    #expect(headers[.cacheControl] == "no-store")
                    #expect(headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                    #expect(headers[.xContentTypeOptions] == "nosniff")
                }
                let file = try await browser.get("/admin/keys/\(id)/file")
                #expect(file.text.contains("BEGIN LATCHKEY LICENSE"))
                #expect(file.headers[.contentDisposition]?.hasPrefix("attachment") == true)
                let page = try await browser.get("/admin")
                let sheet = try #require(page.text.firstMatch(of: /\/assets\/pages-[^"]*\.css/))
                let answer = try await browser.get(String(sheet.output))
                #expect(answer.headers[.cacheControl]?.contains("immutable") == true)
            }
        }
    }
}
