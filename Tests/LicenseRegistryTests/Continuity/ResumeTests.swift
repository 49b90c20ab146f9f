import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Synchronization
import Testing

@testable import LicenseRegistry

/// What somebody does to a registry that stands still, and what resuming makes of it.
@Suite struct `A registry that is resumed` {
    /// A backup with lists that came after it.
    private struct Past {
        let world: RestoredRegistry
        let licenses: [VerifiedLicense]

        func set(_ number: Int, _ state: LicenseState) throws {
            try world.registry.issuance.setState(
                of: licenses[number].claims.license, to: state, reason: "", now: world.now)
        }

        func resume(_ lists: [[UInt8]] = []) throws -> Resumption {
            try world.registry.maintenance.continuity.resume(
                world.marks, lists: lists, now: world.now)
        }

        func status(_ number: Int) throws -> LicenseStatus {
            try world.publish()
            return try world.status(of: licenses[number])
        }
    }

    /// - Parameters:
    ///   - before: what was done before the backup.
    ///   - lost: what was done after it.
    ///   - delay: how long after the newest list all that follows is.
    private static func with(
        _ driver: Driver, delay: Duration = .zero, isRaw: Bool = true,
        before: (Past) throws -> Void = { _ in }, lost: (Past) throws -> Void,
        _ body: (Past) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try TestDatabase.with(driver) { (database: TestDatabase) in
                try withTemporaryDirectory { directory in
                    let world = try RestoredRegistry(sample, in: directory)
                    let past = Past(world: world, licenses: try world.sell(6))
                    try before(past)
                    try world.publish()
                    let backup = try world.backUp()
                    try lost(past)
                    try world.publish()
                    world.now = world.now + delay
                    try world.restore(backup, into: database, isRaw: isRaw)
                    #expect(try world.registry.maintenance.continuity.reason() != nil)
                    try body(past)
                }
            }
        }
    }

    /// The list may be of the very second in which the license is revoked.
    @Test(
        arguments: Driver.available, [Duration.zero, .seconds(3600)])
    func `keeps what was revoked and enabled since the restore`(
        _ driver: Driver, _ delay: Duration
    ) throws {
        try Self.with(
            driver, delay: delay,
            before: { past in try past.set(1, .disabled) },
            lost: { past in
                try past.set(2, .revoked)
                try past.set(3, .revoked)
            },
            { past in
                try past.set(0, .revoked)
                try past.set(1, .granted)
                try past.set(2, .disabled)
                try past.set(2, .granted)
                let resumption = try past.resume()
                #expect(
                    Set(resumption.kept)
                        == Set([0, 1, 2].map { past.licenses[$0].claims.license }))
                #expect(resumption.restoredStatuses == 1)
                #expect(resumption.pardoned.isEmpty)
                #expect(try past.status(0) == .invalid)
                #expect(try past.status(1) == .valid)
                #expect(try past.status(2) == .valid)
                // Nobody has spoken of it since.
                #expect(try past.status(3) == .invalid)
            })
    }

    @Test(arguments: Driver.available)
    func `goes on above no number that a list cannot have`(_ driver: Driver) throws {
        try Self.with(
            driver, lost: { past in try past.set(0, .revoked) },
            { past in
                let highest = UInt64(past.world.now.secondsSinceEpoch - 1)
                let numbers: [UInt64] = [highest + 1, (1 << 53) - 1, 1 << 62]
                for number in numbers {
                    #expect(throws: RegistryError.listNumber(highest: highest)) {
                        try past.world.registry.maintenance.continuity.resume(
                            past.world.marks, number: number, now: past.world.now)
                    }
                }
                #expect(try past.world.registry.maintenance.continuity.reason() != nil)
                _ = try past.resume()
                #expect(try past.status(0) == .invalid)
            })
    }

    @Test(arguments: Driver.available)
    func `pardons what the lost past has pardoned, and says whom`(_ driver: Driver) throws {
        try Self.with(
            driver,
            before: { past in
                try past.set(0, .revoked)
                try past.set(1, .disabled)
            },
            lost: { past in
                try past.set(0, .granted)
                try past.set(1, .granted)
            },
            { past in
                // Changed since, and refused as before: it stays so.
                try past.set(1, .granted)
                try past.set(1, .disabled)
                let resumption = try past.resume()
                #expect(resumption.pardoned == [past.licenses[0].claims.license])
                #expect(resumption.kept == [past.licenses[1].claims.license])
                #expect(try past.status(0) == .valid)
                #expect(try past.status(1) == .suspended)
            })
    }

    @Test(arguments: Driver.available)
    func `lets no suspension of today outweigh a revocation that was lost`(
        _ driver: Driver
    ) throws {
        try Self.with(
            driver, isRaw: false, lost: { past in try past.set(0, .revoked) },
            { past in
                try past.set(0, .disabled)
                #expect(try past.resume().kept.isEmpty)
                #expect(try past.status(0) == .invalid)
            })
    }

    @Test(arguments: Driver.available)
    func `takes nothing back when it is resumed once more`(_ driver: Driver) throws {
        try Self.with(
            driver, lost: { past in try past.set(0, .revoked) },
            { past in
                _ = try past.resume()
                try past.set(0, .granted)
                try past.set(1, .revoked)
                let again = try past.resume()
                #expect(again.kept == [past.licenses[0].claims.license])
                #expect(again.pardoned.isEmpty)
                #expect(try past.status(0) == .valid)
                #expect(try past.status(1) == .invalid)
            })
    }

    /// A license that comes back has a position of its own; the list spoke of the one before.
    @Test(arguments: Driver.available)
    func `keeps the revocation of a license that was taken in again`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try TestDatabase.with(driver) { (database: TestDatabase) in
                try withTemporaryDirectory { directory in
                    let world = try RestoredRegistry(sample, in: directory)
                    let old = try world.sell(1)[0]
                    let license = old.claims.license
                    try world.publish()
                    let backup = try world.backUp()
                    world.now = world.now + .seconds(60)
                    try world.registry.issuance.rotate(license, by: world.issuer, now: world.now)
                    let record = try #require(try world.registry.licenses.find(license))
                    let new = try TrustedKeys(pinning: world.issuer.verificationKey)
                        .verify(LicenseKey(record.message))
                    try world.publish()
                    try world.restore(backup, into: database, isRaw: true)
                    try world.registry.maintenance.continuity.resume(world.marks, now: world.now)
                    #expect(try world.registry.maintenance.continuity.adopt(new, now: world.now))
                    try world.registry.issuance.setState(
                        of: license, to: .revoked, reason: "", now: world.now)
                    let resumption = try world.registry.maintenance.continuity.resume(
                        world.marks, now: world.now)
                    #expect(resumption.pardoned.isEmpty)
                    try world.publish()
                    #expect(try world.status(of: old) == .invalid)
                    #expect(try world.status(of: new) == .invalid)
                }
            }
        }
    }

    // MARK: - Beside a service

    @Test(arguments: Driver.available)
    func `is not stopped by what a service found before`(_ driver: Driver) throws {
        try Self.with(
            driver, lost: { past in try past.set(0, .revoked) },
            { past in
                let world = past.world
                let database = InterruptedDatabase(world.registry.transactions.database)
                let beside = try Registry(database, actor: "latchkeyd", now: world.now)
                // The service has found that the registry is behind, and is about to say so.
                database.interrupt { _ = try? past.resume() }
                try beside.maintenance.continuity.check(world.marks, now: world.now)
                #expect(try world.registry.maintenance.continuity.reason() == nil)
                try world.publish()
            })
    }

    @Test(arguments: Driver.available)
    func `is not stopped by a list that was read before`(_ driver: Driver) throws {
        try Self.with(
            driver, lost: { past in try past.set(0, .revoked) },
            { past in
                let continuity = past.world.registry.maintenance.continuity
                let epoch = try continuity.epoch()
                _ = try past.resume()
                #expect(throws: RegistryError.listOutdated) {
                    try continuity.stop(
                        .newerList(shard: 0, known: 1, seen: 2), inEpoch: epoch,
                        now: past.world.now)
                }
                #expect(try continuity.reason() == nil)
            })
    }
}

/// A database in which something happens between a read and the next write.
private final class InterruptedDatabase: Database {
    private let database: any Database
    private let interruption = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ database: any Database) {
        self.database = database
    }

    var dialect: SQLDialect { database.dialect }
    var writeLanes: Int { database.writeLanes }

    func interrupt(_ body: @escaping () -> Void) {
        nonisolated(unsafe) let body = body
        interruption.withLock { $0 = { body() } }
    }

    func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try database.read(body)
    }

    func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let interruption = interruption.withLock { interruption in
            defer { interruption = nil }
            return interruption
        }
        interruption?()
        return try database.write(body)
    }

    func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try database.writeConcurrently(body)
    }
}
