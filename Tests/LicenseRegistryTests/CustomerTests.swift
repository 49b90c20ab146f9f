// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Customers` {
    private static func customer(
        _ registry: Registry, _ name: String, seed: UInt64
    ) -> CustomerRecord {
        var generator = SplitMix64(seed: seed)
        var customer = CustomerRecord(
            id: .random(using: &generator), organization: registry.organization, name: name,
            createdAt: Registry.now + .seconds(Int64(seed)))
        customer.email = "\(name)@example.com"
        customer.externalID = "x-\(name)"
        return customer
    }

    @Test(arguments: Driver.available)
    func `share an address only where that is allowed`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            let first = Self.customer(registry, "ada", seed: 1)
            var second = Self.customer(registry, "ben", seed: 2)
            try store.addCustomer(first, email: .single, now: Registry.now)
            second.email = first.email
            #expect(throws: StoreError.exists(kind: .email, name: "")) {
                try store.addCustomer(second, email: .single, now: Registry.now)
            }
            try store.addCustomer(second, now: Registry.now)
            #expect(throws: StoreError.exists(kind: .email, name: "")) {
                try store.replaceCustomer(second, email: .single, now: Registry.now)
            }
            try store.deleteCustomer(first.id, now: Registry.now)
            second.isTeam = true
            try store.replaceCustomer(second, email: .single, now: Registry.now)
            #expect(try store.customer(second.id)?.isTeam == true)
        }
    }

    @Test(arguments: Driver.available)
    func `are found by their words, and not once they are deleted`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            let all = ["ada", "ben"].enumerated().map {
                Self.customer(registry, $1, seed: UInt64($0 + 1))
            }
            for customer in all { try store.addCustomer(customer, now: Registry.now) }
            let page = PageRange(number: 0, size: 10)
            func names(_ change: (inout CustomerFilter) -> Void) throws -> [String] {
                var filter = CustomerFilter(organization: registry.organization)
                change(&filter)
                return try store.customers(matching: filter, page: page).customers.map(\.name)
            }
            #expect(try names { _ in } == ["ben", "ada"])
            #expect(try names { $0.words = "X-A" } == ["ada"])
            #expect(try names { $0.words = "%" }.isEmpty)
            #expect(try names { $0.email = "ben@example.com" } == ["ben"])
            try store.deleteCustomer(all[0].id, now: Registry.now)
            #expect(try names { _ in } == ["ben"])
            #expect(
                try store.customer(external: "x-ada", of: registry.organization) == nil)
            #expect(throws: StoreError.missing(kind: .customer)) {
                try store.deleteCustomer(all[0].id, now: Registry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `have sessions until these end or the customer is deleted`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let customer = Self.customer(registry, "ada", seed: 1)
            try registry.store.addCustomer(customer, now: Registry.now)
            func open(_ seed: UInt64, at now: Timestamp) throws -> CustomerSession {
                var generator = SplitMix64(seed: seed)
                let session = CustomerSession(
                    id: .random(using: &generator), of: customer,
                    secretDigest: generator.bytes(32), returnURL: "https://shop.test",
                    createdAt: now, expiresAt: now + .seconds(3600))
                try registry.store.addSession(session, now: now)
                return session
            }
            let first = try open(11, at: Registry.now)
            #expect(try registry.store.session(first.id) == first)
            #expect(first.isGood(at: Registry.now + .seconds(3599)))
            #expect(!first.isGood(at: Registry.now + .seconds(3600)))
            let second = try open(12, at: Registry.now + .seconds(3600))
            #expect(try registry.store.session(first.id) == nil)
            try registry.store.deleteCustomer(customer.id, now: Registry.now)
            #expect(try registry.store.session(second.id) == nil)
        }
    }
}

@Suite struct `A license that gets a new token` {
    @Test(arguments: Driver.available)
    func `keeps its beginning, and an end that was set earlier where that is asked for`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            let (id, _, _) = try registry.sell(until: Registry.now + .seconds(86_400))
            let earlier = Registry.now + .seconds(60)
            try registry.store.setEnd(of: id, to: earlier, now: Registry.now)
            for (fate, end) in [
                (FormerEnd.isKept, earlier), (.isForgotten, Registry.now + .seconds(86_400)),
            ] {
                let held = try #require(try registry.store.license(id))
                var claims = held.claims
                claims.issuedAt = claims.issuedAt + .seconds(1)
                claims.statusIndex = try registry.reserve(1).first
                try registry.store.replaceToken(
                    held, by: registry.issuer.mint(claims), former: .isVoid, end: fate,
                    now: Registry.now)
                let license = try #require(
                    try registry.store.onlineLicense(id, now: Registry.now))
                #expect(license.end == end)
                #expect(license.createdAt == Registry.now)
            }
        }
    }
}
