import COSE
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry

extension SampleRegistry {
    static let endpointID = WebhookEndpointID("5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    /// An endpoint of the organization's.
    func addEndpoint(now: Timestamp = SampleRegistry.now) throws {
        try registry.webhooks.addEndpoint(
            Self.endpointID, of: organization, WebhookTerms(url: "https://example.com/hook"),
            secrets: [WebhookSecretRecord(.symmetric, "whsec_old")], now: now)
    }

    /// What has happened, and is to be shared out, as the registry gives it back.
    func events() throws -> [LicenseEvent] {
        try registry.webhooks.outbox.newEvents(limit: 10_000).map(\.event)
    }

    func eventTypes() throws -> [EventType] { try events().map(\.type) }
}

@Suite struct `Events of a license` {
    @Test(arguments: Driver.available)
    func `are recorded once for each change, and not for what changes nothing`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let minted = try (1...3).map { try sample.mint(seed: UInt64($0)) }
            try sample.registry.issuance.record(
                minted.map { LicenseRecord($0) }, now: SampleRegistry.now)
            let id = minted[0].claims.license
            for state in [LicenseState.disabled, .disabled, .revoked, .revoked, .granted] {
                try sample.registry.issuance.setState(
                    of: id, to: state, reason: "so", now: SampleRegistry.now + .seconds(5))
            }
            let events = try sample.events()
            #expect(
                events.map(\.type) == [
                    .created, .created, .created, .disabled, .revoked, .enabled,
                ])
            #expect(events[3].snapshot.license?.state == .disabled)
            #expect(events[3].snapshot.revocationReason == nil)
            #expect(events[4].snapshot.license?.state == .revoked)
            #expect(events[4].snapshot.revocationReason == "so")
            #expect(events[4].occurredAt == SampleRegistry.now + .seconds(5))
            #expect(events[5].snapshot.license?.id == id)
        }
    }

    @Test(arguments: Driver.available)
    func `say where a license comes from, and through which sale`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let sales = [Sale(.order, "pay_1")!, Sale(.subscription, "sub_1")!]
            for sale in sales {
                let book = SaleBook(sample: sample, sale: sale)
                try book.take(book.notice(.granted, at: 0))
            }
            var extras = LicenseExtras()
            extras.origin = .imported
            try sample.registry.issuance.record(
                LicenseRecord(sample.mint(seed: 1)), with: extras, now: SampleRegistry.now)
            let licenses = try sample.events().map { try #require($0.snapshot.license) }
            #expect(licenses.map(\.sale) == sales + [nil])
            #expect(licenses.map(\.origin) == [.sale, .sale, .imported])
        }
    }

    @Test(arguments: Driver.available)
    func `are not recorded while nobody wants to hear of them`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            try sample.addEndpoint()
            try sample.registry.webhooks.deleteEndpoint(
                SampleRegistry.endpointID, now: SampleRegistry.now)
            try sample.registry.issuance.setState(
                of: minted.claims.license, to: .disabled, reason: "", now: SampleRegistry.now)
            #expect(try sample.events().isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `are there with the change, or neither is`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            try sample.database.open().forbidAuditRecords()
            #expect(throws: RegistryError.self) {
                try sample.registry.issuance.setState(
                    of: minted.claims.license, to: .revoked, reason: "", now: SampleRegistry.now)
            }
            #expect(try sample.registry.licenses.find(minted.claims.license)?.state == .granted)
            #expect(try sample.eventTypes() == [.created])
        }
    }

    @Test(arguments: Driver.available)
    func `name what is new, and say how it is now`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")
            let minted = try sample.mint(customer: customer, seed: 1)
            try sample.registry.issuance.record(
                [LicenseRecord(minted, customer: "Ärzte & Söhne")], now: SampleRegistry.now)
            let held = try #require(try sample.registry.licenses.find(minted.claims.license))
            var claims = held.claims
            claims.issuedAt = SampleRegistry.now + .seconds(5)
            claims.expiresAt = SampleRegistry.now + .seconds(86_400)
            claims.activationLimit = .seats(7)
            claims.usageLimit = 99
            let next = try sample.issuer.mint(claims)
            try sample.registry.issuance.replaceToken(
                held, by: next, former: .runsOut, now: SampleRegistry.now)
            let event = try #require(try sample.events().last)
            #expect(event.type == .updated)
            #expect(
                event.snapshot.changed == [.key, .expiresAt, .activationLimit, .usageLimit])
            let license = try #require(event.snapshot.license)
            #expect(license.key == next.text)
            #expect(license.customer == customer && license.customerName == "Ärzte & Söhne")
            #expect(license.activationLimit == .seats(7) && license.usageLimit == 99)
            #expect(license.expiresAt == claims.expiresAt)
            #expect(license.organization == sample.organization)
            #expect(license.benefit == sample.benefit.id)
        }
    }

    @Test(arguments: Driver.available)
    func `tell of seats and units that devices take and give back`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let vendor = RegistryVendor(registry: sample.registry)
            let license = try RegistryVendor.license(sample, seats: .seats(2), usage: 100)
            let device = try TestDevice(1, license)
            try device.take(vendor.answer(device.request(), of: device))
            // The same request again is answered, and nothing happens.
            let request = try device.request()
            for _ in 0..<2 { try device.take(vendor.answer(request, of: device)) }
            for used in [UInt64(40), 99, 100, 130] {
                device.used = used
                try device.take(vendor.answer(device.report()))
            }
            let seat = try #require(
                try sample.registry.activations.all(of: license.claims.license).first)
            try sample.registry.activations.freeSeat(
                seat.id, now: SampleRegistry.now + .seconds(60))
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try sample.registry.activations.freeSeat(seat.id, now: SampleRegistry.now)
            }
            let events = try sample.events()
            #expect(
                events.map(\.type) == [.created, .activated, .usageLimitReached, .deactivated])
            #expect(events[1].snapshot.activation?.id == seat.id)
            #expect(events[1].snapshot.license?.seatsTaken == 1)
            #expect(
                events[2].snapshot.usage
                    == EventSnapshot.UsageSnapshot(counter: "usage", used: 100, limit: 100))
            #expect(events[3].snapshot.activation?.id == seat.id)
            #expect(events[3].snapshot.license?.seatsTaken == 0)
        }
    }
}

@Suite struct `The end of a license` {
    private static let end = Timestamp("2028-01-01")!

    private static func with(
        _ driver: Driver, _ body: (SampleRegistry, LicenseID) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            #expect(minted.claims.expiresAt == end)
            try body(sample, minted.claims.license)
        }
    }

    @Test(arguments: Driver.available)
    func `is told of once, and again once it is moved`(_ driver: Driver) throws {
        try Self.with(driver) { sample, id in
            try sample.addEndpoint()
            let registry = sample.registry
            #expect(
                try registry.webhooks.outbox.announceExpiries(
                    limit: 10, now: Self.end - .seconds(1)) == 0)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 1)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 0)
            // Another program finds it told of, too.
            #expect(
                try sample.reopened().webhooks.outbox.announceExpiries(limit: 10, now: Self.end)
                    == 0)
            let held = try #require(try registry.licenses.find(id))
            var claims = held.claims
            claims.issuedAt = Self.end
            claims.expiresAt = Self.end + .seconds(100)
            try registry.issuance.replaceToken(
                held, by: sample.issuer.mint(claims), former: .isVoid, now: Self.end)
            #expect(
                try registry.webhooks.outbox.announceExpiries(
                    limit: 10, now: Self.end + .seconds(99)) == 0)
            #expect(
                try registry.webhooks.outbox.announceExpiries(
                    limit: 10, now: Self.end + .seconds(100)) == 1)
            #expect(try sample.eventTypes() == [.expired, .updated, .expired])
        }
    }

    @Test(arguments: Driver.available)
    func `is told of when it comes, also where no token says it`(_ driver: Driver) throws {
        try Self.with(driver) { sample, id in
            try sample.addEndpoint()
            let registry = sample.registry
            let early = SampleRegistry.now + .seconds(6)
            try registry.issuance.setEnd(of: id, to: early, now: SampleRegistry.now)
            #expect(try sample.eventTypes() == [.updated])
            #expect(
                try registry.webhooks.outbox.announceExpiries(limit: 10, now: early - .seconds(1))
                    == 0)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: early) == 1)
            // The end that the token says is nobody's any more.
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 0)
            #expect(try sample.eventTypes() == [.updated, .expired])
            // One that has passed is told of at once, and once.
            try registry.issuance.setEnd(of: id, to: early - .seconds(1), now: early)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: early) == 0)
            #expect(
                try sample.eventTypes() == [.updated, .expired, .updated, .expired])
            // Without it, the end of the token counts again.
            try registry.issuance.setEnd(of: id, to: nil, now: early)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 1)
        }
    }

    @Test(arguments: Driver.available)
    func `is told of when a license that was switched off is good again`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { sample, id in
            try sample.addEndpoint()
            let registry = sample.registry
            try registry.issuance.setState(
                of: id, to: .disabled, reason: "", now: SampleRegistry.now)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 0)
            try registry.issuance.setState(of: id, to: .granted, reason: "", now: Self.end)
            #expect(try registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 1)
            #expect(try sample.eventTypes() == [.disabled, .enabled, .expired])
        }
    }

    @Test(arguments: Driver.available)
    func `is old news where it came before the first endpoint`(_ driver: Driver) throws {
        try Self.with(driver) { sample, _ in
            #expect(
                try sample.registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 0)
            try sample.addEndpoint(now: Self.end)
            #expect(
                try sample.registry.webhooks.outbox.announceExpiries(limit: 10, now: Self.end) == 0)
        }
    }
}

@Suite struct `Events of what is done online` {
    private static func types(_ sample: SampleRegistry) throws -> [EventType] {
        try sample.registry.webhooks.outbox.newEvents(limit: 100).map(\.event.type)
    }

    @Test(arguments: Driver.available)
    func `are recorded with the change, and not for what was refused`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.addEndpoint()
            let (license, key, _) = try sample.sell(seats: .seats(1), units: 10)
            let seat = try sample.take(key, seed: 1).get().seat
            _ = try sample.take(key, seed: 2)
            _ = try sample.validate(key, units: 9)
            _ = try sample.validate(key, units: 5)
            _ = try sample.validate(key, units: 1)
            _ = try sample.validate(key)
            _ = try sample.registry.activations.freeSeat(
                seat.id, of: key, of: nil, now: SampleRegistry.now)
            try sample.registry.issuance.setEnd(
                of: license, to: SampleRegistry.now - .seconds(1), now: SampleRegistry.now)
            #expect(
                try Self.types(sample) == [
                    .created, .activated, .usageLimitReached, .deactivated, .updated, .expired,
                ])
            let snapshots = try sample.registry.webhooks.outbox.newEvents(limit: 100).map(
                \.event.snapshot)
            #expect(snapshots[1].license?.seatsTaken == 1)
            #expect(snapshots[1].activation?.id == seat.id)
            #expect(snapshots[2].usage?.used == 10)
            #expect(snapshots[5].license?.expiresAt == SampleRegistry.now - .seconds(1))
        }
    }
}
