import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `A license in its grace` {
    /// A license of a year, and thirty days of grace.
    private static func license(_ vendor: TestService) throws -> LicenseDetails {
        var terms = vendor.benefit.terms
        terms.grace = .seconds(30 * 86_400)
        var order = LicenseOrder(vendor.benefit.id, terms: terms)
        order.isGivenByHand = true
        let minted = try vendor.registry.issuance.mint(order, by: vendor.issuer, now: vendor.now)
        return try #require(
            try vendor.registry.licenses.details(minted.claims.license, now: vendor.now))
    }

    @Test(arguments: Driver.available)
    func `is not called expired alone, and every page says until when it can be used`(
        _ driver: Driver
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { (place: TestDatabase) in
            try await Self.expectGrace(place)
        }
    }

    private static func expectGrace(_ place: TestDatabase) async throws {
        let clock = MovedClock(TestService.now)
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(
                directory, database: place.open(), clock: clock.clock)
            let license = try Self.license(vendor)
            let end = try #require(license.end)
            let last = TimeText(try #require(license.graceEnd))
            let path = "/admin/keys/\(license.claims.license)"
            let time = "<time datetime=\"\(last.iso)\">\(last.shown)</time>"
            try await vendor.withOperator { browser in
                // It is said before it matters.
                let early = try await browser.get(path)
                #expect(early.text.contains("<dt>Grace until</dt><dd>\(time)"))
                #expect(early.text.contains(">active<"))
                clock.advance(.seconds(end.secondsSinceEpoch - clock.now.secondsSinceEpoch + 60))
                try await vendor.signIn(browser)
                for page in [path, "/admin/keys"] {
                    let text = try await browser.get(page).text
                    #expect(text.contains(">expired, in grace<"), "\(page)")
                }
                let check = try await browser.get("/portal/check")
                let told = try await browser.post("/portal/check", on: check, ["key": license.text])
                #expect(told.text.contains("Genuine, and in its grace: it expired on <time"))
                #expect(told.text.contains("can be used until \(time)."))
                #expect(told.text.contains("<dt>Grace until</dt><dd>\(time)"))
                // It has an end, too.
                clock.advance(.seconds(31 * 86_400))
                try await vendor.signIn(browser)
                let over = try await browser.get(path)
                #expect(over.text.contains(">expired<"))
                let ended = try await browser.post(
                    "/portal/check", on: try await browser.get("/portal/check"),
                    ["key": license.text])
                #expect(ended.text.contains("Genuine, but it has ended."))
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }
}

@Suite struct `Moments in sentences` {
    private static let moment = Timestamp("2026-12-30T16:24:00Z")!

    @Test func `are told to a script, and name their zone without one`() throws {
        let sentence: Sentence = "It ended on \(Self.moment), and \("nothing") else."
        #expect("\(sentence)" == "It ended on 30 December 2026, 16:24 UTC, and nothing else.")
        let templates = try PageTemplates()
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(telling: [sentence, "A <b> of \("<i>")."])
        section.table = PageTable(
            "T", ["A", "B"],
            [
                [
                    .sentence("Until \(Self.moment)"),
                    .badge(Badge("b", .good), telling: "Since \(Self.moment)."),
                ]
            ], empty: "Nothing.")
        var page = PageBody("P", [section])
        page.pageNotice = Notice(telling: "Good from \(Self.moment) on.", "So it is.")
        let frame = PageFrame(
            windowTitle: "", area: "admin", stylesheet: "", script: "", home: "", brandName: "",
            closing: "", formToken: "", formID: "", page: page)
        let text = templates.text(of: frame)
        let time = "<time datetime=\"2026-12-30T16:24:00Z\">30 December 2026, 16:24 UTC</time>"
        #expect(text.contains("<li>It ended on \(time), and nothing else.</li>"))
        #expect(text.contains("<li>A &lt;b&gt; of &lt;i&gt;.</li>"))
        #expect(text.contains("<strong>Good from \(time) on.</strong></p><p>So it is.</p>"))
        #expect(text.contains(">Until \(time)</td>"))
        #expect(text.contains("<span class=\"note\">Since \(time).</span>"))
    }

    @Test func `say on every page that asks once until when devices go on`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let license = try #require(try vendor.registry.licenses.details(id, now: vendor.now))
            let grant = try #require(license.grant)
            try await vendor.withOperator { browser in
                for path in [
                    "/admin/keys/\(id)/rotate", "/admin/keys/\(id)/terms",
                    "/admin/keys/\(id)/revoke", "/admin/sales/\(grant)/revoke",
                ] {
                    let text = try await browser.get(path).text
                    #expect(text.contains("No device works offline: none has a seat."), "\(path)")
                }
            }
        }
    }
}
