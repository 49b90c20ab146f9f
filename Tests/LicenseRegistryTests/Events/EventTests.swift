// swift-format-ignore-file: NeverForceUnwrap

import COSE
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

extension Registry {
    static let endpointID = WebhookEndpointID("5f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    /// An endpoint of the organization's.
    func addEndpoint(now: Timestamp = Registry.now) throws {
        try store.addWebhookEndpoint(
            Self.endpointID, of: organization, WebhookTerms(url: "https://example.com/hook"),
            secrets: [WebhookSecretRecord(.symmetric, "whsec_old")], now: now)
    }

    /// What has happened, and is to be shared out, as the registry gives it back.
    func events() throws -> [LicenseEvent] { try store.newEvents(limit: 10_000).map(\.event) }

    func eventTypes() throws -> [EventType] { try events().map(\.type) }
}

@Suite struct `Events of a license` {
    @Test(arguments: Driver.available)
    func `are recorded once for each change, and not for what changes nothing`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            try registry.addEndpoint()
            let minted = try (1...3).map { try registry.mint(seed: UInt64($0)) }
            try registry.store.record(minted.map { LicenseRecord($0) }, now: Registry.now)
            let id = minted[0].claims.license
            for state in [LicenseState.disabled, .disabled, .revoked, .revoked, .granted] {
                try registry.store.setState(
                    of: id, to: state, reason: "so", now: Registry.now + .seconds(5))
            }
            let events = try registry.events()
            #expect(
                events.map(\.type) == [
                    .created, .created, .created, .disabled, .revoked, .enabled,
                ])
            #expect(events[3].snapshot.license?.state == .disabled)
            #expect(events[3].snapshot.revocationReason == nil)
            #expect(events[4].snapshot.license?.state == .revoked)
            #expect(events[4].snapshot.revocationReason == "so")
            #expect(events[4].occurredAt == Registry.now + .seconds(5))
            #expect(events[5].snapshot.license?.id == id)
        }
    }

    @Test(arguments: Driver.available)
    func `say where a license comes from, and through which sale`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.addEndpoint()
            let sales = [Sale(.order, "pay_1")!, Sale(.subscription, "sub_1")!]
            for sale in sales {
                let book = SaleBook(registry: registry, sale: sale)
                try book.take(book.notice(.granted, at: 0))
            }
            var extras = LicenseExtras()
            extras.origin = .imported
            try registry.store.record(
                LicenseRecord(registry.mint(seed: 1)), with: extras, now: Registry.now)
            let licenses = try registry.events().map { try #require($0.snapshot.license) }
            #expect(licenses.map(\.sale) == sales + [nil])
            #expect(licenses.map(\.origin) == [.sale, .sale, .imported])
        }
    }

    @Test(arguments: Driver.available)
    func `are not recorded while nobody wants to hear of them`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            try registry.addEndpoint()
            try registry.store.deleteWebhookEndpoint(Registry.endpointID, now: Registry.now)
            try registry.store.setState(
                of: minted.claims.license, to: .disabled, reason: "", now: Registry.now)
            #expect(try registry.events().isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `are there with the change, or neither is`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.addEndpoint()
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            try registry.database.open().forbidAuditRecords()
            #expect(throws: StoreError.self) {
                try registry.store.setState(
                    of: minted.claims.license, to: .revoked, reason: "", now: Registry.now)
            }
            #expect(try registry.store.license(minted.claims.license)?.state == .granted)
            #expect(try registry.eventTypes() == [.created])
        }
    }

    @Test(arguments: Driver.available)
    func `name what is new, and say how it now stands`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.addEndpoint()
            let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")
            let minted = try registry.mint(customer: customer, seed: 1)
            try registry.store.record(
                [LicenseRecord(minted, customer: "Ärzte & Söhne")], now: Registry.now)
            let held = try #require(try registry.store.license(minted.claims.license))
            var claims = held.claims
            claims.issuedAt = Registry.now + .seconds(5)
            claims.expiresAt = Registry.now + .seconds(86_400)
            claims.activationLimit = .seats(7)
            claims.usageLimit = 99
            let next = try registry.issuer.mint(claims)
            try registry.store.replaceToken(
                held, by: next, former: .runsOut, now: Registry.now)
            let event = try #require(try registry.events().last)
            #expect(event.type == .updated)
            #expect(
                event.snapshot.changed == [.key, .expiresAt, .activationLimit, .usageLimit])
            let license = try #require(event.snapshot.license)
            #expect(license.key == next.text)
            #expect(license.customer == customer && license.customerName == "Ärzte & Söhne")
            #expect(license.activationLimit == .seats(7) && license.usageLimit == 99)
            #expect(license.expiresAt == claims.expiresAt)
            #expect(license.organization == registry.organization)
            #expect(license.benefit == registry.benefit.id)
        }
    }

    @Test(arguments: Driver.available)
    func `tell of seats and units that devices take and give back`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.addEndpoint()
            let vendor = Vendor(store: registry.store)
            let license = try Vendor.license(registry, seats: .seats(2), usage: 100)
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
                try registry.store.activations(of: license.claims.license).first)
            try registry.store.freeSeat(seat.id, now: Registry.now + .seconds(60))
            #expect(throws: StoreError.missing(kind: .activation)) {
                try registry.store.freeSeat(seat.id, now: Registry.now)
            }
            let events = try registry.events()
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
        _ driver: Driver, _ body: (Registry, LicenseID) throws -> Void
    ) throws {
        try Registry.with(driver) { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            #expect(minted.claims.expiresAt == end)
            try body(registry, minted.claims.license)
        }
    }

    @Test(arguments: Driver.available)
    func `is told of once, and again once it is moved`(_ driver: Driver) throws {
        try Self.with(driver) { registry, id in
            try registry.addEndpoint()
            let store = registry.store
            #expect(try store.announceExpiries(limit: 10, now: Self.end - .seconds(1)) == 0)
            #expect(try store.announceExpiries(limit: 10, now: Self.end) == 1)
            #expect(try store.announceExpiries(limit: 10, now: Self.end) == 0)
            // Another program finds it told of, too.
            #expect(try registry.reopened().announceExpiries(limit: 10, now: Self.end) == 0)
            let held = try #require(try store.license(id))
            var claims = held.claims
            claims.issuedAt = Self.end
            claims.expiresAt = Self.end + .seconds(100)
            try store.replaceToken(
                held, by: registry.issuer.mint(claims), former: .isVoid, now: Self.end)
            #expect(try store.announceExpiries(limit: 10, now: Self.end + .seconds(99)) == 0)
            #expect(try store.announceExpiries(limit: 10, now: Self.end + .seconds(100)) == 1)
            #expect(try registry.eventTypes() == [.expired, .updated, .expired])
        }
    }

    @Test(arguments: Driver.available)
    func `is told of when a license that was switched off is good again`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { registry, id in
            try registry.addEndpoint()
            let store = registry.store
            try store.setState(of: id, to: .disabled, reason: "", now: Registry.now)
            #expect(try store.announceExpiries(limit: 10, now: Self.end) == 0)
            try store.setState(of: id, to: .granted, reason: "", now: Self.end)
            #expect(try store.announceExpiries(limit: 10, now: Self.end) == 1)
            #expect(try registry.eventTypes() == [.disabled, .enabled, .expired])
        }
    }

    @Test(arguments: Driver.available)
    func `is old news where it came before the first endpoint`(_ driver: Driver) throws {
        try Self.with(driver) { registry, _ in
            #expect(try registry.store.announceExpiries(limit: 10, now: Self.end) == 0)
            try registry.addEndpoint(now: Self.end)
            #expect(try registry.store.announceExpiries(limit: 10, now: Self.end) == 0)
        }
    }
}

@Suite struct `Events of what is done online` {
    private static func types(_ registry: Registry) throws -> [EventType] {
        try registry.store.newEvents(limit: 100).map(\.event.type)
    }

    @Test(arguments: Driver.available)
    func `are recorded with the change, and not for what was refused`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.addEndpoint()
            let (license, key, _) = try registry.sell(seats: .seats(1), units: 10)
            let seat = try registry.take(key, seed: 1).get().seat
            _ = try registry.take(key, seed: 2)
            _ = try registry.validate(key, units: 9)
            _ = try registry.validate(key, units: 5)
            _ = try registry.validate(key, units: 1)
            _ = try registry.validate(key)
            _ = try registry.store.freeSeat(seat.id, of: key, of: nil, now: Registry.now)
            try registry.store.setEnd(
                of: license, to: Registry.now - .seconds(1), now: Registry.now)
            #expect(
                try Self.types(registry) == [
                    .created, .activated, .usageLimitReached, .deactivated, .updated, .expired,
                ])
            let snapshots = try registry.store.newEvents(limit: 100).map(\.event.snapshot)
            #expect(snapshots[1].license?.seatsTaken == 1)
            #expect(snapshots[1].activation?.id == seat.id)
            #expect(snapshots[2].usage?.used == 10)
            #expect(snapshots[5].license?.expiresAt == Registry.now - .seconds(1))
        }
    }
}
