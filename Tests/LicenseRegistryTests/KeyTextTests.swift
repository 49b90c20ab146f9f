// swift-format-ignore-file: NeverForceUnwrap

import COSESigning
import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Keys by which a license is found` {
    private static func reminted(
        _ registry: Registry, _ license: LicenseID, _ seconds: Int64, seats: ActivationLimit
    ) throws -> (LicenseRecord, MintedLicense) {
        let record = try registry.store.license(license)!
        var claims = record.claims
        claims.issuedAt = Registry.now + .seconds(seconds)
        claims.activationLimit = seats
        claims.statusIndex = try registry.reserve(1).first
        return (record, try registry.issuer.mint(claims))
    }

    @Test(arguments: Driver.available)
    func `are the signed one and those that it replaced, until it is rotated`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            let (license, first, _) = try registry.sell(seats: .seats(5))
            var keys = [first]
            for (step, fate) in [FormerToken.runsOut, .isOutdated].enumerated() {
                let (record, minted) = try Self.reminted(
                    registry, license, Int64(step) + 1, seats: .seats(4))
                try registry.store.replaceToken(
                    record, by: minted, former: fate, now: Registry.now)
                keys.append(Registry.key(of: minted))
            }
            for key in keys { #expect(try registry.validate(key).refusal == nil) }
            let (record, minted) = try Self.reminted(registry, license, 9, seats: .seats(4))
            try registry.store.replaceToken(
                record, by: minted, former: .isVoid, now: Registry.now)
            for key in keys { #expect(try registry.validate(key).refusal == .unknown) }
            #expect(try registry.validate(Registry.key(of: minted)).refusal == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `can be texts of another make, exact in every character`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var extras = LicenseExtras()
            extras.text = "1C285B2D-6CE6-4BC7"
            extras.origin = .imported
            extras.uses = 7
            let (license, key, _) = try registry.sell(extras: extras)
            let online = try registry.validate(KeyReference(text: "1C285B2D-6CE6-4BC7")).get()
            #expect(online.license.claims.license == license)
            #expect(online.license.text == "1C285B2D-6CE6-4BC7")
            #expect(online.license.origin == .imported)
            #expect(online.license.usage == 7)
            for other in ["1c285b2d-6ce6-4bc7", " 1C285B2D-6CE6-4BC7", "1C285B2D-6CE6-4BC7\n", ""] {
                #expect(try registry.validate(KeyReference(text: other)).refusal == .unknown)
            }
            #expect(try registry.validate(key).refusal == nil)
            try registry.store.exchangeText(of: license, now: Registry.now)
            let exchanged = try registry.validate(
                KeyReference(text: "1C285B2D-6CE6-4BC7")
            ).get().license
            #expect(exchanged.text.hasPrefix("ACME_"))
            #expect(throws: StoreError.exists(kind: .key, name: "")) {
                try registry.sell(seed: 501, extras: extras)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `find nothing where two organizations know the text`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var extras = LicenseExtras()
            extras.text = "SAME"
            _ = try registry.sell(extras: extras)
            #expect(
                try registry.store.onlineLicense(
                    named: KeyReference(text: "SAME"), now: Registry.now) != nil)
            var generator = SplitMix64(seed: 77)
            let other = Issuer(
                .random(using: &generator), key: try SigningKey.derive(seed: generator.bytes(32)))
            try registry.store.addOrganization(
                Organization(id: other.organization, name: "Other"), now: Registry.now)
            let benefit = Benefit(
                id: .random(using: &generator), name: registry.benefit.name,
                terms: registry.benefit.terms)
            try registry.store.addBenefit(
                benefit, organization: other.organization, now: Registry.now)
            let minted = try other.mint(
                benefit.terms, for: Grant(benefit.id), issuedAt: Registry.now, using: &generator)
            try registry.store.record(LicenseRecord(minted), with: extras, now: Registry.now)
            let named = KeyReference(text: "SAME")
            #expect(try registry.store.onlineLicense(named: named, now: Registry.now) == nil)
            let mine = try registry.store.onlineLicense(
                named: named, of: registry.organization, now: Registry.now)
            #expect(mine?.claims.organization == registry.organization)
        }
    }

    @Test(arguments: Driver.available)
    func `find a license that was ended early until that is taken back`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (license, key, minted) = try registry.sell(seats: .seats(5))
            let past = Registry.now - .seconds(86_400)
            try registry.store.setEnd(of: license, to: past, now: Registry.now)
            #expect(try registry.validate(key).refusal == .expired)
            let snapshot = try registry.store.statusSnapshot(of: registry.organization, shard: 0)
            #expect(snapshot.exceptions.map(\.index) == [minted.claims.statusIndex!])
            #expect(snapshot.exceptions.map(\.status) == [.suspended])
            let (record, next) = try Self.reminted(registry, license, 1, seats: .seats(5))
            try registry.store.replaceToken(
                record, by: next, former: .runsOut, end: .isKept, now: Registry.now)
            #expect(try registry.validate(key).refusal == .expired)
            try registry.store.setEnd(of: license, to: nil, now: Registry.now)
            #expect(try registry.validate(key).refusal == nil)
            let after = try registry.store.statusSnapshot(of: registry.organization, shard: 0)
            #expect(after.exceptions.isEmpty)
        }
    }
}
