import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Keys by which a license is found` {
    private static func reminted(
        _ sample: SampleRegistry, _ license: LicenseID, _ seconds: Int64, seats: ActivationLimit
    ) throws -> (LicenseRecord, MintedLicense) {
        let record = try sample.registry.licenses.find(license)!
        var claims = record.claims
        claims.issuedAt = SampleRegistry.now + .seconds(seconds)
        claims.activationLimit = seats
        claims.statusIndex = try sample.reserve(1).first
        return (record, try sample.issuer.mint(claims))
    }

    @Test(arguments: Driver.available)
    func `are the signed one and those that it replaced, until it is rotated`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, first, _) = try sample.sell(seats: .seats(5))
            var keys = [first]
            for (step, fate) in [FormerToken.runsOut, .isOutdated].enumerated() {
                let (record, minted) = try Self.reminted(
                    sample, license, Int64(step) + 1, seats: .seats(4))
                try sample.registry.issuance.replaceToken(
                    record, by: minted, former: fate, now: SampleRegistry.now)
                keys.append(SampleRegistry.key(of: minted))
            }
            for key in keys { #expect(try sample.validate(key).refusal == nil) }
            let (record, minted) = try Self.reminted(sample, license, 9, seats: .seats(4))
            try sample.registry.issuance.replaceToken(
                record, by: minted, former: .isVoid, now: SampleRegistry.now)
            for key in keys { #expect(try sample.validate(key).refusal == .unknown) }
            #expect(try sample.validate(SampleRegistry.key(of: minted)).refusal == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `can be texts of another make, exact in every character`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var extras = LicenseExtras()
            extras.text = "1C285B2D-6CE6-4BC7"
            extras.origin = .imported
            extras.uses = 7
            let (license, key, _) = try sample.sell(extras: extras)
            let online = try sample.validate(KeyReference(text: "1C285B2D-6CE6-4BC7")).get()
            #expect(online.license.claims.license == license)
            #expect(online.license.text == "1C285B2D-6CE6-4BC7")
            #expect(online.license.origin == .imported)
            #expect(online.license.usage == 7)
            for other in ["1c285b2d-6ce6-4bc7", " 1C285B2D-6CE6-4BC7", "1C285B2D-6CE6-4BC7\n", ""] {
                #expect(try sample.validate(KeyReference(text: other)).refusal == .unknown)
            }
            #expect(try sample.validate(key).refusal == nil)
            try sample.registry.licenses.exchangeText(of: license, now: SampleRegistry.now)
            let exchanged = try sample.validate(
                KeyReference(text: "1C285B2D-6CE6-4BC7")
            ).get().license
            #expect(exchanged.text.hasPrefix("ACME_"))
            #expect(throws: RegistryError.exists(kind: .key, name: "")) {
                try sample.sell(seed: 501, extras: extras)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `find the license of who had a text first, whatever others import`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            var extras = LicenseExtras()
            extras.text = "SAME-0A1B2C3D-0000-4000-8000-00000000000A"
            let (first, _, _) = try sample.sell(extras: extras)
            #expect(
                try sample.registry.licenses.details(
                    named: KeyReference(text: extras.text ?? ""), now: SampleRegistry.now) != nil)
            var generator = SplitMix64(seed: 77)
            let other = Issuer(
                .random(using: &generator), key: try SigningKey.derive(seed: generator.bytes(32)))
            try sample.registry.organizations.add(
                Organization(id: other.organization, name: "Other"), now: SampleRegistry.now)
            let benefit = Benefit(
                id: .random(using: &generator), name: sample.benefit.name,
                terms: sample.benefit.terms)
            try sample.registry.benefits.add(
                benefit, organization: other.organization, now: SampleRegistry.now)
            let minted = try other.mint(
                benefit.terms, for: Grant(benefit.id), issuedAt: SampleRegistry.now,
                using: &generator)
            // As somebody types the key of the first, who would then find that of the second.
            for text in [
                "same-0a1b2c3d-0000-4000-8000-00000000000a",
                "SAME-OA1B2C3D-0000-4000-8000-00000000000A",
                " SAME-0A1B2C3D-0000-4000-8000-00000000000A",
            ] {
                var typed = LicenseExtras()
                typed.text = text
                #expect(throws: RegistryError.exists(kind: .key, name: ""), "\(text)") {
                    try sample.registry.issuance.record(
                        LicenseRecord(minted), with: typed, now: SampleRegistry.now)
                }
            }
            try sample.registry.issuance.record(
                LicenseRecord(minted), with: extras, now: SampleRegistry.now)
            let named = KeyReference(text: extras.text ?? "")
            #expect(
                try sample.registry.licenses.details(named: named, now: SampleRegistry.now)?
                    .claims.license == first)
            for (owner, license) in [
                (sample.organization, first), (other.organization, minted.claims.license),
            ] {
                let own = try sample.registry.licenses.details(
                    named: named, of: owner, now: SampleRegistry.now)
                #expect(own?.claims.license == license)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `find a license that was ended early until that is taken back`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, key, minted) = try sample.sell(seats: .seats(5))
            let past = SampleRegistry.now - .seconds(86_400)
            try sample.registry.issuance.setEnd(of: license, to: past, now: SampleRegistry.now)
            #expect(try sample.validate(key).refusal == .expired)
            let snapshot = try sample.registry.statusLists.snapshot(
                of: sample.organization, shard: 0)
            #expect(snapshot.exceptions.map(\.index) == [minted.claims.statusIndex!])
            #expect(snapshot.exceptions.map(\.status) == [.suspended])
            let (record, next) = try Self.reminted(sample, license, 1, seats: .seats(5))
            try sample.registry.issuance.replaceToken(
                record, by: next, former: .runsOut, end: .isKept, now: SampleRegistry.now)
            #expect(try sample.validate(key).refusal == .expired)
            try sample.registry.issuance.setEnd(of: license, to: nil, now: SampleRegistry.now)
            #expect(try sample.validate(key).refusal == nil)
            let after = try sample.registry.statusLists.snapshot(of: sample.organization, shard: 0)
            #expect(after.exceptions.isEmpty)
        }
    }
}
