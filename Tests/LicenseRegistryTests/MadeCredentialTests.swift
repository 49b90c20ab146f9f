import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

/// How the token ends that others were made with.
enum TokenEnding: CaseIterable, Sendable {
    case rotated, revoked, expired
}

@Suite struct `What is made with a credential` {
    @Test(arguments: Driver.available, TokenEnding.allCases)
    func `ends with the token`(_ driver: Driver, _ ending: TokenEnding) throws {
        try SampleRegistry.with(driver) { sample in
            let token = try sample.token(1, endsIn: 600)
            let child = try sample.token(2, by: token)
            let grandchild = try sample.token(3, by: child)
            let other = try sample.token(4)
            var made = try sample.openAll(by: token, seed: 10)
            made.tokens = [child, grandchild]
            var others = try sample.openAll(by: other, seed: 20)
            others.tokens = [other]
            #expect(try made.good(in: sample.registry, at: SampleRegistry.now) == made.count)
            var moment = SampleRegistry.now
            switch ending {
            case .rotated:
                try sample.registry.tokens.rotate(
                    token.id, secretDigest: [UInt8](repeating: 9, count: 32), now: moment)
            case .revoked: try sample.registry.tokens.revoke(token.id, now: moment)
            case .expired: moment = moment + .seconds(600)
            }
            #expect(try made.good(in: sample.registry, at: moment) == 0)
            #expect(try others.good(in: sample.registry, at: moment) == others.count)
            try sample.registry.maintenance.check()
        }
    }

    @Test(arguments: Driver.available)
    func `is listed while it is good, and ends by the hand of an operator`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let now = SampleRegistry.now
            let token = try sample.token(1)
            let made = try sample.openAll(by: token, seed: 10)
            let own = try #require(made.pages.last)
            let owner = try sample.open(.owner, by: nil, seed: 20)
            let sessions = sample.registry.tokens.sessions
            #expect(
                Set(try sessions.operators(since: now, now: now).map(\.id)) == [own.id, owner.id])
            #expect(try sessions.operators(since: now + .seconds(1), now: now).isEmpty)
            #expect(try sessions.operators(since: now, now: now + .seconds(3600)).isEmpty)
            // A customer's is none of theirs.
            for page in made.pages { try sessions.endOperator(page.id, now: now) }
            #expect(try sessions.operators(since: now, now: now).map(\.id) == [owner.id])
            let customers = try #require(made.pages.first)
            #expect(try sessions.find(customers.id, now: now) == customers)
            try sample.registry.tokens.revoke(token.id, now: now)
            #expect(try sessions.find(customers.id, now: now) == nil)

            let link = SignInLink(
                id: .random(), secretDigest: [UInt8](repeating: 5, count: 32), holder: .owner,
                by: nil, createdAt: now, expiresAt: now + .seconds(600))
            try sessions.add(link, now: now)
            #expect(try sessions.operatorLinks(now: now) == [link])
            #expect(try sessions.operatorLinks(now: link.expiresAt).isEmpty)
            for other in made.links + [link] {
                try sessions.withdrawOperatorLink(other.id, now: now)
            }
            #expect(try sessions.operatorLinks(now: now).isEmpty)
            #expect(try sessions.link(link.id, now: now) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `ends with the key that was shown, and not when its terms change`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, minted) = try sample.sell(seats: .seats(5))
            var extras = LicenseExtras()
            extras.text = "OLD-KEY"
            let (short, _, _) = try sample.sell(seed: 501, extras: extras)
            let sessions = [
                try sample.open(.license(license, of: sample.organization), by: .key(key), seed: 1),
                try sample.open(
                    .license(short, of: sample.organization),
                    by: .key(KeyReference(text: "OLD-KEY")), seed: 2),
            ]
            // One from before it was noted what opened it.
            let unknown = try sample.open(
                .license(license, of: sample.organization), by: nil, seed: 3)
            let now = SampleRegistry.now
            #expect(try sample.registry.tokens.sessions.find(unknown.id, now: now) == nil)
            var claims = minted.claims
            claims.issuedAt = now + .seconds(1)
            let record = try #require(try sample.registry.licenses.find(license))
            try sample.registry.issuance.replaceToken(
                record, by: sample.issuer.mint(claims), former: .runsOut, now: now)
            for session in sessions {
                #expect(try sample.registry.tokens.sessions.find(session.id, now: now) == session)
            }
            for id in [license, short] {
                try sample.registry.issuance.rotate(
                    id, by: sample.issuer, now: now + .seconds(2))
            }
            for session in sessions {
                #expect(try sample.registry.tokens.sessions.find(session.id, now: now) == nil)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `ends with its holder`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let made = try sample.openAll(by: nil, seed: 10)
            let now = SampleRegistry.now
            #expect(try made.good(in: sample.registry, at: now) == made.count)
            try sample.registry.customers.delete(made.customer, now: now)
            #expect(try made.good(in: sample.registry, at: now) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `is not made with a token that has ended, and ends no later`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let token = try sample.token(1, endsIn: 600)
            let end = SampleRegistry.now + .seconds(600)
            for life in [nil, 3600] as [Int64?] {
                let child = try sample.token(life == nil ? 2 : 3, by: token, endsIn: life)
                #expect(try sample.registry.tokens.find(child.id)?.expiresAt == end)
            }
            try sample.registry.tokens.rotate(
                token.id, secretDigest: [UInt8](repeating: 9, count: 32), now: SampleRegistry.now)
            #expect(throws: RegistryError.missing(kind: .token)) {
                try sample.token(4, by: token)
            }
            let other = try sample.token(5)
            #expect(throws: RegistryError.missing(kind: .token)) {
                try sample.registry.tokens.rotate(
                    other.id, secretDigest: [UInt8](repeating: 8, count: 32), by: token,
                    now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is a token's secret too: it ends with who asked for it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (first, thief, other) = (
                try sample.token(1), try sample.token(2), try sample.token(3)
            )
            let tokens = sample.registry.tokens
            let now = SampleRegistry.now
            try tokens.rotate(
                first.id, secretDigest: [UInt8](repeating: 9, count: 32), by: thief, now: now)
            // One that rotates itself is made with nothing else.
            try tokens.rotate(
                other.id, secretDigest: [UInt8](repeating: 8, count: 32), by: other, now: now)
            #expect(try tokens.made(with: thief.id).map(\.id) == [first.id])
            #expect(try tokens.made(with: other.id).isEmpty)
            try tokens.revoke(thief.id, now: now)
            #expect(try tokens.find(first.id)?.isGood(at: now) == false)
            #expect(try tokens.find(other.id)?.isGood(at: now) == true)
        }
    }
}

/// One of each that can be made with a token.
private struct MadeCredentials {
    let customer: CustomerID
    let pages: [PageSession]
    let links: [SignInLink]
    let sessions: [CustomerSession]
    var tokens: [ShownToken] = []

    var count: Int { pages.count + links.count + sessions.count + tokens.count }

    /// How many of them open anything.
    func good(in registry: Registry, at now: Timestamp) throws -> Int {
        try pages.count { try registry.tokens.sessions.find($0.id, now: now) == $0 }
            + links.count { try registry.tokens.sessions.link($0.id, now: now) == $0 }
            + sessions.count { try registry.customers.session($0.id, now: now) == $0 }
            + tokens.count { try registry.tokens.find($0.id)?.isGood(at: now) ?? false }
    }
}

extension SampleRegistry {
    @discardableResult
    fileprivate func token(
        _ seed: UInt64, by maker: ShownToken? = nil, endsIn seconds: Int64? = nil
    ) throws -> ShownToken {
        var generator = SplitMix64(seed: seed)
        let record = APITokenRecord(
            id: .random(using: &generator), organization: nil, name: "token \(seed)",
            scopes: [.licensesRead], secretDigest: generator.bytes(32), createdAt: Self.now,
            expiresAt: seconds.map { Self.now + .seconds($0) })
        try registry.tokens.add(record, by: maker, now: Self.now)
        return ShownToken(record)
    }

    fileprivate func open(
        _ holder: PageHolder, by maker: SessionMaker?, seed: UInt64
    ) throws -> PageSession {
        var generator = SplitMix64(seed: seed)
        let session = PageSession(
            id: .random(using: &generator), secretDigest: generator.bytes(32), holder: holder,
            by: maker, createdAt: Self.now, expiresAt: Self.now + .seconds(3600))
        try registry.tokens.sessions.open(session, now: Self.now)
        return session
    }

    /// A session of a customer on the pages, one in a shop, and a link; by a token also one in the
    /// dashboard.
    fileprivate func openAll(by token: ShownToken?, seed: UInt64) throws -> MadeCredentials {
        var generator = SplitMix64(seed: seed)
        let customer = CustomerRecord(
            id: .random(using: &generator), organization: organization, name: "Ada",
            createdAt: Self.now)
        try registry.customers.add(customer, now: Self.now)
        let holder = PageHolder.customer(customer.id, of: organization)
        let end = Self.now + .seconds(3600)
        let link = SignInLink(
            id: .random(using: &generator), secretDigest: generator.bytes(32), holder: holder,
            by: token, createdAt: Self.now, expiresAt: end)
        try registry.tokens.sessions.add(link, now: Self.now)
        let session = CustomerSession(
            id: .random(using: &generator), of: customer, secretDigest: generator.bytes(32),
            returnURL: nil, by: token, createdAt: Self.now, expiresAt: end)
        try registry.customers.addSession(session, now: Self.now)
        var pages = [try open(holder, by: token.map { .token($0) }, seed: seed + 1)]
        if let token {
            pages.append(try open(.token(token.id), by: .token(token), seed: seed + 2))
        }
        return MadeCredentials(
            customer: customer.id, pages: pages, links: [link], sessions: [session])
    }
}
