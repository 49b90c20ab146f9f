import COSE
import COSESigning
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The page of a key of the second organization` {
    @Test func `is that organization’s, wherever the key is pasted`() async throws {
        try await TestService.with { vendor in
            let issuer = Issuer(.random(), key: try TestService.key(67))
            let beta = issuer.organization
            try vendor.registry.organizations.add(
                Organization(id: beta, name: "Beta GmbH"), now: vendor.now + .seconds(1))
            try vendor.registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "beta", publicKey: issuer.verificationKey, organization: beta,
                    createdAt: vendor.now))
            let benefit = Benefit(
                id: .random(), name: try #require(BenefitName("theirs")),
                terms: vendor.benefit.terms)
            try vendor.registry.benefits.add(benefit, organization: beta, now: vendor.now)
            let minted = try vendor.registry.issuance.mint(
                LicenseOrder(benefit.id, terms: benefit.terms), by: issuer, now: vendor.now)
            let key = try #require(
                try vendor.registry.licenses.details(minted.claims.license, now: vendor.now)
            ).text
            await vendor.service.publisher.round()
            try await vendor.withBrowser { browser in
                let check = try await browser.get("/portal/check")
                #expect(check.text.contains("– ACME Ltd</title>"))
                let told = try await browser.post(
                    "/portal/check?organization=\(vendor.organization)", on: check, ["key": key])
                #expect(told.text.contains("Genuine and good."))
                #expect(told.text.contains("– Beta GmbH</title>"))
                // It is kept for what follows.
                let form = try await browser.get("/portal/sign-in")
                #expect(form.text.contains("– Beta GmbH</title>"))
                let stranger = TestBrowser(browser.client)
                let entry = try await stranger.get("/portal/sign-in")
                let page = try await stranger.post(
                    "/portal/sign-in/key?organization=\(vendor.organization)", on: entry,
                    ["key": key])
                #expect(page.path.hasPrefix("/portal/keys/\(minted.claims.license)"))
                #expect(page.text.contains("– Beta GmbH</title>"))
            }
        }
    }
}

@Suite struct `A benefit that was deleted` {
    @Test func `leads nowhere, and is called so where there are keys of it`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let link = "href=\"/admin/benefits/\(vendor.benefit.id)\""
                for path in ["/admin", "/admin/benefits", "/admin/keys/\(id)"] {
                    #expect(try await browser.get(path).text.contains(link), "\(path)")
                }
                try vendor.registry.benefits.delete(vendor.benefit.id, now: vendor.now)
                for path in ["/admin", "/admin/benefits", "/admin/keys/\(id)", "/admin/keys"] {
                    let text = try await browser.get(path).text
                    #expect(!text.contains(link), "\(path)")
                }
                let name = "\(vendor.benefit.name) (deleted)"
                for path in ["/admin/keys/\(id)", "/admin/keys"] {
                    #expect(try await browser.get(path).text.contains(name), "\(path)")
                }
                #expect(try await browser.get("/admin/benefits").text.contains("<h2>Deleted</h2>"))
            }
        }
    }
}

@Suite struct `An accent color` {
    private static let accepted = [
        "#000000", "#1d4f91", "#767676", "#0000ff", "#c2410c", "#8a1c5c",
    ]

    @Test(arguments: accepted)
    func `can be read on every part of a page, by day and in the dark`(_ text: String) throws {
        let color = try #require(AccentColor(text))
        #expect(color.isReadable)
        for (shown, grounds) in [
            (color.forDay, AccentColor.dayGrounds), (color.forNight, AccentColor.nightGrounds),
        ] {
            for ground in grounds {
                let contrast = shown.contrast(to: try #require(AccentColor(ground)))
                #expect(contrast >= 4.5, "\(shown.text) on \(ground)")
            }
        }
    }

    @Test func `stays as it is where it can be read, and the parts are those of the stylesheet`()
        throws
    {
        #expect(try #require(AccentColor("#1d4f91")).forDay.text == "#1d4f91")
        for ground in AccentColor.dayGrounds.dropFirst() + AccentColor.nightGrounds {
            #expect(PageStylesheet.text.contains(":\(ground)"), "\(ground)")
        }
    }
}

@Suite struct `What a page says of an act` {
    @Test func `is said only while it is so`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                let path = "/admin/keys/\(id)?done=revoked"
                let early = try await browser.get(path).text
                #expect(!early.contains("The license is revoked."))
                try vendor.registry.issuance.setState(
                    of: id, to: .revoked, reason: "", now: vendor.now)
                #expect(try await browser.get(path).text.contains("The license is revoked."))
            }
        }
    }

    @Test func `is a fault of the form where a text cannot be kept`() async throws {
        try await TestService.with { vendor in
            let (id, customer) = try await vendor.sold(to: "Ann")
            try await vendor.withOperator { browser in
                for (path, field, fields) in [
                    ("/admin/keys/\(id)/disable", "reason", ["reason": "a\u{202E}b"]),
                    (
                        "/admin/keys/\(id)/revoke", "reason",
                        ["reason": String(repeating: "x", count: 501)]
                    ),
                    (
                        "/admin/customers/\(customer)/edit", "name",
                        ["name": "A\u{0}nn", "email": "ann@example.com"]
                    ),
                    (
                        "/admin/customers/\(customer)/edit", "external",
                        ["name": "Ann", "external": "crm\u{202E}7"]
                    ),
                ] {
                    let form = try await browser.get(path)
                    let refused = try await browser.post(path, on: form, fields)
                    #expect(refused.status == .unprocessableContent)
                    #expect(refused.text.contains("href=\"#field-\(field)\""), "\(path)")
                    #expect(refused.text.contains("action=\"\(path)\""), "\(path)")
                }
            }
        }
    }
}
