import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry

@Suite struct `A registry that was restored` {
    /// A backup, and what came after it.
    private struct Past {
        let world: RestoredRegistry
        let backup: String
        let early: [VerifiedLicense]
        let late: [VerifiedLicense]
        let metered: VerifiedLicense
        let known: TestDevice
        let unknown: TestDevice
    }

    private static func with(
        _ driver: Driver, isRaw: Bool = true, _ body: (Past) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try TestDatabase.with(driver) { (database: TestDatabase) in
                try withTemporaryDirectory { directory in
                    let world = try RestoredRegistry(sample, in: directory)
                    let past = try live(world)
                    try world.restore(past.backup, into: database, isRaw: isRaw)
                    try body(past)
                }
            }
        }
    }

    private static func live(_ world: RestoredRegistry) throws -> Past {
        let early = try world.sell(20)
        let metered = try world.sell(1, seats: .seats(2), usage: 300)[0]
        let known = try TestDevice(1, metered)
        try known.take(world.vendor.answer(known.request(), of: known))
        try world.registry.issuance.setState(
            of: early[1].claims.license, to: .revoked, reason: "", now: world.now)
        try world.publish()
        let backup = try world.backUp()
        world.now = world.now + .seconds(3600)
        let late = try world.sell(20)
        for license in [early[0], late[0]] {
            try world.registry.issuance.setState(
                of: license.claims.license, to: .revoked, reason: "", now: world.now)
        }
        try world.registry.issuance.setState(
            of: early[1].claims.license, to: .granted, reason: "", now: world.now)
        for _ in 0..<3 { try world.publish() }
        known.used = 90
        try known.take(world.vendor.answer(known.report(), at: world.now))
        known.used = 150
        let unknown = try TestDevice(2, metered)
        try unknown.take(world.vendor.answer(unknown.request(), of: unknown, at: world.now))
        return Past(
            world: world, backup: backup, early: early, late: late, metered: metered,
            known: known, unknown: unknown)
    }

    private static func isBehind(_ error: any Error) -> Bool {
        if case .behind? = error as? RegistryError { true } else { false }
    }

    @Test(arguments: Driver.available)
    func `stands still at what could do harm`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            let world = past.world
            let reason = try #require(try world.registry.maintenance.continuity.reason())
            #expect(reason.contains("changes"))
            #expect(throws: (any Error).self) { try world.sell(1) }
            do { _ = try world.sell(1) } catch { #expect(Self.isBehind(error)) }
            do { try world.publish() } catch { #expect(Self.isBehind(error)) }
            let asks = try past.unknown.request()
            do {
                try world.vendor.answer(asks, of: past.unknown)
                Issue.record("a seat was given")
            } catch { #expect(Self.isBehind(error)) }
            do {
                try world.vendor.answer(past.known.report())
                Issue.record("a report was answered")
            } catch { #expect(Self.isBehind(error)) }
            let validation = Validation(
                .token(past.early[2].claims.license, digest: past.early[2].digest), of: nil)
            do {
                _ = try world.registry.activations.validate([validation], now: world.now)
                Issue.record("a license was called good")
            } catch { #expect(Self.isBehind(error)) }
            // To revoke is never harmful.
            try world.registry.issuance.setState(
                of: past.early[5].claims.license, to: .revoked, reason: "", now: world.now)
            // The mark still knows what was lost.
            #expect(try world.marks.mark()?.records.sequence ?? 0 > 5)
        }
    }

    @Test(arguments: Driver.available)
    func `knows that it is a backup without any mark`(_ driver: Driver) throws {
        try Self.with(driver, isRaw: false) { past in
            let reason = try past.world.registry.maintenance.continuity.reason()
            #expect(reason == RestoreFinding.backup.sentence)
        }
    }

    @Test(arguments: Driver.available)
    func `says what it would do and does not do it`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            let world = past.world
            let plan = try world.registry.maintenance.continuity.plan(world.marks, now: world.now)
            #expect(plan.restoredStatuses == 2)
            #expect(plan.lostStatuses == 1)
            #expect(plan.lists.map(\.known) == [1])
            #expect(plan.lists.map(\.seen) == [4])
            #expect(plan.lists.map(\.isRead) == [true])
            #expect(try world.registry.maintenance.continuity.reason() != nil)
        }
    }

    @Test(arguments: Driver.available)
    func `goes on without one revocation lost, one number or one position twice`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            let world = past.world
            try world.registry.maintenance.continuity.resume(world.marks, now: world.now)
            #expect(try world.registry.maintenance.continuity.reason() == nil)
            try world.publish()
            #expect(try world.status(of: past.early[0]) == .invalid)
            #expect(try world.status(of: past.late[0]) == .invalid)
            #expect(try world.status(of: past.early[1]) == .valid)
            for license in past.early.dropFirst(2) + past.late.dropFirst() {
                #expect(try world.status(of: license) == .valid)
            }
            let new = try world.sell(50)
            let all = (past.early + past.late + [past.metered] + new).map(\.claims.statusIndex)
            #expect(Set(all).count == all.count)
            try world.registry.issuance.setState(
                of: new[0].claims.license, to: .revoked, reason: "", now: world.now)
            try world.publish()
            #expect(try world.status(of: new[0]) == .invalid)
            #expect(try world.status(of: past.late[1]) == .valid)
            try world.registry.maintenance.check()
            // Opened again, it is where its mark is.
            _ = try world.registry.marked(in: world.marks, now: world.now)
            #expect(try world.registry.maintenance.continuity.reason() == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `gives nothing that another device may have, until it is settled`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            let world = past.world
            let license = past.metered.claims.license
            try world.registry.maintenance.continuity.resume(world.marks, now: world.now)
            // Used before the restore and after it, by a device that is known: counted, no fork.
            let answer = try world.vendor.answer(past.known.report(), at: world.now)
            #expect(answer.verdict == .accepted)
            #expect(answer.overdraft == 0)
            let third = try TestDevice(3, past.metered)
            #expect(
                try world.vendor.answer(third.request(), of: third, at: world.now).outcome
                    == .noSeat)
            // What the second device proves is its own again.
            let proof = try world.proof(try #require(past.unknown.state.certificate))
            #expect(try world.registry.maintenance.continuity.restore(proof, now: world.now))
            #expect(try !world.registry.maintenance.continuity.restore(proof, now: world.now))
            past.unknown.used = 80
            let report = try world.vendor.answer(past.unknown.report(), at: world.now)
            #expect(report.verdict == .accepted && report.overdraft == 0)
            #expect(
                try world.registry.activations.usage(of: license) == UsageTotal(units: 230))
            #expect(try world.registry.maintenance.continuity.settle(license, now: world.now) == 1)
            #expect(try world.registry.maintenance.continuity.settle(license, now: world.now) == 0)
            let more = try world.vendor.answer(past.known.report(), at: world.now)
            try past.known.take(more)
            let granted = try [past.known, past.unknown].map {
                try #require($0.state.certificate?.certificate.allowance)
            }
            #expect(granted.reduce(0, +) <= 300)
            #expect(
                try world.vendor.answer(third.request(), of: third, at: world.now).outcome
                    == .noSeat)
        }
    }

    @Test(arguments: Driver.available)
    func `grants no unit for what a device reports, before or after it is settled`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            let world = past.world
            let license = past.metered.claims.license
            try world.registry.maintenance.continuity.resume(world.marks, now: world.now)
            let id = try #require(past.known.state.activation)
            func granted() throws -> UInt64? {
                try world.registry.activations.find(id)?.state.allowance.granted
            }
            let before = try granted()
            // It lies about all that the license has.
            past.known.used = 300
            try world.vendor.answer(past.known.report(), at: world.now)
            #expect(try granted() == before)
            // What another device proves is still there.
            let proof = try world.proof(try #require(past.unknown.state.certificate))
            #expect(try world.registry.maintenance.continuity.restore(proof, now: world.now))
            try world.registry.maintenance.continuity.settle(license, now: world.now)
            past.known.used += 1
            try world.vendor.answer(past.known.report(), at: world.now)
            let all = try world.registry.activations.all(of: license)
            #expect(all.map(\.state.allowance.granted).reduce(0, +) <= 300)
            #expect(try granted() == before)
        }
    }

    @Test(arguments: Driver.available)
    func `keeps license keys for the operator, and believes none by itself`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            let world = past.world
            let continuity = world.registry.maintenance.continuity
            try continuity.resume(world.marks, now: world.now)
            for license in past.late.prefix(2) { try continuity.keep(license, now: world.now) }
            try continuity.keep(past.late[0], now: world.now)
            let kept = try continuity.unknownTokens(limit: 10)
            #expect(Set(kept.map(\.license)) == Set(past.late.prefix(2).map(\.claims.license)))
            #expect(try world.registry.licenses.find(past.late[0].claims.license) == nil)
            for license in past.late.prefix(2) {
                #expect(try continuity.adopt(license, now: world.now))
                #expect(try !continuity.adopt(license, now: world.now))
            }
            #expect(try continuity.unknownTokens(limit: 10).isEmpty)
            let states = try past.late.prefix(2).map {
                try world.registry.licenses.find($0.claims.license)?.state
            }
            #expect(states == [.revoked, .granted])
            try world.publish()
            #expect(try world.status(of: past.late[0]) == .invalid)
            #expect(try world.status(of: past.late[1]) == .valid)
        }
    }

    @Test(arguments: Driver.available)
    func `draws no number of a clock reset twice`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            let world = past.world
            let id = try #require(past.known.state.activation)
            try world.registry.maintenance.continuity.resume(world.marks, now: world.now)
            #expect(
                try world.registry.activations.nextClockReset(of: id, now: world.now) > 1000)
        }
    }

    @Test(arguments: Driver.available)
    func `leaps over what devices hold, and over no lie`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            let world = past.world
            // Nothing is left but the backup, and nobody has noticed.
            try world.registry.maintenance.continuity.resume(nil, number: 1, now: world.now)
            let claims = past.metered.claims
            func next() throws -> UInt64 {
                try world.registry.statusLists.snapshot(
                    of: claims.organization, shard: 0
                ).nextNumber
            }
            let before = try next()
            var report = try past.known.report().report
            report.held.lists.raise(0, to: 4)
            var lie = report
            lie.held.lists.raise(0, to: 1 << 40)
            for (number, claim) in [(UInt64(2), lie), (3, report)] {
                var claim = claim
                claim.sequence = number
                let message = try claim.signed(by: past.known.key)
                try world.vendor.answer(
                    UnverifiedUsageReport(message).verified(by: past.known.key.verificationKey),
                    at: world.now)
                if number == 2 { #expect(try next() == before) }
            }
            #expect(try next() > 4)
        }
    }
}
