// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A shop's words about one subscription, over a registry that mints.
struct SaleBook {
    let registry: Registry
    var sale = Sale(.subscription, "sub_1")!
    var writesLetters = false

    var desk: SaleDesk { SaleDesk(issuer: registry.issuer, writesLetters: writesLetters) }

    static let buyer: Buyer = {
        var buyer = Buyer()
        buyer.externalID = "cus_1"
        buyer.name = "Ann"
        buyer.email = "ann@example.com"
        return buyer
    }()

    func notice(
        _ standing: SaleStanding, at second: Int64, gives: [BenefitID]? = nil,
        only benefit: BenefitID? = nil
    ) -> SaleNotice {
        var notice = SaleNotice(
            of: sale, organization: registry.organization,
            benefit.map { .benefit($0) } ?? .whole(gives: gives ?? [registry.benefit.id]),
            standing, at: EventTime(Registry.now + .seconds(second)))
        notice.buyer = Self.buyer
        return notice
    }

    @discardableResult
    func take(
        _ notices: SaleNotice..., message: String? = nil, now: Timestamp = Registry.now
    ) throws -> SaleOutcome {
        try registry.store.take(
            notices, of: message.map { ShopMessage(.dodo, id: $0)! }, at: desk, now: now)
    }

    var grants: [GrantRecord] {
        get throws {
            var filter = GrantFilter(organization: registry.organization)
            filter.sale = sale
            return try registry.store.grants(
                matching: filter, order: .oldestFirst, page: PageRange(number: 0, size: 10)
            ).grants
        }
    }

    /// The state of the sale's license; nil where it gave none.
    func state(of benefit: BenefitID? = nil) throws -> LicenseState? {
        let benefit = benefit ?? registry.benefit.id
        return try grants.first { $0.benefit == benefit }.flatMap {
            try registry.store.license($0.license)?.state
        }
    }
}

@Suite struct `What a sale gives` {
    @Test(arguments: Driver.available)
    func `is a license for seven days where payments count and none was told of`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            var notice = book.notice(.granted, at: 0, only: registry.benefit.id)
            notice.licensesEndWithPayments = true
            let id = try book.take(notice).minted[0]
            #expect(
                try registry.store.license(id)?.claims.expiresAt
                    == Registry.now + .seconds(7 * 86_400))
            var paid = book.notice(.granted, at: 1)
            paid.licensesEndWithPayments = true
            paid.licensesEnd = Registry.now + .seconds(40 * 86_400)
            #expect(try book.take(paid).changed == [id])
            #expect(try registry.store.license(id)?.claims.expiresAt == paid.licensesEnd)
        }
    }

    @Test(arguments: Driver.available)
    func `is a license that does not end while the subscription goes on`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            let outcome = try book.take(book.notice(.granted, at: 0))
            #expect(outcome.minted.count == 1)
            let grant = try #require(try book.grants.first)
            let license = try #require(try registry.store.license(grant.license))
            #expect(license.claims.expiresAt == nil)
            #expect(license.claims.statusIndex != nil)
            let customer = try #require(try registry.store.customer(grant.customer))
            #expect(customer.name == "Ann" && customer.externalID == "cus_1")
            // Granting what is granted does nothing.
            let again = try book.take(book.notice(.granted, at: 5))
            #expect(again.minted.isEmpty && again.changed.isEmpty)
            #expect(try registry.store.license(grant.license) == license)
        }
    }

    @Test(arguments: Driver.available)
    func `ends with its term where it was bought once`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry, sale: Sale(.order, "pay_1")!)
            let outcome = try book.take(book.notice(.granted, at: 0))
            let license = try #require(try registry.store.license(outcome.minted[0]))
            #expect(license.claims.expiresAt == Timestamp("2028-01-01"))
        }
    }

    @Test(arguments: Driver.available)
    func `comes back as the same license after it was revoked or held`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
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
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            try registry.store.setState(
                of: id, to: .disabled, reason: "misuse", now: Registry.now)
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
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            try book.take(book.notice(.granted, at: 0))
            let grant = try #require(try book.grants.first)
            try registry.store.setGrant(grant, to: .revoked, now: Registry.now + .seconds(1))
            try book.take(book.notice(.suspended, at: 2))
            try book.take(book.notice(.granted, at: 3))
            #expect(try book.state() == .revoked)
            try registry.store.setGrant(grant, to: .granted, now: Registry.now + .seconds(4))
            #expect(try book.state() == .granted)
        }
    }

    @Test(arguments: Driver.available)
    func `follows a change of the product`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var generator = SplitMix64(seed: 77)
            let other = Benefit(
                id: .random(using: &generator), name: BenefitName("plus")!,
                terms: registry.benefit.terms)
            try registry.store.addBenefit(
                other, organization: registry.organization, now: Registry.now)
            let book = SaleBook(registry: registry)
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
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry, sale: Sale(.order, "pay_1")!)
            var refund = SaleNotice(
                of: book.sale, organization: registry.organization, .whole(gives: nil), .revoked,
                at: EventTime(Registry.now + .seconds(9)))
            refund.buyer = SaleBook.buyer
            try book.take(refund)
            #expect(try book.take(book.notice(.granted, at: 0)).minted.isEmpty)
            #expect(try book.grants.isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `ends by itself when that was said`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            var notice = book.notice(.granted, at: 0)
            notice.endsAt = Registry.now + .seconds(100)
            try book.take(notice)
            let store = registry.store
            #expect(try store.endDueSales(at: book.desk, now: Registry.now + .seconds(99)) == 0)
            #expect(try book.state() == .granted)
            #expect(try store.endDueSales(at: book.desk, now: Registry.now + .seconds(100)) == 1)
            #expect(try book.state() == .revoked)
            #expect(try store.endDueSales(at: book.desk, now: Registry.now + .seconds(200)) == 0)
            // A renewal that came before the end takes the end back.
            try book.take(book.notice(.granted, at: 150))
            #expect(try book.state() == .granted)
        }
    }

    @Test(arguments: Driver.available)
    func `is longer after each renewal where licenses end with what is paid`(_ driver: Driver)
        throws
    {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            var notice = book.notice(.granted, at: 0)
            notice.licensesEnd = Registry.now + .seconds(1000)
            let id = try book.take(notice).minted[0]
            let first = try #require(try registry.store.license(id))
            #expect(first.claims.expiresAt == Registry.now + .seconds(1000))
            var renewal = book.notice(.granted, at: 900)
            renewal.licensesEnd = Registry.now + .seconds(2000)
            #expect(try book.take(renewal, now: Registry.now + .seconds(900)).changed == [id])
            let second = try #require(try registry.store.license(id))
            #expect(second.claims.expiresAt == Registry.now + .seconds(2000))
            #expect(second.claims.issuedAt > first.claims.issuedAt)
        }
    }

    @Test(arguments: Driver.available)
    func `needs an issuer only for what is new`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            let bare = SaleDesk(issuer: nil, writesLetters: false)
            #expect(throws: StoreError.noIssuer) {
                try registry.store.take(
                    [book.notice(.granted, at: 0)], of: ShopMessage(.polar, id: "m"), at: bare,
                    now: Registry.now)
            }
            // The message counts as never taken.
            let outcome = try registry.store.take(
                [book.notice(.granted, at: 0)], of: ShopMessage(.polar, id: "m"), at: book.desk,
                now: Registry.now)
            #expect(outcome.minted.count == 1)
            try registry.store.take(
                [book.notice(.revoked, at: 1)], at: bare, now: Registry.now)
            #expect(try book.state() == .revoked)
        }
    }

    @Test(arguments: Driver.available)
    func `lets the key of the shop work too`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            let id = try book.take(book.notice(.granted, at: 0)).minted[0]
            var created = book.notice(.granted, at: 1)
            created.text = "DODO-KEY-1"
            try book.take(created)
            let found = try registry.store.onlineLicense(
                named: KeyReference(text: "DODO-KEY-1"), of: registry.organization,
                now: Registry.now)
            #expect(found?.record.claims.license == id)
            #expect(found?.text != "DODO-KEY-1")
        }
    }
}

@Suite struct `Messages of shops` {
    @Test(arguments: Driver.available)
    func `count once, for each shop`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            #expect(try !book.take(book.notice(.granted, at: 0), message: "msg_1").isRepeated)
            #expect(try book.take(book.notice(.revoked, at: 1), message: "msg_1").isRepeated)
            #expect(try book.state() == .granted)
            let other = try registry.store.take(
                [book.notice(.revoked, at: 1)], of: ShopMessage(.polar, id: "msg_1"),
                at: book.desk, now: Registry.now)
            #expect(!other.isRepeated)
            #expect(try book.state() == .revoked)
        }
    }

    @Test(arguments: Driver.available)
    func `are remembered for more than a month`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            try book.take(book.notice(.granted, at: 0), message: "old")
            let later = Registry.now + .seconds(39 * 86_400)
            #expect(
                try book.take(book.notice(.revoked, at: 1), message: "old", now: later)
                    .isRepeated)
            let muchLater = Registry.now + .seconds(41 * 86_400)
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
        let second = try #require(EventTime("2027-01-01T00:00:00Z"))
        let texts = [
            "2027-01-01T00:00:00.000001Z", "2027-01-01T01:00:00.1+01:00",
            "2027-01-01T00:00:00.1000019Z", "2027-01-01T00:00:01Z",
        ]
        let times = try texts.map { try #require(EventTime($0)) }
        #expect(
            times.map { $0.microseconds - second.microseconds } == [1, 100_000, 100_001, 1_000_000])
        for text in ["", ".", "2027-01-01T00:00:00.Z", "2027-01-01T00:00:00.1", "x.1Z"] {
            #expect(EventTime(text) == nil, "\(text)")
        }
    }
}

@Suite struct `Notices in any order` {
    /// Everything that can be said of a sale with one benefit, by two levels.
    private static func words(_ book: SaleBook) -> [SaleNotice] {
        let benefit = book.registry.benefit.id
        return [
            book.notice(.granted, at: 0), book.notice(.granted, at: 10, only: benefit),
            book.notice(.suspended, at: 20), book.notice(.granted, at: 30),
            book.notice(.revoked, at: 40, only: benefit), book.notice(.revoked, at: 50),
        ]
    }

    @Test(arguments: 0..<UInt64(40))
    func `lead to one end`(seed: UInt64) throws {
        try Registry.with(.sqlite) { registry in
            var generator = SplitMix64(seed: seed)
            let count = Int.random(in: 1...6, using: &generator)
            let ordered = SaleBook(registry: registry, sale: Sale(.subscription, "ordered")!)
            let mixed = SaleBook(registry: registry, sale: Sale(.subscription, "mixed")!)
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
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry)
            let renewal = try book.take(book.notice(.granted, at: 60))
            #expect(renewal.minted.count == 1)
            #expect(try book.take(book.notice(.granted, at: 0)).lateNotices == 1)
            #expect(try book.take(book.notice(.revoked, at: 30)).lateNotices == 1)
            #expect(try book.state() == .granted)
        }
    }
}
