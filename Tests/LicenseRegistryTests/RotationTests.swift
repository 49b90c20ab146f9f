import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A customer's new keys` {
    private static let limit = RotationLimit(perDay: 3)

    @Test(arguments: Driver.available)
    func `are so many in a day, and the vendor's do not count`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, _, _) = try sample.sell()
            var now = SampleRegistry.now
            for _ in 0..<3 {
                now = now + .seconds(60)
                try sample.rotate(license, Self.limit, at: now)
            }
            #expect(throws: RegistryError.rotatedTooOften(seconds: 86_400 - 120 - 60)) {
                try sample.rotate(license, Self.limit, at: now + .seconds(60))
            }
            // What was refused changed nothing, and the vendor may all the same.
            try sample.rotate(license, nil, at: now + .seconds(60))
            let tomorrow = SampleRegistry.now + .seconds(60 + 86_400)
            try sample.rotate(license, Self.limit, at: tomorrow)
        }
    }

    @Test(arguments: Driver.available)
    func `are never dated far into the future`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (license, _, _) = try sample.sell()
            for _ in 0..<300 { try sample.rotate(license, nil, at: SampleRegistry.now) }
            #expect(throws: RegistryError.issuedAhead(seconds: 1)) {
                try sample.rotate(license, nil, at: SampleRegistry.now)
            }
            try sample.rotate(license, nil, at: SampleRegistry.now + .seconds(1))
        }
    }

    @Test(arguments: Driver.available)
    func `take over the position of a key that nobody has`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try sample.sellShort()
            let first = try sample.position(of: license)
            try sample.rotate(license, Self.limit, at: SampleRegistry.now)
            // The first key may be anywhere: whoever minted it was shown it.
            let second = try sample.position(of: license)
            #expect(second != first)
            try sample.rotate(license, Self.limit, at: SampleRegistry.now)
            #expect(try sample.position(of: license) == second)
            let snapshot = try sample.registry.statusLists.snapshot(
                of: sample.organization, shard: 0)
            #expect(snapshot.exceptions.map(\.index) == [first])
        }
    }

    @Test(arguments: Driver.available, Handover.allCases)
    func `get a position of their own once somebody has the key`(
        _ driver: Driver, _ handover: Handover
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try sample.sellShort()
            try sample.rotate(license, Self.limit, at: SampleRegistry.now)
            let seen = try sample.position(of: license)
            switch handover {
            case .exchange:
                try sample.registry.licenses.exchangeText(of: license, now: SampleRegistry.now)
            case .vendor:
                let details = try #require(
                    try sample.registry.licenses.details(license, now: SampleRegistry.now))
                try sample.registry.licenses.noteShown(details, now: SampleRegistry.now)
            case .export:
                try sample.registry.licenses.showTokens(of: nil, now: SampleRegistry.now)
            case .email:
                _ = try sample.registry.customers.emails.queue(
                    for: license, now: SampleRegistry.now)
            case .device:
                let record = try #require(try sample.registry.licenses.find(license))
                let device = try TestDevice(
                    1,
                    TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                        LicenseKey(record.message)))
                try RegistryVendor(registry: sample.registry).answer(device.request(), of: device)
            }
            try sample.rotate(license, Self.limit, at: SampleRegistry.now)
            #expect(try sample.position(of: license) != seen)
            let snapshot = try sample.registry.statusLists.snapshot(
                of: sample.organization, shard: 0)
            #expect(snapshot.exceptions.map(\.index).contains(seen))
        }
    }

    /// Through which a signed key gets into somebody's hands.
    enum Handover: CaseIterable, Sendable { case exchange, vendor, export, email, device }
}

extension SampleRegistry {
    fileprivate func rotate(
        _ license: LicenseID, _ limit: RotationLimit?, at now: Timestamp
    ) throws {
        try registry.issuance.rotate(license, limit: limit, by: issuer, now: now)
    }

    /// A license whose customer sees a short key.
    fileprivate func sellShort() throws -> LicenseID {
        try registry.benefits.setKeyForm(of: benefit.id, to: .short, now: Self.now)
        var order = LicenseOrder(benefit.id, terms: benefit.terms)
        order.terms.activationLimit = .seats(5)
        var customer = CustomerRecord(
            id: .random(), organization: organization, name: "Ada", createdAt: Self.now)
        customer.email = "ada@example.com"
        try registry.customers.add(customer, now: Self.now)
        order.customer = customer.id
        return try registry.issuance.mint(order, by: issuer, now: Self.now).claims.license
    }

    fileprivate func position(of license: LicenseID) throws -> StatusIndex {
        try #require(try registry.licenses.find(license)?.claims.statusIndex)
    }
}
