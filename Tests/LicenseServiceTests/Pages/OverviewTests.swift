import LicenseIssuer
import LicenseRegistry
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
            _ = try vendor.registry.emails.queue(for: id, now: vendor.now)
            let email = try #require(try vendor.registry.emails.takeDue(now: vendor.now))
            try await vendor.withOperator { browser in
                #expect(!(try await browser.get("/admin").text.contains("E-mails that failed")))
                try vendor.registry.emails.postpone(
                    email, until: nil, fault: "exit-67", now: vendor.now)
                let page = try await browser.get("/admin")
                #expect(page.text.contains("E-mails that failed"))
                #expect(page.text.contains("exit-67") && page.text.contains("/admin/keys/\(id)"))
                let benefits = try await browser.get("/admin/benefits")
                #expect(benefits.text.contains("/admin/keys?benefit=\(vendor.benefit.id)\">2</a>"))
            }
        }
    }
}
