import COSE
import COSESigning
import HTTPTypes
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The overview of the dashboard` {
    @Test func `counts many licenses once a minute, and few each time`() async throws {
        let owner = OrganizationID.random()
        func ask(_ counts: LicenseCounts, _ total: Int64, at seconds: Int64) async throws -> Int64 {
            let now = TestService.now + .seconds(seconds)
            let found = try await counts.counts(of: owner, at: now) {
                LicenseCounts.Counts(
                    states: [.granted: total], benefits: [:], countedAt: now)
            }
            #expect((found.note(at: now) != nil) == (found.countedAt < now))
            return found.states[.granted] ?? 0
        }
        let counts = LicenseCounts(few: 10)
        #expect(try await ask(counts, 9, at: 0) == 9)
        #expect(try await ask(counts, 11, at: 1) == 11)
        #expect(try await ask(counts, 12, at: 60) == 11)
        #expect(try await ask(counts, 12, at: 61) == 12)
        // A clock that was set back shows nothing from the future.
        #expect(try await ask(counts, 13, at: 60) == 13)
    }

    @Test func `says which e-mails were given up, and how many licenses a benefit has`()
        async throws
    {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann", email: "ann@example.com")
            _ = try await vendor.sold(to: "Bob")
            _ = try vendor.registry.customers.emails.queue(for: id, now: vendor.now)
            let email = try #require(try vendor.registry.customers.emails.takeDue(now: vendor.now))
            try await vendor.withOperator { browser in
                #expect(!(try await browser.get("/admin").text.contains("E-mails that failed")))
                try vendor.registry.customers.emails.postpone(
                    email, until: nil, fault: "exit-67", now: vendor.now)
                let page = try await browser.get("/admin")
                #expect(page.text.contains("E-mails that failed"))
                #expect(page.text.contains("exit-67") && page.text.contains("/admin/keys/\(id)"))
                let benefits = try await browser.get("/admin/benefits")
                #expect(benefits.text.contains("/admin/keys?benefit=\(vendor.benefit.id)\">2</a>"))
            }
        }
    }

    @Test func `counts the licenses that have ended, and leads to them`() async throws {
        try await TestService.with { vendor in
            let (ended, _) = try await vendor.sold(to: "Ann")
            let (good, _) = try await vendor.sold(to: "Bob")
            try vendor.registry.issuance.setEnd(of: ended, to: vendor.now, now: vendor.now)
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin")
                let figure = try #require(
                    page.text.firstMatch(
                        of:
                            /href="([^"]*)"><span class="number">([^<]*)<\/span> <span[^>]*>of these expired/
                    ))
                #expect(figure.2 == "1")
                let list = try await browser.get(String(figure.1).replacing("&amp;", with: "&"))
                #expect(list.text.contains("\(ended)") && !list.text.contains("\(good)"))
            }
        }
    }

    @Test func `counts devices that were not seen for long, and leads to their licenses`()
        async throws
    {
        let clock = MovedClock(TestService.now)
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory, clock: clock.clock)
            try await vendor.withOperator { browser in
                let silent = try await Self.activated("silent", 3, vendor, browser)
                let heard = try await Self.activated("heard", 4, vendor, browser)
                let revoked = try await Self.activated("revoked", 5, vendor, browser)
                try vendor.registry.issuance.setState(
                    of: revoked.license, to: .revoked, reason: "", now: vendor.now)
                #expect(try await Self.unseen(browser) == "0 devices")
                clock.advance(.seconds(40 * 86_400))
                try await vendor.signIn(browser)
                #expect(try await Self.unseen(browser) == "2 devices")
                let report = try heard.ledger.pendingReport(at: clock.now)
                let form = try await browser.get("/portal/offline")
                let taken = try await browser.post(
                    "/portal/offline", on: form, ["message": Carrier.encode(report.bytes)])
                #expect(taken.status == .ok)
                #expect(try await Self.unseen(browser) == "1 device")
                let list = try await browser.get("/admin/keys?not-seen=30")
                #expect(list.text.contains("/admin/keys/\(silent.license)"))
                #expect(!list.text.contains("/admin/keys/\(heard.license)"))
                #expect(!list.text.contains("/admin/keys/\(revoked.license)"))
                let page = try await browser.get("/admin/keys/\(heard.license)")
                #expect(page.text.contains("data-label=\"Last seen\"><time datetime=\"2027-02-10"))
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    @Test func `says how fresh lists and bundle are, and what is held back`() async throws {
        let clock = MovedClock(TestService.now)
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory, clock: clock.clock)
            _ = try vendor.license()
            await vendor.service.publisher.round()
            let root = try TestService.key(80)
            var draft = TrustBundle(
                organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: vendor.now, expiresAt: vendor.now + .seconds(10 * 86_400))
            draft.keys = [
                (vendor.issuer.verificationKey, KeyRole.issue), (vendor.keys.answerKey, .activate),
                (vendor.keys.listKey, .status),
            ].map { key, role in
                BundleKey(
                    key, role: role, notBefore: vendor.now,
                    notAfter: vendor.now + .seconds(900_000))
            }
            var ceremony = try TrustCeremony(draft: draft)
            try ceremony.sign(by: root)
            try vendor.service.trust.replace(ceremony.bytes)
            try await vendor.withOperator { browser in
                let fresh = try await browser.get("/admin")
                #expect(fresh.text.contains("Status list 0"))
                #expect(fresh.text.matches(of: /fresh<\/span>/).count == 2)
                vendor.service.lists.setHeldBack([StatusListID(vendor.organization, 0)])
                let held = try await browser.get("/admin")
                #expect(held.text.contains("held back</span>"))
                #expect(held.text.contains("latchkeyd lists confirm-shrink"))
                clock.advance(.seconds(20 * 86_400))
                try await vendor.signIn(browser)
                #expect(try await browser.get("/admin").text.contains("too old</span>"))
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    /// The figure of the overview.
    private static func unseen(_ browser: TestBrowser) async throws -> String {
        let page = try await browser.get("/admin")
        let figure = try #require(
            page.text.firstMatch(
                of: /not-seen=30"><span class="number">([^<]*)<\/span> <span[^>]*>(devices?) not/))
        return "\(figure.1) \(figure.2)"
    }

    private static func activated(
        _ name: String, _ seed: UInt64, _ vendor: TestService, _ browser: TestBrowser
    ) async throws -> (license: LicenseID, ledger: Ledger) {
        let license = try vendor.license(seed: seed)
        let ledger = try vendor.device(name, license)
        let request = try ledger.request(.activate, at: vendor.now)
        let form = try await browser.get("/portal/offline")
        let page = try await browser.post(
            "/portal/offline", on: form, ["message": Carrier.encode(request.bytes)])
        let answer = try Carrier.message(try #require(page.hidden("answer")))
        for result in ledger.install([answer], at: vendor.now) { _ = try result.get() }
        return (license.claims.license, ledger)
    }
}
