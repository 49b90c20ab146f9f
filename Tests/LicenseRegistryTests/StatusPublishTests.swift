import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

/// What a publisher of lists and deltas does with a registry.
private struct Publisher: ~Copyable {
    let sample: SampleRegistry
    let key: SigningKey
    var lists: [UInt64: VerifiedStatusList] = [:]

    init(_ sample: SampleRegistry) throws {
        self.sample = sample
        key = try SigningKey.derive(seed: [UInt8](repeating: 5, count: 32))
    }

    func snapshot(_ shard: UInt32 = 0) throws -> StatusSnapshot {
        try sample.registry.statusLists.snapshot(of: sample.organization, shard: shard)
    }

    func sign(_ snapshot: StatusSnapshot, at now: Timestamp) throws -> VerifiedStatusList {
        var builder = StatusListBuilder(organization: sample.organization, shard: 0)
        for exception in snapshot.exceptions {
            builder.set(exception.status, of: exception.index)
        }
        return try builder.signed(
            by: key, sequence: (snapshot.previous?.sequence ?? 0) + 1,
            base: "https://example.com/status", issuedAt: now,
            expiresAt: now + .seconds(90 * 86_400), timeToLive: .seconds(86_400))
    }

    /// The next list and its deltas.
    mutating func publish(at now: Timestamp) throws -> [DeltaPeriod: VerifiedStatusDelta] {
        let snapshot = try snapshot()
        let list = try sign(snapshot, at: now)
        try sample.registry.statusLists.record(list.claims, from: snapshot, now: now)
        lists[list.claims.sequence] = list
        return try list.deltas(log: snapshot.log, signedBy: key)
    }

    /// Whether a delta leads to its list from each of those that it is meant for.
    func isTrue(_ delta: VerifiedStatusDelta) throws -> Bool {
        try (delta.from...delta.claims.sequence).allSatisfy { held in
            try lists[held]!.applying(delta).statuses
                == lists[delta.claims.sequence]!.statuses
        }
    }
}

extension SampleRegistry {
    /// Licenses with places in the first list.
    fileprivate func issue(_ count: Int) throws -> [(id: LicenseID, index: StatusIndex)] {
        let indexes = try reserve(count)
        let minted = try indexes.enumerated().map {
            try mint(index: $0.element, seed: UInt64($0.offset))
        }
        try registry.issuance.record(minted.map { LicenseRecord($0) }, now: Self.now)
        return zip(minted, indexes).map { ($0.claims.license, $1) }
    }

    fileprivate func set(_ license: LicenseID, _ state: LicenseState) throws {
        try registry.issuance.setState(
            of: license, to: state, reason: "", evenIfRevoked: true, now: Self.now)
    }
}

private let day = Duration.seconds(86_400)

@Suite struct `The log of changed statuses` {
    @Test(arguments: Driver.available)
    func `has a line for each change of a license that has a place`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let publisher = try Publisher(sample)
            let licenses = try sample.issue(2)
            #expect(try publisher.snapshot().log.changes.isEmpty)
            let without = try sample.mint(seed: 50)
            try sample.registry.issuance.record([LicenseRecord(without)], now: SampleRegistry.now)
            try sample.set(licenses[0].id, .revoked)
            try sample.set(without.claims.license, .revoked)
            try sample.set(licenses[0].id, .granted)
            let line = StatusChange(licenses[0].index, sequence: nil)
            #expect(try publisher.snapshot().log.changes == [line, line])
            #expect(try publisher.snapshot(1).log.changes.isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `has none when the change fails`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let licenses = try sample.issue(1)
            // The audit record is the last step of the transaction.
            try sample.database.open().forbidAuditRecords()
            #expect(throws: RegistryError.database(.constraint)) {
                try sample.set(licenses[0].id, .revoked)
            }
            let snapshot = try Publisher(sample).snapshot()
            #expect(snapshot.log.changes.isEmpty && snapshot.exceptions.isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `says with which list a change came out`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(3)
            try sample.set(licenses[0].id, .revoked)
            _ = try publisher.publish(at: SampleRegistry.now)
            try sample.set(licenses[1].id, .disabled)
            try sample.set(licenses[2].id, .revoked)
            _ = try publisher.publish(at: SampleRegistry.now + day)
            let log = try publisher.snapshot().log
            #expect(log.publications.map(\.sequence) == [1, 2])
            // What the oldest list said needs no line any more.
            #expect(
                log.changes == [
                    StatusChange(licenses[1].index, sequence: 2),
                    StatusChange(licenses[2].index, sequence: 2),
                ])
        }
    }

    @Test(arguments: Driver.available)
    func `leaves to the next list what changed while one was signed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(3)
            _ = try publisher.publish(at: SampleRegistry.now)
            try sample.set(licenses[0].id, .revoked)
            let snapshot = try publisher.snapshot()
            try sample.set(licenses[1].id, .revoked)
            try sample.set(licenses[0].id, .granted)
            let list = try publisher.sign(snapshot, at: SampleRegistry.now + day)
            try sample.registry.statusLists.record(
                list.claims, from: snapshot, now: SampleRegistry.now)
            publisher.lists[2] = list
            let later = SampleRegistry.now + day * 2
            let deltas = try publisher.publish(at: later)
            #expect(deltas[.month]?.from == 1)
            #expect(deltas[.day]?.from == 2)
            #expect(deltas[.day]?.changeCount == 2)
            for delta in deltas.values { #expect(try publisher.isTrue(delta)) }
        }
    }

    @Test(arguments: Driver.available)
    func `is not moved on by a list that came too late`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(2)
            _ = try publisher.publish(at: SampleRegistry.now)
            try sample.set(licenses[0].id, .revoked)
            let snapshot = try publisher.snapshot()
            let list = try publisher.sign(snapshot, at: SampleRegistry.now)
            _ = try publisher.publish(at: SampleRegistry.now)
            try sample.set(licenses[1].id, .revoked)
            #expect(throws: RegistryError.listOutdated) {
                try sample.registry.statusLists.record(
                    list.claims, from: snapshot, now: SampleRegistry.now)
            }
            let log = try publisher.snapshot().log
            #expect(log.publications.map(\.sequence) == [1, 2])
            #expect(log.changes.map(\.sequence) == [2, nil])
        }
    }

    @Test(arguments: Driver.available)
    func `reaches back a month, and as far as it is kept it is whole`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(8)
            for number in 0..<40 {
                let license = licenses[number % licenses.count].id
                try sample.set(license, number / 8 % 2 == 0 ? .revoked : .granted)
                _ = try publisher.publish(at: SampleRegistry.now + day * number)
            }
            let log = try publisher.snapshot().log
            #expect(log.publications.map(\.sequence) == Array(9...40))
            #expect(log.changes.compactMap(\.sequence) == Array(10...40))
            let list = try #require(publisher.lists[40])
            let delta = try list.delta(from: 9, changes: log.changes, signedBy: publisher.key)
            #expect(try publisher.isTrue(#require(delta)))
        }
    }

    @Test(arguments: Driver.available)
    func `keeps the newest list however long ago it was signed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(2)
            _ = try publisher.publish(at: SampleRegistry.now)
            try sample.set(licenses[0].id, .revoked)
            let deltas = try publisher.publish(at: SampleRegistry.now + day * 300)
            #expect(deltas[.day]?.from == 1)
            try sample.set(licenses[1].id, .revoked)
            let next = try publisher.publish(at: SampleRegistry.now + day * 301)
            #expect(next[.day]?.from == 2)
            #expect(try publisher.isTrue(#require(next[.month])))
        }
    }

    /// As in a registry of the version before: lists were published, and nobody kept a log.
    @Test(arguments: Driver.available)
    func `begins with the first list after it was introduced`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(3)
            try sample.set(licenses[0].id, .revoked)
            _ = try publisher.publish(at: SampleRegistry.now)
            try sample.set(licenses[1].id, .revoked)
            let database = try sample.database.open()
            for table in ["status_change", "status_publication"] {
                try database.run("DELETE FROM \(table)")
            }
            #expect(try publisher.publish(at: SampleRegistry.now + day).isEmpty)
            try sample.set(licenses[2].id, .revoked)
            let delta = try #require(
                try publisher.publish(at: SampleRegistry.now + day * 2)[.month])
            #expect(delta.from == 2)
            #expect(try publisher.isTrue(delta))
        }
    }
}

@Suite struct `Deltas out of the sample` {
    @Test(arguments: Driver.available, 0..<UInt64(4))
    func `lead from every list that they begin with to the newest`(_ driver: Driver, seed: UInt64)
        throws
    {
        try SampleRegistry.with(driver) { sample in
            var generator = SplitMix64(seed: seed)
            var publisher = try Publisher(sample)
            let licenses = try sample.issue(12)
            var now = SampleRegistry.now
            var count = 0
            for _ in 0..<30 {
                for _ in 0..<Int.random(in: 0..<4, using: &generator) {
                    let state = [LicenseState.granted, .disabled, .revoked]
                        .randomElement(using: &generator)!
                    try sample.set(licenses.randomElement(using: &generator)!.id, state)
                }
                now = now + .seconds(.random(in: 60...200_000, using: &generator))
                let oldest = try publisher.snapshot().log.publications.first?.sequence
                let deltas = try publisher.publish(at: now)
                for (period, delta) in deltas {
                    count += 1
                    #expect(try publisher.isTrue(delta))
                    let from = try #require(publisher.lists[delta.from])
                    let beginning = period.beginning(at: now)
                    #expect(from.claims.issuedAt <= beginning || delta.from == oldest)
                }
            }
            #expect(count > 30)
        }
    }
}
