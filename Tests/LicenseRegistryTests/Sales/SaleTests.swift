import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

/// A shop's words about one subscription, over a registry that mints.
struct SaleBook {
    let sample: SampleRegistry
    var sale = Sale(.subscription, "sub_1")!
    var sendsEmails = false

    var policy: SalePolicy { SalePolicy(issuer: sample.issuer, sendsEmails: sendsEmails) }

    static let buyer: Buyer = {
        var buyer = Buyer()
        buyer.externalID = "cus_1"
        buyer.name = "Ann"
        buyer.email = "ann@example.com"
        return buyer
    }()

    func notice(
        _ status: SaleStatus, at second: Int64, gives: [BenefitID]? = nil,
        only benefit: BenefitID? = nil
    ) -> SaleNotice {
        var notice = SaleNotice(
            of: sale, organization: sample.organization,
            benefit.map { .benefit($0) } ?? .whole(gives: gives ?? [sample.benefit.id]),
            status, at: ExactTime(SampleRegistry.now + .seconds(second)))
        notice.buyer = Self.buyer
        return notice
    }

    @discardableResult
    func take(
        _ notices: SaleNotice..., message: String? = nil, now: Timestamp = SampleRegistry.now
    ) throws -> SaleOutcome {
        try sample.registry.sales.take(
            notices, of: message.map { ShopMessage(.dodo, id: $0)! }, policy: policy, now: now)
    }

    var grants: [GrantRecord] {
        get throws {
            var filter = GrantFilter(organization: sample.organization)
            filter.sale = sale
            return try sample.registry.sales.grants.page(
                matching: filter, order: .oldestFirst, page: PageRange(number: 0, size: 10)
            ).grants
        }
    }

    /// The state of the sale's license; nil where it gave none.
    func state(of benefit: BenefitID? = nil) throws -> LicenseState? {
        let benefit = benefit ?? sample.benefit.id
        return try grants.first { $0.benefit == benefit }.flatMap {
            try sample.registry.licenses.find($0.license)?.state
        }
    }
}

@Suite struct `What a sale gives` {
    @Test(arguments: Driver.available)
    func `is a license for seven days where payments count and none was told of`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            var notice = book.notice(.granted, at: 0, only: sample.benefit.id)
            notice.licensesEndWithPayments = true
            let id = try book.take(notice).minted[0]
            #expect(
                try sample.registry.licenses.find(id)?.claims.expiresAt
                    == SampleRegistry.now + .seconds(7 * 86_400))
            var paid = book.notice(.granted, at: 1)
            paid.licensesEndWithPayments = true
            paid.licensesEnd = SampleRegistry.now + .seconds(40 * 86_400)
            #expect(try book.take(paid).changed == [id])
            #expect(try sample.registry.licenses.find(id)?.claims.expiresAt == paid.licensesEnd)
        }
    }

    @Test(arguments: Driver.available)
    func `is a license that does not end while the subscription continues`(_ driver: Driver) throws
    {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let outcome = try book.take(book.notice(.granted, at: 0))
            #expect(outcome.minted.count == 1)
            let grant = try #require(try book.grants.first)
            let license = try #require(try sample.registry.licenses.find(grant.license))
            #expect(license.claims.expiresAt == nil)
            #expect(license.claims.statusIndex != nil)
            let customer = try #require(try sample.registry.customers.find(grant.customer))
            #expect(customer.name == "Ann" && customer.externalID == "cus_1")
            // Granting what is granted does nothing.
            let again = try book.take(book.notice(.granted, at: 5))
            #expect(again.minted.isEmpty && again.changed.isEmpty)
            #expect(try sample.registry.licenses.find(grant.license) == license)
        }
    }

    @Test(arguments: Driver.available)
    func `ends with its term where it was bought once`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample, sale: Sale(.order, "pay_1")!)
            let outcome = try book.take(book.notice(.granted, at: 0))
            let license = try #require(try sample.registry.licenses.find(outcome.minted[0]))
            #expect(license.claims.expiresAt == Timestamp("2028-01-01"))
        }
    }

    @Test(arguments: Driver.available)
    func `comes back as the same license after it was revoked or held`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            try book.take(book.notice(.suspended, at: 1))
            #expect(try book.state() == .disabled)
            try book.take(book.notice(.granted, at: 2))
            #expect(try book.state() == .granted)
            try book.take(book.notice(.revoked, at: 3))
            #expect(try book.state() == .revoked)
            #expect(try book.take(book.notice(.granted, at: 4)).changed == [id])
            #expect(try book.state() == .granted)
            #expect(try book.grants.map(\.license) == [id])
        }
    }

    @Test(arguments: Driver.available)
    func `stays disabled where the vendor has disabled it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            try sample.registry.issuance.setState(
                of: id, to: .disabled, reason: "misuse", now: SampleRegistry.now)
            try book.take(book.notice(.suspended, at: 1))
            try book.take(book.notice(.granted, at: 2))
            #expect(try book.state() == .disabled)
            // The shop's word that nothing changes undoes nothing either.
            try book.take(book.notice(.granted, at: 3))
            #expect(try book.state() == .disabled)
        }
    }

    @Test(arguments: Driver.available)
    func `is not brought back by a renewal once the vendor has taken it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            try book.take(book.notice(.granted, at: 0))
            let grant = try #require(try book.grants.first)
            try sample.registry.sales.setGrant(
                grant, to: .revoked, now: SampleRegistry.now + .seconds(1))
            try book.take(book.notice(.suspended, at: 2))
            try book.take(book.notice(.granted, at: 3))
            #expect(try book.state() == .revoked)
            try sample.registry.sales.setGrant(
                grant, to: .granted, now: SampleRegistry.now + .seconds(4))
            #expect(try book.state() == .granted)
        }
    }

    @Test(arguments: Driver.available)
    func `follows a change of the product`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var generator = SplitMix64(seed: 77)
            let other = Benefit(
                id: .random(using: &generator), name: BenefitName("plus")!,
                terms: sample.benefit.terms)
            try sample.registry.benefits.add(
                other, organization: sample.organization, now: SampleRegistry.now)
            let book = SaleBook(sample: sample)
            try book.take(book.notice(.granted, at: 0))
            try book.take(book.notice(.granted, at: 1, gives: [other.id]))
            #expect(try book.state() == .revoked)
            #expect(try book.state(of: other.id) == .granted)
            try book.take(book.notice(.granted, at: 2, gives: []))
            #expect(try book.state(of: other.id) == .revoked)
        }
    }

    @Test(arguments: Driver.available)
    func `is nothing where the money came back first`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample, sale: Sale(.order, "pay_1")!)
            var refund = SaleNotice(
                of: book.sale, organization: sample.organization, .whole(gives: nil), .revoked,
                at: ExactTime(SampleRegistry.now + .seconds(9)))
            refund.buyer = SaleBook.buyer
            try book.take(refund)
            #expect(try book.take(book.notice(.granted, at: 0)).minted.isEmpty)
            #expect(try book.grants.isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `ends by itself when that was said`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            var notice = book.notice(.granted, at: 0)
            notice.endsAt = SampleRegistry.now + .seconds(100)
            try book.take(notice)
            let registry = sample.registry
            #expect(
                try registry.sales.endDue(
                    policy: book.policy, now: SampleRegistry.now + .seconds(99)) == 0
            )
            #expect(try book.state() == .granted)
            #expect(
                try registry.sales.endDue(
                    policy: book.policy, now: SampleRegistry.now + .seconds(100))
                    == 1)
            #expect(try book.state() == .revoked)
            #expect(
                try registry.sales.endDue(
                    policy: book.policy, now: SampleRegistry.now + .seconds(200))
                    == 0)
            // A renewal that came before the end takes the end back.
            try book.take(book.notice(.granted, at: 150))
            #expect(try book.state() == .granted)
        }
    }

    @Test(arguments: Driver.available)
    func `is longer after each renewal where licenses end with what is paid`(_ driver: Driver)
        throws
    {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            var notice = book.notice(.granted, at: 0)
            notice.licensesEnd = SampleRegistry.now + .seconds(1000)
            let id = try book.take(notice).minted[0]
            let first = try #require(try sample.registry.licenses.find(id))
            #expect(first.claims.expiresAt == SampleRegistry.now + .seconds(1000))
            var renewal = book.notice(.granted, at: 900)
            renewal.licensesEnd = SampleRegistry.now + .seconds(2000)
            #expect(try book.take(renewal, now: SampleRegistry.now + .seconds(900)).changed == [id])
            let second = try #require(try sample.registry.licenses.find(id))
            #expect(second.claims.expiresAt == SampleRegistry.now + .seconds(2000))
            #expect(second.claims.issuedAt > first.claims.issuedAt)
        }
    }

    @Test(arguments: Driver.available)
    func `needs an issuer only for what is new`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let bare = SalePolicy(issuer: nil, sendsEmails: false)
            #expect(throws: RegistryError.noIssuer) {
                try sample.registry.sales.take(
                    [book.notice(.granted, at: 0)], of: ShopMessage(.polar, id: "m"), policy: bare,
                    now: SampleRegistry.now)
            }
            // The message counts as never taken.
            let outcome = try sample.registry.sales.take(
                [book.notice(.granted, at: 0)], of: ShopMessage(.polar, id: "m"),
                policy: book.policy,
                now: SampleRegistry.now)
            #expect(outcome.minted.count == 1)
            try sample.registry.sales.take(
                [book.notice(.revoked, at: 1)], policy: bare, now: SampleRegistry.now)
            #expect(try book.state() == .revoked)
        }
    }

    @Test(arguments: Driver.available)
    func `lets the key of the shop work too`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            var created = book.notice(.granted, at: 1)
            created.text = "DODO-KEY-1"
            try book.take(created)
            let found = try sample.registry.licenses.details(
                named: KeyReference(text: "DODO-KEY-1"), of: sample.organization,
                now: SampleRegistry.now)
            #expect(found?.record.claims.license == id)
            #expect(found?.text != "DODO-KEY-1")
        }
    }
}

@Suite struct `Messages of shops` {
    @Test(arguments: Driver.available)
    func `count once, for each shop`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            #expect(try !book.take(book.notice(.granted, at: 0), message: "msg_1").isRepeated)
            #expect(try book.take(book.notice(.revoked, at: 1), message: "msg_1").isRepeated)
            #expect(try book.state() == .granted)
            let other = try sample.registry.sales.take(
                [book.notice(.revoked, at: 1)], of: ShopMessage(.polar, id: "msg_1"),
                policy: book.policy, now: SampleRegistry.now)
            #expect(!other.isRepeated)
            #expect(try book.state() == .revoked)
        }
    }

    @Test(arguments: Driver.available)
    func `are remembered for more than a month`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            try book.take(book.notice(.granted, at: 0), message: "old")
            let later = SampleRegistry.now + .seconds(39 * 86_400)
            #expect(
                try book.take(book.notice(.revoked, at: 1), message: "old", now: later)
                    .isRepeated)
            let muchLater = SampleRegistry.now + .seconds(41 * 86_400)
            try book.take(book.notice(.granted, at: 2), message: "new", now: muchLater)
            #expect(
                try !book.take(book.notice(.granted, at: 3), message: "old", now: muchLater)
                    .isRepeated)
        }
    }

    @Test(arguments: ["", "a b", "ä", String(repeating: "a", count: 201)])
    func `have plain names`(id: String) {
        #expect(ShopMessage(.polar, id: id) == nil)
    }

    @Test func `are dated to the microsecond`() throws {
        let second = try #require(ExactTime("2027-01-01T00:00:00Z"))
        let texts = [
            "2027-01-01T00:00:00.000001Z", "2027-01-01T01:00:00.1+01:00",
            "2027-01-01T00:00:00.1000019Z", "2027-01-01T00:00:01Z",
        ]
        let times = try texts.map { try #require(ExactTime($0)) }
        #expect(
            times.map { $0.microseconds - second.microseconds } == [1, 100_000, 100_001, 1_000_000])
        for text in ["", ".", "2027-01-01T00:00:00.Z", "2027-01-01T00:00:00.1", "x.1Z"] {
            #expect(ExactTime(text) == nil, "\(text)")
        }
    }
}

@Suite struct `Notices in any order` {
    /// Everything that can be said of a sale with one benefit, by two levels.
    private static func words(_ book: SaleBook) -> [SaleNotice] {
        let benefit = book.sample.benefit.id
        return [
            book.notice(.granted, at: 0), book.notice(.granted, at: 10, only: benefit),
            book.notice(.suspended, at: 20), book.notice(.granted, at: 30),
            book.notice(.revoked, at: 40, only: benefit), book.notice(.revoked, at: 50),
        ]
    }

    @Test(arguments: 0..<UInt64(40))
    func `lead to one end`(seed: UInt64) throws {
        try SampleRegistry.with(.sqlite) { sample in
            var generator = SplitMix64(seed: seed)
            let count = Int.random(in: 1...6, using: &generator)
            let ordered = SaleBook(sample: sample, sale: Sale(.subscription, "ordered")!)
            let mixed = SaleBook(sample: sample, sale: Sale(.subscription, "mixed")!)
            for notice in Self.words(ordered).prefix(count) { try ordered.take(notice) }
            for notice in Self.words(mixed).prefix(count).shuffled(using: &generator) {
                try mixed.take(notice)
            }
            // A license that never was is as good as one that was taken back.
            func isGood(_ book: SaleBook) throws -> Bool { try book.state() == .granted }
            #expect(try isGood(ordered) == isGood(mixed), "\(count) words")
            #expect(try mixed.grants.count <= 1)
        }
    }

    @Test(arguments: Driver.available)
    func `take a renewal before the beginning, and a cancellation that comes late`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let book = SaleBook(sample: sample)
            let renewal = try book.take(book.notice(.granted, at: 60))
            #expect(renewal.minted.count == 1)
            #expect(try book.take(book.notice(.granted, at: 0)).lateNotices == 1)
            #expect(try book.take(book.notice(.revoked, at: 30)).lateNotices == 1)
            #expect(try book.state() == .granted)
        }
    }
}
