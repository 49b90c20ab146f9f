import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Customers` {
    private static func customer(
        _ sample: SampleRegistry, _ name: String, seed: UInt64
    ) -> CustomerRecord {
        var generator = SplitMix64(seed: seed)
        var customer = CustomerRecord(
            id: .random(using: &generator), organization: sample.organization, name: name,
            createdAt: SampleRegistry.now + .seconds(Int64(seed)))
        customer.email = "\(name)@example.com"
        customer.externalID = "x-\(name)"
        return customer
    }

    @Test(arguments: Driver.available)
    func `share an address only where that is allowed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let first = Self.customer(sample, "ada", seed: 1)
            var second = Self.customer(sample, "ben", seed: 2)
            try registry.customers.add(first, email: .single, now: SampleRegistry.now)
            second.email = first.email
            #expect(throws: RegistryError.exists(kind: .email, name: "")) {
                try registry.customers.add(second, email: .single, now: SampleRegistry.now)
            }
            try registry.customers.add(second, now: SampleRegistry.now)
            #expect(throws: RegistryError.exists(kind: .email, name: "")) {
                try registry.customers.replace(second, email: .single, now: SampleRegistry.now)
            }
            try registry.customers.delete(first.id, now: SampleRegistry.now)
            second.isTeam = true
            try registry.customers.replace(second, email: .single, now: SampleRegistry.now)
            #expect(try registry.customers.find(second.id)?.isTeam == true)
        }
    }

    @Test(arguments: Driver.available)
    func `are found by their mailbox, however it is spelled`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let spellings = [
                "J\u{f6}rg@b\u{fc}cher.example", "jo\u{308}rg@xn--bcher-kva.example",
                "J\u{d6}RG@B\u{dc}CHER.Example",
            ]
            for (index, spelling) in spellings.enumerated() {
                var customer = Self.customer(sample, "c\(index)", seed: UInt64(index + 1))
                customer.email = spelling
                try registry.customers.add(customer, now: SampleRegistry.now)
            }
            var other = Self.customer(sample, "plus", seed: 9)
            other.email = "j\u{f6}rg+shop@b\u{fc}cher.example"
            try registry.customers.add(other, email: .single, now: SampleRegistry.now)
            for spelling in spellings {
                let found = try registry.customers.all(
                    email: spelling, of: sample.organization, limit: 9)
                #expect(found.map(\.name) == ["c0", "c1", "c2"])
                // Each is kept as it was written.
                #expect(
                    found.map { Array(($0.email ?? "").utf8) } == spellings.map { Array($0.utf8) })
                var filter = CustomerFilter(organization: sample.organization)
                filter.email = spelling
                #expect(
                    try registry.customers.page(
                        matching: filter, page: PageRange(number: 0, size: 9)
                    ).total == 3)
                other.email = spelling
                #expect(throws: RegistryError.exists(kind: .email, name: "")) {
                    try registry.customers.replace(other, email: .single, now: SampleRegistry.now)
                }
            }
        }
    }

    @Test(arguments: [
        "ann", "ann@", "@example.com", "ann@@example.com", "ann smith@example.com",
        "ann@exam ple.com", "ann@example..com", "ann@.com", "ann@-a.com", "ann\n@example.com",
        "ann@example.com\u{0}", "-ann@example.com", "ann@\u{2603}.example",
    ])
    func `are not reached at what is no address`(text: String) {
        #expect(MailAddress(name: "", address: text) == nil)
    }

    @Test(arguments: [
        ("ann@example.com", "ann@example.com"), ("a.b+c@xn--bcher-kva.example", nil),
        ("ann@b\u{fc}cher.example", "ann@xn--bcher-kva.example"), ("root@localhost", nil),
    ])
    func `are reached at an address, whose domain is written in ASCII`(text: String, sent: String?)
    {
        #expect(MailAddress(name: "", address: text)?.address == sent ?? text)
    }

    @Test(arguments: Driver.available)
    func `are found by their words, and not once they are deleted`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let all = ["ada", "ben"].enumerated().map {
                Self.customer(sample, $1, seed: UInt64($0 + 1))
            }
            for customer in all { try registry.customers.add(customer, now: SampleRegistry.now) }
            let page = PageRange(number: 0, size: 10)
            func names(_ change: (inout CustomerFilter) -> Void) throws -> [String] {
                var filter = CustomerFilter(organization: sample.organization)
                change(&filter)
                return try registry.customers.page(matching: filter, page: page).customers.map(
                    \.name)
            }
            #expect(try names { _ in } == ["ben", "ada"])
            #expect(try names { $0.search = "X-A" } == ["ada"])
            #expect(try names { $0.search = "%" }.isEmpty)
            #expect(try names { $0.email = "ben@example.com" } == ["ben"])
            try registry.customers.delete(all[0].id, now: SampleRegistry.now)
            #expect(try names { _ in } == ["ben"])
            #expect(
                try registry.customers.find(external: "x-ada", of: sample.organization) == nil)
            #expect(throws: RegistryError.missing(kind: .customer)) {
                try registry.customers.delete(all[0].id, now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are listed page by page, the newest first, and none is left out`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let customers = sample.registry.customers
            var names: [String] = []
            for number in 1...7 {
                // Several of one second, as imports make them.
                var customer = Self.customer(sample, "c\(number)", seed: UInt64(number / 3 + 1))
                customer = CustomerRecord(
                    id: .random(), organization: sample.organization, name: customer.name,
                    createdAt: customer.createdAt)
                try customers.add(customer, now: SampleRegistry.now)
            }
            var last: CustomerID?
            repeat {
                let page = try customers.newest(of: sample.organization, after: last, limit: 2)
                names += page.map(\.name)
                last = page.last?.id
            } while last != nil && names.count < 20
            #expect(names.sorted() == (1...7).map { "c\($0)" })
            #expect(
                Set(names.prefix(2)) == ["c6", "c7"] && names.suffix(2).allSatisfy { $0 < "c3" })
            #expect(try customers.count(of: sample.organization, upTo: 5) == 5)
            #expect(try customers.count(of: sample.organization, upTo: 50) == 7)
        }
    }

    @Test(arguments: Driver.available)
    func `are found by how their texts begin, page by page, in the order of these`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let customers = sample.registry.customers
            for (index, name) in ["Anna", "anne", "ANNE", "Bo", "\u{c9}mile"].enumerated() {
                var customer = CustomerRecord(
                    id: .random(), organization: sample.organization, name: name,
                    createdAt: SampleRegistry.now)
                customer.email = name == "Bo" ? "annelie@example.com" : nil
                customer.externalID = "No-\(index)"
                try customers.add(customer, now: SampleRegistry.now)
            }
            func pages(_ text: String, by size: Int) throws -> [String] {
                var names: [String] = []
                var last: CustomerPlace?
                repeat {
                    let page = try customers.found(
                        by: text, of: sample.organization, after: last, limit: size)
                    names += page.map(\.customer.name)
                    last = page.last?.place
                } while last != nil && names.count < 20
                return names
            }
            for size in [1, 2, 9] {
                let found = try pages("aNN", by: size)
                #expect(found.map { $0.lowercased() } == ["anna", "anne", "anne", "bo"])
                #expect(Set(found).count == 4)
                #expect(try pages("no-", by: size).count == 5)
                #expect(try pages("\u{c9}m", by: size) == ["\u{c9}mile"])
                #expect(try pages("%", by: size).isEmpty && pages("nna", by: size).isEmpty)
            }
            let bo = try #require(
                try customers.found(by: "bo", of: sample.organization, limit: 1).first)
            try customers.delete(bo.customer.id, now: SampleRegistry.now)
            #expect(try pages("ann", by: 2).count == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `are not found in part where a search for licenses means too many of them`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            func add(_ count: Int, _ name: String) throws {
                try registry.together { registry in
                    for number in 0..<count {
                        try registry.customers.add(
                            CustomerRecord(
                                id: .random(), organization: sample.organization,
                                name: "\(name) \(number)", createdAt: SampleRegistry.now),
                            now: SampleRegistry.now)
                    }
                }
            }
            try add(LicenseSearch.mostMatches, "Person")
            #expect(try !registry.licenses.isTooBroad("person", of: sample.organization))
            try add(1, "Person A")
            #expect(try registry.licenses.isTooBroad("PERSON", of: sample.organization))
            #expect(try !registry.licenses.isTooBroad("Person A", of: sample.organization))
        }
    }

    @Test(arguments: Driver.available)
    func `have sessions until these end or the customer is deleted`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let customer = Self.customer(sample, "ada", seed: 1)
            try sample.registry.customers.add(customer, now: SampleRegistry.now)
            func open(_ seed: UInt64, at now: Timestamp) throws -> CustomerSession {
                var generator = SplitMix64(seed: seed)
                let session = CustomerSession(
                    id: .random(using: &generator), of: customer,
                    secretDigest: generator.bytes(32), returnURL: "https://shop.test", by: nil,
                    createdAt: now, expiresAt: now + .seconds(3600))
                try sample.registry.customers.addSession(session, now: now)
                return session
            }
            let first = try open(11, at: SampleRegistry.now)
            #expect(
                try sample.registry.customers.session(first.id, now: SampleRegistry.now) == first)
            #expect(first.isGood(at: SampleRegistry.now + .seconds(3599)))
            #expect(!first.isGood(at: SampleRegistry.now + .seconds(3600)))
            let second = try open(12, at: SampleRegistry.now + .seconds(3600))
            #expect(try sample.registry.customers.session(first.id, now: SampleRegistry.now) == nil)
            try sample.registry.customers.delete(customer.id, now: SampleRegistry.now)
            #expect(
                try sample.registry.customers.session(second.id, now: SampleRegistry.now) == nil)
        }
    }
}

@Suite struct `A license that gets a new token` {
    @Test(arguments: Driver.available)
    func `keeps its beginning, and an end that was set earlier where that is asked for`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let (id, _, _) = try sample.sell(until: SampleRegistry.now + .seconds(86_400))
            let earlier = SampleRegistry.now + .seconds(60)
            try sample.registry.issuance.setEnd(of: id, to: earlier, now: SampleRegistry.now)
            for (fate, end) in [
                (FormerEnd.isKept, earlier), (.isForgotten, SampleRegistry.now + .seconds(86_400)),
            ] {
                let held = try #require(try sample.registry.licenses.find(id))
                var claims = held.claims
                claims.issuedAt = claims.issuedAt + .seconds(1)
                claims.statusIndex = try sample.reserve(1).first
                try sample.registry.issuance.replaceToken(
                    held, by: sample.issuer.mint(claims), former: .isVoid, end: fate,
                    now: SampleRegistry.now)
                let license = try #require(
                    try sample.registry.licenses.details(id, now: SampleRegistry.now))
                #expect(license.end == end)
                #expect(license.createdAt == SampleRegistry.now)
            }
        }
    }
}
