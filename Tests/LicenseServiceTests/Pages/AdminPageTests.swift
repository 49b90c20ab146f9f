import CBOR
import COSE
import COSESigning
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The other pages of the dashboard` {
    private static let script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

    @Test func `benefits are added and edited`() async throws {
        try await TestService.with { vendor in
            var changed = vendor.benefit
            changed.terms.conditions = [Condition(ConditionKey("edition")!, .text("pro"))!]
            let held = changed
            try vendor.registry.benefits.replace(
                held, organization: vendor.organization, now: vendor.now)
            try await vendor.withOperator { browser in
                let path = "/admin/benefits/\(vendor.benefit.id)"
                let form = try await browser.get(path)
                let fields = [
                    "name": "pro", "prefix": "ACME", "lifetime": "2y", "updates": "perpetual",
                    "activation_limit": "5", "enforcement": "deny", "instructions": Self.script,
                    "conditions": "edition=pro",
                    "shows-seats": "yes", "seat-moves": "3/12w",
                ]
                let saved = try await browser.post(path, on: form, fields)
                #expect(saved.text.contains("The change is saved."))
                #expect(!saved.text.contains("<script>alert"))
                let listing = try #require(try vendor.registry.benefits.listing(held.id))
                #expect(listing.benefit.terms.lifetime == .years(2))
                #expect(listing.benefit.terms.conditions == held.terms.conditions)
                #expect(listing.showsSeats)
                #expect(listing.benefit.seatMoves == SeatMoveLimit("3/84d"))
                let again = try await browser.get(path)
                #expect(again.text.contains("3/84d"))
                let often = try await browser.post(
                    path, on: again, fields.merging(["seat-moves": "often"]) { $1 })
                #expect(often.status == .unprocessableContent)
                #expect(often.text.contains("Write moves per period"))
                let new = try await browser.get("/admin/benefits/new")
                let wrong = try await browser.post(
                    "/admin/benefits/new", on: new, ["name": "NO", "prefix": "small"])
                #expect(wrong.status == .unprocessableContent)
                let taken = try await browser.post(
                    "/admin/benefits/new", on: new, ["name": "pro", "prefix": "ACME"])
                #expect(taken.text.contains("There is a benefit of this name."))
                try await browser.post(
                    "/admin/benefits/new", on: new,
                    fields.merging(["name": "site", "seat-moves": ""]) { $1 })
                let renamed = try await browser.post(
                    path, on: try await browser.get(path),
                    fields.merging(["name": "site", "lifetime": "77d"]) { $1 })
                #expect(renamed.status == .unprocessableContent)
                #expect(renamed.text.contains("There is a benefit of this name."))
                #expect(renamed.text.contains("77d"))
            }
        }
    }

    @Test func `customers are added, edited once at a time, and deleted`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let new = try await browser.get("/admin/customers/new")
                let made = try await browser.post(
                    "/admin/customers/new", on: new,
                    ["name": Self.script, "email": "ann@example.com"])
                #expect(!made.text.contains("<script>alert"))
                let path = String(made.path.prefix { $0 != "?" })
                let again = try await browser.post(
                    "/admin/customers/new", on: new, ["name": "B", "email": "ann@example.com"])
                #expect(again.text.contains("Another customer has this address."))
                let edit = try await browser.get("\(path)/edit")
                try await browser.post(
                    "\(path)/edit", on: edit, ["name": "Ann", "external": Self.script])
                let late = try await browser.post("\(path)/edit", on: edit, ["name": "Anna"])
                #expect(late.status == .conflict)
                let found = try await browser.get("/admin/customers?q=ann")
                #expect(found.text.contains(path) && !found.text.contains("<img"))
                let asked = try await browser.get("\(path)/delete")
                try await browser.post("\(path)/delete", on: asked)
                #expect(try await browser.get(path).status == .notFound)
            }
        }
    }

    @Test func `a customer comes in by a link that an operator hands over, once`() async throws {
        try await TestService.with { vendor in
            let (license, customer) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin/customers/\(customer)")
                #expect(page.text.contains("a grant by hand"))
                let path = "/admin/customers/\(customer)/portal"
                let form = try await browser.get(path)
                let made = try await browser.post(path, on: form)
                let link = try #require(
                    made.text.firstMatch(of: /\/portal\/open\?link=[A-Za-z0-9_-]+/))
                // Sent twice, it makes one link, and nobody sees that again.
                let again = try await browser.post(path, on: form)
                #expect(again.status == .conflict && !again.text.contains("link="))
                let stranger = TestBrowser(browser.client)
                let asked = try await stranger.get(String(link.output))
                let landed = try await stranger.post("/portal/open", on: asked)
                #expect(landed.text.contains("/portal/keys/\(license)"))
                let late = TestBrowser(browser.client)
                #expect(try await late.get(String(link.output)).status == .gone)
            }
        }
    }

    @Test func `a new token is shown once`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/tokens/new")
                let fields = ["name": "shop", "scope": "licenses:read"]
                let made = try await browser.post("/admin/tokens/new", on: form, fields)
                let text = try #require(
                    made.text.firstMatch(of: /lk_[0-9a-f]{32}_[A-Za-z0-9_-]{43}/))
                #expect(BearerToken(String(text.output)) != nil)
                // Sent twice, it makes one token, and nobody sees that again.
                let again = try await browser.post("/admin/tokens/new", on: form, fields)
                #expect(again.status == .conflict && !again.text.contains("lk_"))
                #expect(try vendor.registry.tokens.all().count == 1)
                let list = try await browser.get("/admin/tokens")
                #expect(list.text.contains("shop") && !list.text.contains(text.output))
            }
        }
    }

    @Test func `a token gets another secret, which is shown once, and may be of one organization`()
        async throws
    {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/tokens/new")
                let fields = [
                    "name": "shop", "scope": "licenses:read",
                    "organization": "\(vendor.organization)",
                ]
                let pattern = /lk_[0-9a-f]{32}_[A-Za-z0-9_-]{43}/
                let made = try await browser.post("/admin/tokens/new", on: form, fields)
                let first = String(try #require(made.text.firstMatch(of: pattern)).output)
                let id = try #require(BearerToken(first)).id
                #expect(try vendor.registry.tokens.find(id)?.organization == vendor.organization)
                let path = "/admin/tokens/\(id)/rotate"
                let asked = try await browser.get(path)
                #expect(asked.text.contains("refused at once"))
                let rotated = try await browser.post(path, on: asked)
                let second = String(try #require(rotated.text.firstMatch(of: pattern)).output)
                #expect(second != first && BearerToken(second)?.id == id)
                for (text, status) in [(first, HTTPResponse.Status.unauthorized), (second, .ok)] {
                    let caller = TestCaller(client: browser.client, token: text)
                    #expect(try await caller.call(.get, "/manage/v1/license-keys").status == status)
                }
                let list = try await browser.get("/admin/tokens")
                #expect(!list.text.contains(second) && list.text.contains("ACME Ltd"))
                let wrong = try await browser.post(
                    "/admin/tokens/new", on: form,
                    fields.merging(["organization": "\(OrganizationID.random())"]) { $1 })
                #expect(wrong.status == .unprocessableContent)
            }
        }
    }

    @Test func `a token rotates none that allows more, or is good for longer`() async throws {
        try await TestService.with { vendor in
            let narrow = try vendor.token([.tokensWrite])
            let wide = try #require(BearerToken(try vendor.token([.tokensWrite, .licensesRead])))
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/admin/sign-in")
                try await browser.post("/admin/sign-in", on: page, ["api-token": narrow])
                let path = "/admin/tokens/\(wide.id)/rotate"
                let refused = try await browser.post(path, on: try await browser.get(path))
                #expect(refused.status == .forbidden)
                #expect(refused.text.contains("allows more than it does"))
                #expect(
                    try vendor.registry.tokens.find(wide.id)?.secretDigest == wide.digest)
            }
        }
    }

    @Test func `a token gives no scope that it does not have`() async throws {
        try await TestService.with { vendor in
            let token = try vendor.token([.tokensWrite])
            try await vendor.withBrowser { browser in
                let page = try await browser.get("/admin/sign-in")
                try await browser.post("/admin/sign-in", on: page, ["api-token": token])
                let form = try await browser.get("/admin/tokens/new")
                let made = try await browser.post(
                    "/admin/tokens/new", on: form, ["name": "x", "scope": "licenses:write"])
                #expect(made.status == .forbidden)
            }
        }
    }

    @Test func `an endpoint's secret is shown once, and its address is checked`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/webhooks/new")
                for address in ["http://example.com", "https://10.0.0.1/", "javascript:alert(1)"] {
                    let wrong = try await browser.post(
                        "/admin/webhooks/new", on: form, ["url": address])
                    #expect(wrong.status == .unprocessableContent, "\(address)")
                }
                let made = try await browser.post(
                    "/admin/webhooks/new", on: form,
                    ["url": "https://hooks.example.com/", "description": Self.script])
                #expect(made.text.contains("whsec_"))
                let list = try await browser.get("/admin/webhooks")
                #expect(!list.text.contains("whsec_") && !list.text.contains("<img"))
            }
        }
    }

    @Test func `rows of a CSV are shown first, and none is minted while one is wrong`() async throws
    {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/keys/import")
                let path = "/admin/keys/import"
                let bad = try await browser.post(
                    path, on: form,
                    ["benefit": "\(vendor.benefit.id)", "csv": "name,seats\nAnn,many\nBob,2\n"])
                #expect(bad.status == .unprocessableContent && bad.text.contains("Bob,2"))
                let good = try await browser.post(
                    path, on: form,
                    [
                        "benefit": "\(vendor.benefit.id)",
                        "csv": "name,email\n=1+1,a@b.example\n\"Bob, \"\"Bo\"\"\",b@b.example\n",
                    ])
                #expect(good.text.contains("2 keys of pro"))
                let none = try vendor.registry.licenses.counts(of: vendor.organization)
                #expect(none.isEmpty)
                #expect(good.text.contains("Bob, &quot;Bo&quot;"))
                let made = try await browser.post("\(good.path)/mint", on: good)
                #expect(made.text.contains("0 of 2 minted"))
                await vendor.service.batchMinter.round()
                let done = try await browser.get(made.path)
                #expect(done.text.contains("2 of 2 minted"))
                #expect(done.text.contains("All keys are minted."))
                let export = try await browser.get("/admin/keys/export")
                #expect(export.text.contains(",'=1+1,"))
                #expect(export.text.contains("\"Bob, \"\"Bo\"\"\""))
                #expect(export.text.split(separator: "\r\n").count == 3)
            }
        }
    }

    @Test func `the audit log says who did what, and is verified`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let asked = try await browser.get("/admin/keys/\(id)/revoke")
                try await browser.post(
                    "/admin/keys/\(id)/revoke", on: asked, ["reason": Self.script])
                let log = try await browser.get("/admin/audit?subject=\(id)")
                #expect(log.text.contains("license.revoked") && log.text.contains("operator"))
                #expect(!log.text.contains("<img"))
                let whole = try await browser.post("/admin/audit/verify", on: log)
                #expect(whole.text.contains("The chain is whole."))
                let export = try await browser.get("/admin/audit/export?subject=\(id)")
                #expect(export.headers[.contentDisposition]?.contains("audit.jsonl") == true)
                let lines = export.text.split(separator: "\n")
                var filter = AuditFilter()
                filter.subject = "\(id)"
                let records = try vendor.registry.auditLog.records(matching: filter, limit: 10)
                #expect(lines.count == records.count && lines.count > 1)
                #expect(lines.last?.contains("license.revoked") == true)
            }
        }
    }

    @Test func `an issuing key is retired, but not the one that the service mints with`()
        async throws
    {
        try await TestService.with { vendor in
            let key = try TestService.key(83).verificationKey
            try vendor.registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "old", publicKey: key, organization: vendor.organization,
                    createdAt: vendor.now))
            let (old, own) = (
                Hexadecimal.encode(key.keyID.bytes),
                Hexadecimal.encode(vendor.issuer.verificationKey.keyID.bytes)
            )
            try await vendor.withOperator { browser in
                let trust = try await browser.get("/admin/trust")
                #expect(trust.text.contains("/admin/trust/retire/\(old)"))
                #expect(!trust.text.contains("/admin/trust/retire/\(own)"))
                #expect(try await browser.get("/admin/trust/retire/\(own)").status == .conflict)
                let asked = try await browser.get("/admin/trust/retire/\(old)")
                let done = try await browser.post("/admin/trust/retire/\(old)", on: asked)
                #expect(done.text.contains("The key is retired."))
                let record = try #require(
                    try vendor.registry.organizations.signingKeys().first { $0.name == "old" })
                #expect(record.retiredAt == vendor.now)
                #expect(try await browser.get("/admin/trust/retire/\(old)").status == .notFound)
            }
        }
    }

    @Test func `a sale is granted by hand, revoked and restored`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let form = try await browser.get("/admin/sales/grant")
                let made = try await browser.post(
                    "/admin/sales/grant", on: form,
                    ["benefit": "\(vendor.benefit.id)", "name": Self.script])
                #expect(made.text.contains("The benefit is granted."))
                let list = try await browser.get("/admin/sales")
                #expect(!list.text.contains("<img"))
                let path = try #require(list.text.firstMatch(of: /\/admin\/sales\/[^"]*\/revoke/))
                let asked = try await browser.get(String(path.output))
                let after = try await browser.post(String(path.output), on: asked)
                #expect(after.text.contains("/restore"))
            }
        }
    }
}
