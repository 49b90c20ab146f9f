import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Emails that wait` {
    private static func later(_ seconds: Int64) -> Timestamp {
        SampleRegistry.now + .seconds(seconds)
    }

    @Test(arguments: Driver.available)
    func `are taken by one, and again where nobody knows their end`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample, sendsEmails: true)
            let license = try book.take(book.notice(.granted, at: 0)).minted[0]
            let registry = sample.registry
            let email = try #require(try registry.customers.emails.takeDue(now: SampleRegistry.now))
            #expect(email.license == license && email.attempts == 1)
            #expect(try registry.customers.emails.takeDue(now: Self.later(599)) == nil)
            let again = try #require(try registry.customers.emails.takeDue(now: Self.later(600)))
            #expect(again.id == email.id && again.attempts == 2)
            // The attempt that was given up has nothing to say any more.
            try registry.customers.emails.finish(email, now: Self.later(601))
            #expect(try registry.customers.emails.find(email.id)?.state == .sending)
            try registry.customers.emails.postpone(
                again, until: Self.later(700), fault: "exit-75", now: Self.later(602))
            #expect(try registry.customers.emails.takeDue(now: Self.later(699)) == nil)
            let third = try #require(try registry.customers.emails.takeDue(now: Self.later(700)))
            try registry.customers.emails.finish(third, now: Self.later(701))
            #expect(try registry.customers.emails.all(about: license).map(\.state) == [.sent])
            #expect(try registry.customers.emails.takeDue(now: Self.later(9999)) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `are listed for their organization once they are given up`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample, sendsEmails: true)
            let license = try book.take(book.notice(.granted, at: 0)).minted[0]
            let registry = sample.registry
            let owner = sample.issuer.organization
            let email = try #require(try registry.customers.emails.takeDue(now: SampleRegistry.now))
            try registry.customers.emails.postpone(
                email, until: Self.later(60), fault: "exit-75", now: SampleRegistry.now)
            #expect(try registry.customers.emails.failed(of: owner, limit: 5).isEmpty)
            let again = try #require(try registry.customers.emails.takeDue(now: Self.later(60)))
            try registry.customers.emails.postpone(
                again, until: nil, fault: "exit-67", now: Self.later(61))
            let failed = try registry.customers.emails.failed(of: owner, limit: 5)
            #expect(failed.map(\.license) == [license] && failed.map(\.fault) == ["exit-67"])
            #expect(try registry.customers.emails.failed(of: .random(), limit: 5).isEmpty)
            let counts = try registry.licenses.countsByBenefit(of: owner)
            let states = try registry.licenses.counts(of: owner)
            #expect(counts.values.reduce(0, +) == states.values.reduce(0, +))
            let benefit = try #require(try registry.licenses.find(license)).claims.benefit
            #expect((counts[benefit] ?? 0) >= 1)
            #expect(try registry.licenses.countsByBenefit(of: .random()).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `need an address`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try sample.sell().license
            #expect(throws: RegistryError.missing(kind: .queuedEmail)) {
                try sample.registry.customers.emails.queue(for: license, now: SampleRegistry.now)
            }
        }
    }
}

@Suite struct `Licenses that were sold elsewhere` {
    @Test(arguments: Driver.available)
    func `are brought once, with their seats`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var license = ForeignLicense(
                .dodo, id: "lic_1", key: "OLD-1", benefit: sample.benefit.id,
                buyer: SaleBook.buyer)
            license.seats = [ForeignSeat(id: "lki_1", label: "Mac")]
            license.state = .revoked
            license.expiresAt = SampleRegistry.now - .seconds(5)
            func bring() throws -> ForeignOutcome {
                try sample.registry.sales.imports.bring(
                    license, issuer: sample.issuer, now: SampleRegistry.now)
            }
            #expect(try bring() == .imported(seats: 1))
            #expect(try bring() == .known(newSeats: 0))
            let found = try #require(
                try sample.registry.licenses.details(
                    named: KeyReference(text: "OLD-1"), of: sample.organization,
                    now: SampleRegistry.now))
            #expect(found.record.state == .revoked && found.end == license.expiresAt)
            #expect(found.seatsTaken == 1)
            let other = try sample.registry.sales.imports.bring(
                ForeignSeat(id: "lki_2", label: ""), ofLicense: "lic_1", of: .dodo,
                issuer: sample.issuer, now: SampleRegistry.now)
            #expect(other == .known(newSeats: 1))
        }
    }
}
