import COSE
import HTTPTypes
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Devices whose seats were given up` {
    /// A license of 1,000 units for three devices, each of which was promised some.
    private static func license(_ vendor: TestService) throws -> VerifiedLicense {
        var order = LicenseOrder(vendor.benefit.id, terms: vendor.benefit.terms)
        order.isGivenByHand = true
        let minted = try vendor.registry.issuance.mint(order, by: vendor.issuer, now: vendor.now)
        return try TrustedKeys(pinning: vendor.issuer.verificationKey)
            .verify(LicenseKey(minted.message))
    }

    private static func activate(
        _ name: String, _ license: VerifiedLicense, _ vendor: TestService, _ browser: TestBrowser
    ) async throws {
        let request = try vendor.device(name, license).request(.activate, at: vendor.now)
        let answer = try await browser.post(
            "/portal/offline", on: try await browser.get("/portal/offline"),
            ["message": Carrier.encode(request.bytes)])
        #expect(answer.text.contains("The answer for the machine"))
    }

    private static func number(after term: String, in page: TestBrowser.Page) throws -> Int {
        let pattern = try Regex("<dt>\(term)</dt><dd>([0-9,]+)")
        let found = try #require(page.text.firstMatch(of: pattern)?[1].substring, "\(term)")
        return try #require(Int(found.filter { $0 != "," }))
    }

    @Test func `stay on the page with their units, which add up, and can be voided`() async throws {
        try await TestService.with { vendor in
            let license = try Self.license(vendor)
            let (id, path) = (license.claims.license, "/admin/keys/\(license.claims.license)")
            try await vendor.withOperator { browser in
                for name in ["one", "two"] {
                    try await Self.activate(name, license, vendor, browser)
                }
                let devices = try vendor.registry.activations.all(of: id)
                let open = Int(devices.map(\.state.allowance.open).reduce(0, +))
                #expect(open > 0)
                let gone = try #require(devices.first)
                let asked = try await browser.get("\(path)/free/\(gone.id)")
                let units = gone.state.allowance.open
                #expect(asked.text.contains("The \(counted(units, "unit")) that it was promised"))
                let page = try await browser.post("\(path)/free/\(gone.id)", on: asked)
                #expect(page.text.contains("The seat is free."))
                #expect(page.text.contains("\(counted(units, "unit")) promised to it"))
                #expect(page.text.contains("\(path)/void/\(gone.id)"))
                #expect(!page.text.contains("\(path)/free/\(gone.id)"))
                #expect(try Self.number(after: "Promised to devices", in: page) == open)
                let sum = try ["Units used", "Promised to devices", "Units left"].map {
                    try Self.number(after: $0, in: page)
                }.reduce(0, +)
                #expect(try sum == Self.number(after: "Units allowed", in: page))
                // The back button, and then the way to get the units back.
                let again = try await browser.get("\(path)/free/\(gone.id)")
                #expect(again.text.contains("This seat is free already."))
                let void = try await browser.get("\(path)/void/\(gone.id)")
                let done = try await browser.post("\(path)/void/\(gone.id)", on: void)
                #expect(done.text.contains("The device’s claim is void."))
                #expect(
                    try Self.number(after: "Promised to devices", in: done)
                        == open - Int(gone.state.allowance.open))
            }
        }
    }

    @Test func `leave a customer the units that are promised to their own devices`() async throws {
        try await TestService.with { vendor in
            let license = try Self.license(vendor)
            let id = license.claims.license
            let key = try #require(
                try vendor.registry.licenses.details(id, now: vendor.now)
            ).text
            try await vendor.withBrowser { browser in
                try await Self.activate("one", license, vendor, browser)
                let promised = try #require(
                    try vendor.registry.activations.all(of: id).first
                ).state.allowance.open
                let form = try await browser.get("/portal/sign-in")
                let page = try await browser.post("/portal/sign-in/key", on: form, ["key": key])
                #expect(page.text.contains("<dt>Units used</dt><dd>0 of 1,000"))
                let words =
                    promised == 1000
                    ? "1,000, all of them promised to your devices"
                    : "1,000, \(promised.grouped) of them promised to your devices"
                #expect(page.text.contains(words))
            }
        }
    }

    @Test func `free a seat for another device only where the license has one`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let license = try #require(try vendor.registry.licenses.details(id, now: vendor.now))
            var listing = try #require(try vendor.registry.benefits.listing(vendor.benefit.id))
            listing.showsSeats = true
            try vendor.registry.benefits.replace(listing, now: vendor.now)
            let seats = (1...3).map { NewSeat(.random(), label: "ward \($0)") }
            for seat in seats {
                _ = try vendor.registry.activations.takeSeat(
                    seat, of: KeyReference(license.record), of: vendor.organization,
                    now: vendor.now
                ).get()
            }
            var change = TermsChange()
            change.activationLimit = .set(.seats(1))
            try vendor.registry.issuance.change(
                id, to: change, by: vendor.issuer, now: vendor.now + .seconds(1))
            let text = try #require(try vendor.registry.licenses.details(id, now: vendor.now)).text
            try await vendor.withBrowser { browser in
                let form = try await browser.get("/portal/sign-in")
                try await browser.post("/portal/sign-in/key", on: form, ["key": text])
                var pages: [TestBrowser.Page] = []
                for seat in seats {
                    let path = "/portal/keys/\(id)/free/\(seat.id)"
                    let asked = try await browser.get(path)
                    #expect(
                        asked.text.contains("No other device gets the seat")
                            == (pages.count < 2))
                    pages.append(try await browser.post(path, on: asked))
                }
                #expect(
                    pages[0].text.contains("2 devices still have a seat, and your license has 1"))
                #expect(pages[1].text.contains("1 device still has a seat"))
                #expect(pages[2].text.contains("You can use the key on another device now."))
            }
        }
    }
}
