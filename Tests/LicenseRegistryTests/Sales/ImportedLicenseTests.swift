import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

/// Keys of one customer that were imported from a shop, each with a sale that the shop knows.
struct ImportBook {
    static let customer = CustomerID("0f3c7a52-41a5-4f0e-9f0a-2f1f5c1d9f4e")!

    let sample: SampleRegistry

    var organization: OrganizationID { sample.organization }

    static var buyer: Buyer {
        var buyer = Buyer()
        buyer.id = customer
        return buyer
    }

    static func key(_ number: Int) -> String { "OLD-\(number)" }

    static func id(_ number: Int) -> LicenseID {
        LicenseID("1c285b2d-6ce6-4bc7-b8be-00000000000\(number)")!
    }

    static func subscription(_ number: Int) -> Sale { Sale(.subscription, "sub_\(number)")! }

    /// Imports a key; Dodo names its sale, and Polar does not.
    @discardableResult
    func bring(
        _ number: Int, _ state: LicenseState = .granted, from shop: ShopMessage.Shop = .polar,
        of sale: Sale? = nil, soldAt: Timestamp = SampleRegistry.now - .seconds(1000)
    ) throws -> ForeignOutcome {
        var license = ForeignLicense(
            shop, id: "\(Self.id(number))", key: Self.key(number), benefit: sample.benefit.id,
            buyer: Self.buyer)
        license.state = state
        license.sale = sale
        license.activationLimit = .seats(2)
        license.soldAt = ExactTime(soldAt)
        return try sample.registry.sales.imports.bring(
            license, issuer: sample.issuer, now: SampleRegistry.now)
    }

    /// What the shop says of a subscription as a whole, or of the grant that names a key.
    func notice(
        _ sale: Sale, _ status: SaleStatus, at second: Int64, naming number: Int? = nil
    ) -> SaleNotice {
        var notice = SaleNotice(
            of: sale, organization: organization,
            number == nil ? .whole(gives: [sample.benefit.id]) : .benefit(sample.benefit.id),
            status, at: ExactTime(SampleRegistry.now + .seconds(second)))
        notice.buyer = Self.buyer
        notice.license = number.map { Self.id($0) }
        if number == nil { notice.startedAt = SampleRegistry.now - .seconds(1001) }
        return notice
    }

    @discardableResult
    func take(_ notices: SaleNotice...) throws -> SaleOutcome { try take(notices) }

    @discardableResult
    func take(_ notices: [SaleNotice]) throws -> SaleOutcome {
        try sample.registry.sales.take(
            notices, policy: SalePolicy(issuer: sample.issuer, sendsEmails: false),
            now: SampleRegistry.now)
    }

    /// The states of all licenses, by the keys that people see; those that were minted here are
    /// counted, as far as they are good.
    func states() throws -> [String: String] {
        var states: [String: String] = [:]
        var minted = 0
        let licenses = try sample.registry.licenses.details(
            matching: LicenseDetailsFilter(organization: organization),
            page: PageRange(number: 0, size: 100), now: SampleRegistry.now
        ).licenses
        for license in licenses {
            if license.text.hasPrefix("OLD-") {
                states[license.text] = "\(license.record.state)"
            } else if license.record.state == .granted {
                minted += 1
            }
        }
        states["minted"] = "\(minted)"
        return states
    }
}

@Suite struct `Imported keys whose sales go on` {
    /// All that a shop says of three subscriptions, each of which has a key, in its order.
    private static func words(_ book: ImportBook, keys: Int, endings: [Bool]) -> [SaleNotice] {
        (1...keys).flatMap { number -> [SaleNotice] in
            let (sale, second) = (ImportBook.subscription(number), Int64(number * 10))
            var all = [
                book.notice(sale, .granted, at: second),
                book.notice(sale, .granted, at: second + 1, naming: number),
            ]
            all += [
                book.notice(sale, .revoked, at: second + 2),
                book.notice(sale, .revoked, at: second + 3, naming: number),
            ]
            if !endings[number - 1] {
                all += [
                    book.notice(sale, .granted, at: second + 4),
                    book.notice(sale, .granted, at: second + 5, naming: number),
                ]
            }
            return all
        }
    }

    @Test(arguments: 0..<UInt64(60))
    func `end in one state whatever comes first`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let keys = Int.random(in: 1...3, using: &generator)
        let states: [LicenseState] = [.granted, .disabled, .revoked]
        let came = (1...keys).map { _ in states[Int.random(in: 0...2, using: &generator)] }
        let endings = (1...keys).map { _ in Bool.random(using: &generator) }
        func play(_ order: ([SaleNotice]) -> [SaleNotice]) throws -> [String: String] {
            try SampleRegistry.with(.sqlite) { sample in
                let book = ImportBook(sample: sample)
                for (index, state) in came.enumerated() { try book.bring(index + 1, state) }
                let words = order(Self.words(book, keys: keys, endings: endings))
                for notice in words { try book.take(notice) }
                return try book.states()
            }
        }
        let ordered = try play { $0 }
        let mixed = try play { $0.shuffled(using: &generator) }
        #expect(ordered == mixed)
        for number in 1...keys {
            // What Polar has disabled, a person has, and no payment enables it.
            let good = came[number - 1] == .disabled ? "disabled" : "granted"
            let state = ordered[ImportBook.key(number)]
            #expect(state == (endings[number - 1] ? "revoked" : good), "\(number) of \(came)")
        }
        #expect(ordered["minted"] == "0")
    }

    @Test(arguments: Driver.available)
    func `end with a refund that is told before the grant`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            try book.bring(1)
            let order = Sale(.order, "ord_1")!
            try book.take(
                SaleNotice(
                    of: order, organization: sample.organization, .whole(gives: nil), .revoked,
                    at: ExactTime(SampleRegistry.now + .seconds(1))))
            #expect(try book.states()["OLD-1"] == "granted")
            try book.take(book.notice(order, .revoked, at: 2, naming: 1))
            #expect(try book.states()["OLD-1"] == "revoked")
        }
    }

    @Test(arguments: Driver.available)
    func `come back when they are paid again, with the seats that they came with`(_ driver: Driver)
        throws
    {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            try book.bring(1, .revoked)
            try book.take(book.notice(ImportBook.subscription(1), .granted, at: 1))
            #expect(try book.states() == ["OLD-1": "granted", "minted": "0"])
            let license = try sample.registry.licenses.find(ImportBook.id(1))
            #expect(license?.claims.activationLimit == .seats(2))
        }
    }

    @Test(arguments: Driver.available)
    func `are not guessed among several, and no further one is minted`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            for number in 1...3 { try book.bring(number) }
            let sale = ImportBook.subscription(1)
            #expect(try book.take(book.notice(sale, .granted, at: 1)).undecidedNotices == 1)
            #expect(try book.take(book.notice(sale, .granted, at: 2, naming: 2)).minted.isEmpty)
            try book.take(book.notice(sale, .revoked, at: 3))
            #expect(
                try book.states() == [
                    "OLD-1": "granted", "OLD-2": "revoked", "OLD-3": "granted", "minted": "0",
                ])
        }
    }

    @Test(arguments: Driver.available)
    func `are not those of a subscription that began after they were sold`(_ driver: Driver) throws
    {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            try book.bring(1, soldAt: SampleRegistry.now - .seconds(90_000))
            // It began after the export, and before the import.
            let sale = ImportBook.subscription(1)
            #expect(try book.take(book.notice(sale, .granted, at: 1)).minted.count == 1)
            try book.take(book.notice(sale, .revoked, at: 2))
            #expect(try book.states() == ["OLD-1": "granted", "minted": "0"])
        }
    }

    @Test(arguments: Driver.available)
    func `are those that were made when their subscription began`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            try book.bring(1, soldAt: SampleRegistry.now - .seconds(90_000))
            try book.bring(2)
            try book.bring(3, soldAt: SampleRegistry.now - .seconds(50))
            try book.take(book.notice(ImportBook.subscription(1), .revoked, at: 1))
            #expect(
                try book.states() == [
                    "OLD-1": "granted", "OLD-2": "revoked", "OLD-3": "granted", "minted": "0",
                ])
        }
    }

    @Test(arguments: Driver.available)
    func `take the place of a key that was minted and that nobody uses`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            let sale = ImportBook.subscription(1)
            #expect(try book.take(book.notice(sale, .granted, at: 1)).minted.count == 1)
            try book.bring(1)
            try book.take(book.notice(sale, .granted, at: 2, naming: 1))
            #expect(try book.states() == ["OLD-1": "granted", "minted": "0"])
            // Nothing brings the other one back.
            try book.take(book.notice(sale, .revoked, at: 3), book.notice(sale, .granted, at: 4))
            #expect(try book.states() == ["OLD-1": "granted", "minted": "0"])
        }
    }

    @Test(arguments: Driver.available)
    func `go to the sale that names them, and the other sale gets a key of its own`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            try book.bring(1)
            // The only one that it can be, as far as anybody knows.
            try book.take(book.notice(ImportBook.subscription(1), .granted, at: 1))
            #expect(try book.states()["minted"] == "0")
            try book.take(book.notice(ImportBook.subscription(2), .granted, at: 2, naming: 1))
            #expect(try book.states() == ["OLD-1": "granted", "minted": "1"])
            try book.take(book.notice(ImportBook.subscription(1), .revoked, at: 3))
            #expect(try book.states() == ["OLD-1": "granted", "minted": "0"])
        }
    }
}

@Suite struct `Several imported keys of one subscription` {
    private static let sale = ImportBook.subscription(1)

    private static func with(
        _ driver: Driver, _ states: [LicenseState] = [.granted, .granted, .granted],
        _ body: (ImportBook) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            for (index, state) in states.enumerated() {
                #expect(
                    try book.bring(index + 1, state, from: .dodo, of: sale)
                        == .imported(seats: 0))
            }
            try body(book)
        }
    }

    private static func all(_ state: String) -> [String: String] {
        ["OLD-1": state, "OLD-2": state, "OLD-3": state, "minted": "0"]
    }

    @Test(arguments: Driver.available)
    func `all follow it`(_ driver: Driver) throws {
        try Self.with(driver) { book in
            try book.take(book.notice(Self.sale, .suspended, at: 1))
            #expect(try book.states() == Self.all("disabled"))
            try book.take(book.notice(Self.sale, .granted, at: 2))
            #expect(try book.states() == Self.all("granted"))
            try book.take(book.notice(Self.sale, .revoked, at: 3))
            #expect(try book.states() == Self.all("revoked"))
        }
    }

    @Test(arguments: Driver.available)
    func `come back from a hold that was there when they were exported`(_ driver: Driver) throws {
        try Self.with(driver, [.disabled, .disabled, .granted]) { book in
            try book.take(book.notice(Self.sale, .granted, at: 1))
            #expect(try book.states() == Self.all("granted"))
        }
    }

    @Test(arguments: 0..<UInt64(40))
    func `end in one state whether messages or lists come first`(seed: UInt64) throws {
        var generator = SplitMix64(seed: 900 + seed)
        let states: [LicenseState] = [.granted, .disabled]
        let came = (1...3).map { _ in states[Int.random(in: 0...1, using: &generator)] }
        let words: [SaleStatus] = [.granted, .suspended, .granted, .revoked]
        let count = Int.random(in: 1...4, using: &generator)
        func play(_ order: [Int]) throws -> [String: String] {
            try SampleRegistry.with(.sqlite) { sample in
                let book = ImportBook(sample: sample)
                // The numbers from 0 on are messages, those below are keys.
                for step in order {
                    if step < 0 {
                        try book.bring(-step, came[-step - 1], from: .dodo, of: Self.sale)
                    } else {
                        try book.take(book.notice(Self.sale, words[step], at: Int64(step)))
                    }
                }
                return try book.states()
            }
        }
        let steps = [-1, -2, -3] + Array(0..<count)
        let ordered = try play(steps)
        #expect(try play(steps.shuffled(using: &generator)) == ordered)
        #expect(ordered == Self.all(["granted", "disabled", "granted", "revoked"][count - 1]))
    }

    @Test(arguments: Driver.available)
    func `follow what was said before they were imported`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            try book.take(book.notice(Self.sale, .granted, at: 1))
            try book.take(book.notice(Self.sale, .revoked, at: 2))
            for number in 1...3 { try book.bring(number, from: .dodo, of: Self.sale) }
            #expect(try book.states() == Self.all("revoked"))
        }
    }

    @Test(arguments: Driver.available)
    func `are taken back and given again one by one`(_ driver: Driver) throws {
        try Self.with(driver) { book in
            let registry = book.sample.registry
            let grant = try #require(try registry.sales.grants.find(of: ImportBook.id(2)))
            try registry.sales.setGrant(
                grant, to: .revoked, now: SampleRegistry.now + .seconds(1))
            var states = Self.all("granted")
            states["OLD-2"] = "revoked"
            #expect(try book.states() == states)
            // The subscription's recovery does not bring it back.
            try book.take(
                book.notice(Self.sale, .suspended, at: 2), book.notice(Self.sale, .granted, at: 3))
            #expect(try book.states() == states)
        }
    }

    @Test(arguments: Driver.available)
    func `stay disabled one by one where the vendor has disabled them`(_ driver: Driver) throws {
        try Self.with(driver) { book in
            try book.sample.registry.issuance.setState(
                of: ImportBook.id(3), to: .disabled, reason: "misuse", now: SampleRegistry.now)
            try book.take(
                book.notice(Self.sale, .suspended, at: 1), book.notice(Self.sale, .revoked, at: 2),
                book.notice(Self.sale, .granted, at: 3))
            var states = Self.all("granted")
            states["OLD-3"] = "disabled"
            #expect(try book.states() == states)
        }
    }

    @Test(arguments: Driver.available)
    func `are what the customer has, since the day of the purchase`(_ driver: Driver) throws {
        try Self.with(driver) { book in
            let grants = try book.sample.registry.sales.grants.all(
                grantedTo: ImportBook.customer, of: book.organization)
            #expect(grants.count == 3)
            #expect(
                grants.allSatisfy { $0.createdAt == SampleRegistry.now - .seconds(1000) })
        }
    }
}

@Suite struct `A key that came by a message before its list` {
    @Test(arguments: Driver.available)
    func `is known when the list comes, under the shop's id and with its seats`(_ driver: Driver)
        throws
    {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            let sale = ImportBook.subscription(1)
            var created = book.notice(sale, .granted, at: 1, naming: 1)
            created.text = ImportBook.key(1)
            let minted = try book.take(created).minted[0]
            #expect(try book.bring(1, from: .dodo, of: sale) == .known(newSeats: 0))
            #expect(try book.bring(1, from: .dodo, of: sale) == .known(newSeats: 0))
            let seat = ForeignSeat(id: "lki_1", label: "Laptop")
            #expect(
                try sample.registry.sales.imports.bring(
                    seat, ofLicense: "\(ImportBook.id(1))", of: .dodo, issuer: sample.issuer,
                    now: SampleRegistry.now) == .known(newSeats: 1))
            let found = try sample.registry.licenses.details(
                ImportBook.id(1), now: SampleRegistry.now)
            #expect(found?.claims.license == minted && found?.seatsTaken == 1)
            #expect(try sample.registry.licenses.find(ImportBook.id(1)) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `is another license's where its sale is another`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let book = ImportBook(sample: sample)
            var created = book.notice(ImportBook.subscription(1), .granted, at: 1, naming: 2)
            created.text = ImportBook.key(1)
            try book.take(created)
            #expect(
                try book.bring(1, from: .dodo, of: ImportBook.subscription(2)) == .keyTaken)
        }
    }
}
