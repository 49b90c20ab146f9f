// swift-format-ignore-file: NeverForceUnwrap

import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

@Suite struct `Seats in the registry` {
    private static func device(_ number: UInt8) throws -> VerificationKey {
        try SigningKey.derive(seed: [UInt8](repeating: number, count: 32)).verificationKey
    }

    private static func license(
        _ registry: Registry, seats: ActivationLimit
    ) throws -> LicenseID {
        var generator = SplitMix64(seed: 40)
        var terms = registry.benefit.terms
        terms.activationLimit = seats
        let minted = try registry.issuer.mint(
            terms, for: Grant(registry.benefit.id), issuedAt: Registry.now, using: &generator)
        try registry.store.record([LicenseRecord(minted)], now: Registry.now)
        return minted.claims.license
    }

    @discardableResult
    private static func take(
        _ store: Store, _ license: LicenseID, _ number: UInt8, lease: Timestamp? = nil
    ) throws -> ActivationRecord {
        var generator = SplitMix64(seed: UInt64(number))
        return try store.takeSeat(
            .random(using: &generator), of: license, for: device(number), label: "m\(number)",
            leaseEnd: lease, now: Registry.now)
    }

    @Test(arguments: Driver.available)
    func `are given until none is left, and given again when one is freed`(_ driver: Driver) throws
    {
        try Registry.with(driver) { registry in
            let license = try Self.license(registry, seats: .seats(2))
            try Self.take(registry.store, license, 1)
            try Self.take(registry.store, license, 2)
            #expect(throws: StoreError.noSeatLeft(limit: 2)) {
                try Self.take(registry.store, license, 3)
            }
            try registry.store.freeSeat(
                of: license, for: Self.device(1), now: Registry.now)
            try Self.take(registry.store, license, 3)
            #expect(
                try registry.store.activations(of: license).map(\.label).sorted() == ["m2", "m3"])
            #expect(throws: StoreError.missing(kind: .activation)) {
                try registry.store.freeSeat(
                    of: license, for: Self.device(1), now: Registry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are renewed for the machine that has one`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let license = try Self.license(registry, seats: .seats(1))
            let end = Registry.now + .seconds(1000)
            let first = try Self.take(registry.store, license, 1)
            let again = try Self.take(registry.store, license, 1, lease: end)
            #expect(again.id == first.id)
            #expect(again.leaseEnd == end)
            #expect(try registry.store.activations(of: license) == [again])
        }
    }

    @Test(arguments: Driver.available)
    func `have no limit where the license has none`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let license = try Self.license(registry, seats: .unlimited)
            for number in 1...20 { try Self.take(registry.store, license, UInt8(number)) }
            #expect(try registry.store.activations(of: license).count == 20)
        }
    }

    @Test(arguments: Driver.available)
    func `are not given for a license that is not granted, or not known`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let license = try Self.license(registry, seats: .seats(2))
            for state in [LicenseState.disabled, .revoked] {
                try registry.store.setState(
                    of: license, to: state, reason: "", now: Registry.now)
                #expect(throws: StoreError.notGranted(state)) {
                    try Self.take(registry.store, license, 1)
                }
            }
            #expect(throws: StoreError.missing(kind: .license)) {
                try Self.take(
                    registry.store, LicenseID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!, 1)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are not given for a license that is revoked while one waits`(_ driver: Driver) throws {
        try Registry.with(driver) { (registry) throws in
            let license = try Self.license(registry, seats: .seats(2))
            let store = registry.store
            let isHeld = DispatchSemaphore(value: 0)
            let results = concurrently(3) { number in
                switch number {
                case 0:
                    try store.database.write { _ in
                        isHeld.signal()
                        while store.database.waitingWrites != 2 { sched_yield() }
                    }
                case 1:
                    isHeld.wait()
                    try store.setState(of: license, to: .revoked, reason: "", now: Registry.now)
                default:
                    while store.database.waitingWrites != 1 { sched_yield() }
                    try Self.take(store, license, 1)
                }
            }
            try results[1].get()
            #expect(throws: StoreError.notGranted(.revoked)) { try results[2].get() }
            #expect(try store.activations(of: license).isEmpty)
        }
    }

    @Test(arguments: Driver.available, [1, 4])
    func `are exactly as many as there are, when 64 machines race for 3`(
        _ driver: Driver, programs: Int
    ) throws {
        try Registry.with(driver) { registry in
            let license = try Self.license(registry, seats: .seats(3))
            let stores = try (0..<programs).map { _ in try registry.reopened() }
            let given = concurrently(64) { number in
                do {
                    try Self.take(stores[number % programs], license, UInt8(number + 1))
                    return true
                } catch StoreError.noSeatLeft(limit: 3) {
                    return false
                }
            }
            let count = try given.count { try $0.get() }
            #expect(count == 3)
            #expect(try registry.store.activations(of: license).count == 3)
            try registry.store.verifyAudit()
        }
    }
}
