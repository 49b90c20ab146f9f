import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

/// A sale that was taken back, whose license the vendor had changed before.
private struct TakenBack {
    static let later = SampleRegistry.now + .seconds(86_400)
    /// What the vendor had set by hand.
    static let patchedEnd = Timestamp("2035-01-01")!

    let sample: SampleRegistry
    let book: SaleBook
    let license: LicenseID

    var held: LicenseDetails {
        get throws {
            try #require(
                try sample.registry.licenses.details([license], now: Self.later)[license])
        }
    }

    static func with(
        _ driver: Driver, _ sale: Sale, _ body: (TakenBack) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample, sale: sale)
            let license = try book.take(book.notice(.granted, at: 0)).minted[0]
            let taken = TakenBack(sample: sample, book: book, license: license)
            try taken.change { claims in
                claims.expiresAt = patchedEnd
                claims.activationLimit = .seats(9)
                claims.usageLimit = 9000
            }
            try book.take(book.notice(.revoked, at: 10))
            try body(taken)
        }
    }

    func change(_ edit: (inout LicenseClaims) -> Void) throws {
        let record = try #require(try sample.registry.licenses.find(license))
        var claims = record.claims
        edit(&claims)
        claims.issuedAt = record.claims.issuedAt + .seconds(1)
        claims.statusIndex = try sample.reserve(1)[0]
        try sample.registry.issuance.replaceToken(
            record, by: sample.issuer.mint(claims), former: .runsOut, now: SampleRegistry.now)
    }

    /// Gives the benefit other terms.
    func reword(_ edit: (inout LicenseTerms) -> Void) throws {
        var benefit = sample.benefit
        edit(&benefit.terms)
        try sample.registry.benefits.replace(
            benefit, organization: sample.organization, now: SampleRegistry.now)
    }

    func comesBack(_ edit: (inout SaleNotice) -> Void = { _ in }) throws {
        var notice = book.notice(.granted, at: 20)
        edit(&notice)
        let outcome = try book.take(notice, now: Self.later)
        #expect(outcome.changed == [license] && outcome.minted.isEmpty)
        #expect(try book.state() == .granted)
    }
}

@Suite struct `A license that a sale gives again` {
    private static let order = Sale(.order, "pay_1")!
    private static let subscription = Sale(.subscription, "sub_1")!

    @Test(arguments: Driver.available)
    func `has the terms that its benefit gives now, counted from now`(_ driver: Driver) throws {
        try TakenBack.with(driver, Self.order) { taken in
            let before = try #require(try taken.sample.registry.licenses.find(taken.license))
            try taken.reword { terms in
                terms.lifetime = .months(1)
                terms.activationLimit = .seats(3)
                terms.usageLimit = 100
            }
            try taken.comesBack()
            let claims = try taken.held.claims
            #expect(claims.expiresAt == Timestamp("2027-02-02"))
            #expect(claims.activationLimit == .seats(3))
            #expect(claims.usageLimit == 100)
            #expect(claims.issuedAt >= TakenBack.later)
            // The key of before would allow more, and still tells whose it is.
            let found = try taken.sample.registry.licenses.details(
                named: .token(taken.license, digest: before.tokenDigest),
                of: taken.sample.organization, now: TakenBack.later)
            #expect(found?.claims.license == taken.license)
            let statuses = try taken.sample.registry.statusLists.snapshot(
                of: taken.sample.organization, shard: 0
            ).exceptions
            #expect(statuses.contains { $0.index == before.claims.statusIndex })
            #expect(!statuses.contains { $0.index == claims.statusIndex })
        }
    }

    @Test(arguments: Driver.available)
    func `has no end where its subscription continues`(_ driver: Driver) throws {
        try TakenBack.with(driver, Self.subscription) { taken in
            try taken.comesBack()
            let claims = try taken.held.claims
            #expect(claims.expiresAt == nil)
            #expect(claims.activationLimit == taken.sample.benefit.terms.activationLimit)
            #expect(claims.usageLimit == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `has the very same key where nothing was changed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            let record = try #require(try sample.registry.licenses.find(id))
            try book.take(book.notice(.revoked, at: 1))
            try book.take(book.notice(.granted, at: 2), now: TakenBack.later)
            #expect(try sample.registry.licenses.find(id)?.message == record.message)
        }
    }

    @Test(arguments: Driver.available)
    func `ends with what is paid where that is known`(_ driver: Driver) throws {
        try TakenBack.with(driver, Self.subscription) { taken in
            let end = TakenBack.later + .seconds(5000)
            try taken.comesBack {
                $0.licensesEnd = end
                $0.licensesEndWithPayments = true
            }
            #expect(try taken.held.claims.expiresAt == end)
        }
    }

    @Test(arguments: [nil, SampleRegistry.now])
    func `ends as before where what is paid is not known, or over`(end: Timestamp?) throws {
        try TakenBack.with(.sqlite, Self.subscription) { taken in
            try taken.comesBack {
                $0.licensesEnd = end
                $0.licensesEndWithPayments = true
            }
            let claims = try taken.held.claims
            #expect(claims.expiresAt == TakenBack.patchedEnd)
            #expect(claims.usageLimit == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `has ended with its benefit's fixed end, and lives when that is moved`(
        _ driver: Driver
    ) throws {
        try TakenBack.with(driver, Self.order) { taken in
            let end = TakenBack.later - .seconds(1)
            try taken.reword { $0.lifetime = .until(end) }
            try taken.comesBack()
            #expect(try taken.held.end == end)
            try taken.reword { $0.lifetime = .perpetual }
            try taken.book.take(taken.book.notice(.revoked, at: 30))
            try taken.book.take(taken.book.notice(.granted, at: 40), now: TakenBack.later)
            #expect(try taken.held.end == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `keeps its terms where nothing may be minted`(_ driver: Driver) throws {
        try TakenBack.with(driver, Self.order) { taken in
            let before = try #require(try taken.sample.registry.licenses.find(taken.license))
            try taken.sample.registry.sales.take(
                [taken.book.notice(.granted, at: 20)],
                policy: SalePolicy(issuer: nil, sendsEmails: false), now: TakenBack.later)
            #expect(try taken.book.state() == .granted)
            #expect(try taken.held.claims == before.claims)
        }
    }

    @Test(arguments: Driver.available)
    func `keeps its terms where it was only held, or the vendor gives it back`(
        _ driver: Driver
    ) throws {
        try TakenBack.with(driver, Self.order) { taken in
            let grant = try #require(try taken.book.grants.first)
            try taken.sample.registry.sales.setGrant(grant, to: .granted, now: TakenBack.later)
            #expect(try taken.book.state() == .granted)
            #expect(try taken.held.claims.usageLimit == 9000)
        }
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            let taken = TakenBack(sample: sample, book: book, license: id)
            try taken.change { $0.usageLimit = 9000 }
            try book.take(book.notice(.suspended, at: 1))
            try book.take(book.notice(.granted, at: 2))
            #expect(try taken.held.claims.usageLimit == 9000)
        }
    }
}
