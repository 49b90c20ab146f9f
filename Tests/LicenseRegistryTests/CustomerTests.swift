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
