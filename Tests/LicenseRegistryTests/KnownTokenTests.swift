import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

/// Which license keys a device may ask with.
@Suite struct `A device's license key` {
    /// The same license again, with other claims or by another key.
    private static func token(
        like license: VerifiedLicense, by key: borrowing SigningKey,
        _ change: (inout LicenseClaims) -> Void = { _ in }
    ) throws -> VerifiedLicense {
        var claims = license.claims
        change(&claims)
        let issuer = Issuer(
            claims.organization,
            key: try SigningKey.derive(seed: [UInt8](repeating: 66, count: 32)))
        let minted = try issuer.mint(claims)
        return try TrustedKeys(pinning: issuer.verificationKey).verify(LicenseKey(minted.message))
    }

    @Test(arguments: Driver.available)
    func `is taken only if the registry has it, whoever has signed it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(5))
            let forged = try Self.token(
                like: license, by: SigningKey.derive(seed: [UInt8](repeating: 66, count: 32)))
            let device = try TestDevice(1, forged)
            let key = RegistryVendor.key
            func answer(
                _ request: VerifiedActivationRequest, _ token: [UInt8]
            ) throws -> DeviceAnswer {
                try sample.registry.activations.answer(
                    request, about: license.claims.license, token: token, id: .random(),
                    policy: SyncPolicy(allowance: AllowancePolicy(headroom: 1, share: 1)),
                    now: SampleRegistry.now,
                    sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
            }
            #expect(throws: RegistryError.tokenUnknown) {
                try answer(device.request(), forged.digest)
            }
            #expect(try sample.registry.activations.all(of: license.claims.license).isEmpty)
            let good = try answer(device.request(), license.digest)
            #expect(good.outcome == .accepted)
            // Who has a seat gives it back without any license key.
            let end = try answer(device.request(.deactivate(used: UsageTotal())), forged.digest)
            #expect(end.outcome == .deactivated)
        }
    }

    @Test(arguments: Driver.available)
    func `counts for the organization of its signing key alone, until that is retired`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let organizations = sample.registry.organizations
            let other = Organization(id: .random(), name: "Other Ltd")
            try organizations.add(other, now: SampleRegistry.now)
            let license = try RegistryVendor.license(sample, seats: .seats(5))
            let foreign = try SigningKey.derive(seed: [UInt8](repeating: 66, count: 32))
            for (name, key, owner) in [
                ("own", sample.issuer.verificationKey, sample.organization),
                ("foreign", foreign.verificationKey, other.id),
            ] {
                try organizations.addSigningKey(
                    SigningKeyRecord(
                        name: name, publicKey: key, organization: owner,
                        createdAt: SampleRegistry.now))
            }
            let keys = try #require(IssuingKeys(try organizations.signingKeys()))
            _ = try keys.verify(LicenseKey(license.message))
            let stolen = try Self.token(like: license, by: foreign)
            #expect(throws: LicenseError.issuer(.organization)) {
                try keys.verify(LicenseKey(stolen.message))
            }
            let later = SampleRegistry.now + .seconds(1)
            try organizations.retireSigningKey(named: "own", now: later)
            let retired = try #require(IssuingKeys(try organizations.signingKeys()))
            _ = try retired.verify(LicenseKey(license.message))
            let late = try sample.issuer.mint(
                {
                    var claims = license.claims
                    claims.issuedAt = later
                    return claims
                }())
            #expect(throws: LicenseError.issuer(.window)) {
                try retired.verify(LicenseKey(late.message))
            }
            #expect(throws: RegistryError.missing(kind: .signingKey)) {
                try organizations.retireSigningKey(named: "nobody", now: later)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is not taken in with the position of another license`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let index = try #require(try sample.reserve(1).first)
            let license = try sample.mint(index: index, seed: 8)
            try sample.registry.issuance.record(
                [LicenseRecord(license)], now: SampleRegistry.now)
            var claims = license.claims
            claims.license = .random()
            let minted = try sample.issuer.mint(claims)
            let other = try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                LicenseKey(minted.message))
            #expect(
                throws: RegistryError.positionTaken(index, by: license.claims.license)
            ) {
                try sample.registry.issuance.importLicense(
                    other, customer: nil, now: SampleRegistry.now)
            }
            #expect(try sample.registry.licenses.find(claims.license) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `never takes over another organization's customer`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let other = Organization(id: .random(), name: "Other Ltd")
            try registry.organizations.add(other, now: SampleRegistry.now)
            let victim = CustomerID.random()
            try registry.customers.add(
                CustomerRecord(
                    id: victim, organization: other.id, name: "Victim",
                    createdAt: SampleRegistry.now
                ), now: SampleRegistry.now)
            let minted = try sample.mint(customer: victim, seed: 9)
            let license = try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                LicenseKey(minted.message))
            #expect(throws: RegistryError.customerOfAnother) {
                try registry.issuance.importLicense(
                    license, customer: nil, now: SampleRegistry.now)
            }
            #expect(try registry.licenses.find(license.claims.license) == nil)
            // The tables hold to it too, whoever writes them.
            try registry.issuance.record(
                [LicenseRecord(try sample.mint(seed: 10))], now: SampleRegistry.now)
            #expect(throws: (any Error).self) {
                try sample.database.open().run(
                    "UPDATE license SET customer_id = $1", [.blob(victim.bytes)])
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is not imported before its date, so that a key can follow it`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(5))
            let (registry, id) = (sample.registry, license.claims.license)
            var claims = license.claims
            claims.issuedAt = SampleRegistry.now + .seconds(400)
            let ahead = try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                LicenseKey(sample.issuer.mint(claims).message))
            #expect(throws: RegistryError.issuedAhead(seconds: 100)) {
                try registry.issuance.importLicense(ahead, customer: nil, now: SampleRegistry.now)
            }
            #expect(try registry.licenses.find(id)?.tokenDigest == license.digest)
            let later = SampleRegistry.now + .seconds(100)
            #expect(try registry.issuance.importLicense(ahead, customer: nil, now: later))
        }
    }

    @Test(arguments: Driver.available)
    func `counts once it is imported, also for a license that is here`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try RegistryVendor.license(sample, seats: .seats(5))
            let (registry, id) = (sample.registry, license.claims.license)
            var tokens: [VerifiedLicense] = []
            for seconds in [-100, 100] {
                var claims = license.claims
                claims.issuedAt = SampleRegistry.now + .seconds(seconds)
                let minted = try sample.issuer.mint(claims)
                tokens.append(
                    try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                        LicenseKey(minted.message)))
            }
            for token in tokens {
                #expect(
                    try registry.licenses.details(
                        named: KeyReference(token), of: nil, now: SampleRegistry.now) == nil)
                let isNew = try registry.issuance.importLicense(
                    token, customer: nil, now: SampleRegistry.now)
                let isNewAgain = try registry.issuance.importLicense(
                    token, customer: nil, now: SampleRegistry.now)
                #expect(isNew && !isNewAgain)
            }
            for token in tokens + [license] {
                let found = try registry.licenses.details(
                    named: KeyReference(token), of: nil, now: SampleRegistry.now)
                #expect(found?.claims.license == id)
            }
            // The newest is the license's, and what the others are replaced by.
            #expect(try registry.licenses.find(id)?.message == tokens[1].message)
            try registry.maintenance.check()
        }
    }

    @Test(arguments: Driver.available)
    func `is minted by no key that was retired`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            try registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "own", publicKey: sample.issuer.verificationKey,
                    organization: sample.organization, createdAt: SampleRegistry.now))
            let license = try RegistryVendor.license(sample, seats: .seats(5))
            let order = LicenseOrder(sample.benefit.id, terms: sample.benefit.terms)
            try registry.issuance.mint(order, by: sample.issuer, now: SampleRegistry.now)
            try registry.organizations.retireSigningKey(named: "own", now: SampleRegistry.now)
            #expect(throws: RegistryError.noIssuer) {
                try registry.issuance.mint(order, by: sample.issuer, now: SampleRegistry.now)
            }
            #expect(throws: RegistryError.noIssuer) {
                try registry.issuance.rotate(
                    license.claims.license, by: sample.issuer, now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `and all that hangs on it stay with one organization, whoever writes the tables`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let other = Organization(id: .random(), name: "Other Ltd")
            try registry.organizations.add(other, now: SampleRegistry.now)
            let theirs = Benefit(
                id: .random(), name: try #require(BenefitName("theirs")),
                terms: sample.benefit.terms)
            try registry.benefits.add(theirs, organization: other.id, now: SampleRegistry.now)
            let license = try RegistryVendor.license(sample, seats: .seats(5))
            let database = try sample.database.open()
            let id = SQLValue.blob(license.claims.license.bytes)
            let foreign = SQLValue.blob(other.id.bytes)
            for (statement, values) in [
                ("UPDATE license SET benefit_id = $1", [.blob(theirs.id.bytes)]),
                ("UPDATE license SET organization_id = $1", [foreign]),
                (
                    """
                    INSERT INTO former_token (digest, license_id, organization_id, is_void,
                        replaced_at, is_known) VALUES ($3, $1, $2, 0, 0, 1)
                    """, [id, foreign, .blob([1])]
                ),
            ] as [(String, [SQLValue])] {
                #expect(throws: (any Error).self, "\(statement)") {
                    try database.run(statement, values)
                }
            }
            // Sessions on the pages, of which the last two are the organization's own.
            for (number, table) in ["sign_in_link", "page_session"].enumerated() {
                func open(for owner: SQLValue) throws {
                    let seen = number == 0 ? "used_at" : "seen_at"
                    try database.run(
                        """
                        INSERT INTO \(table) (id, secret_digest, holder_kind, holder_id,
                            organization_id, created_at, expires_at, \(seen))
                        VALUES ($1, $2, 3, $3, $4, 0, 1, 0)
                        """,
                        [
                            .blob([UInt8](repeating: 7, count: 16)),
                            .blob([UInt8](repeating: 7, count: 32)), id, owner,
                        ])
                }
                #expect(throws: (any Error).self, "\(table)") { try open(for: foreign) }
                try open(for: .blob(sample.organization.bytes))
                #expect(throws: (any Error).self, "\(table)") {
                    try database.run("UPDATE \(table) SET organization_id = $1", [foreign])
                }
            }
        }
    }
}
