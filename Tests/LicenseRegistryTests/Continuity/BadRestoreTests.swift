import Foundation
import Glibc
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

/// What is put in a registry's place, and is not what it should be.
@Suite struct `A registry that was replaced by something else` {
    private static let now = SampleRegistry.now

    private static func with(
        _ body: (RestoredRegistry, _ directory: String) throws -> Void
    ) throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                try body(RestoredRegistry(sample, in: directory), directory)
            }
        }
    }

    @Test func `by another one's backup stands still, and is not resumed over this one's mark`()
        throws
    {
        try Self.with { world, directory in
            _ = try world.sell(1)
            try world.publish()
            try world.registry.maintenance.continuity.raise(world.marks, now: Self.now)
            let mark = try world.marks.mark()
            let other = try Registry.open(sqlite: directory + "/other.sqlite", now: Self.now)
                .marked(in: MarkDirectory(path: directory + "/theirs"), now: Self.now)
            try other.organizations.add(
                Organization(id: .random(), name: "Other"), now: Self.now)
            let backup = directory + "/other.backup"
            try other.maintenance.backup(to: backup, now: Self.now)
            try world.putBack(backup, hasMarks: true)
            #expect(
                try world.registry.maintenance.continuity.reason()
                    == RestoreFinding.otherRegistry.sentence)
            #expect(throws: RegistryError.markOfAnother(path: world.marks.path)) {
                try world.registry.maintenance.continuity.resume(world.marks, now: Self.now)
            }
            #expect(try world.marks.mark() == mark)
        }
    }

    @Test func `by the file of an older program is migrated, and still found behind`() throws {
        try Self.with { world, directory in
            _ = try world.sell(1)
            let backup = try world.backUp()
            let old = try TestDatabase(path: backup)
            try old.run("DROP TABLE node")
            try old.run("DELETE FROM migration WHERE number = 34")
            _ = try world.sell(1)
            try world.putBack(backup, hasMarks: true)
            #expect(try world.registry.maintenance.continuity.reason() != nil)
            #expect(throws: RegistryError.self) { try world.sell(1) }
            try world.registry.maintenance.continuity.resume(world.marks, now: Self.now)
            _ = try world.sell(1)
        }
    }

    @Test func `by half of a file is said to be damaged`() throws {
        try Self.with { world, directory in
            _ = try world.sell(20)
            let backup = try world.backUp()
            let whole = try Data(contentsOf: URL(fileURLWithPath: backup))
            let half = directory + "/half.sqlite"
            try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: half))
            let mark = try world.marks.mark()
            #expect(throws: RegistryError.database(.corrupt)) {
                let registry = try Registry.open(sqlite: half, now: Self.now)
                    .marked(in: world.marks, now: Self.now)
                try registry.maintenance.check()
            }
            #expect(try world.marks.mark() == mark)
        }
    }

    @Test func `by a copy of itself, both of which go on, is stopped by what the other promised`()
        throws
    {
        try Self.with { world, directory in
            let license = try world.sell(1, seats: .seats(2))[0]
            let backup = try world.backUp()
            let device = try TestDevice(1, license)
            try device.take(world.vendor.answer(device.request(), of: device))
            // The other one has the same past, and a mark of that time.
            try world.putBack(backup, hasMarks: false)
            try TestDatabase(path: backup).run(
                "UPDATE registry_standing SET behind_at = NULL, behind_reason = ''")
            #expect(
                try world.registry.maintenance.continuity.reason() == RestoreFinding.noMark.sentence
            )
            let copy = try Registry.open(sqlite: backup, now: Self.now)
            try copy.maintenance.continuity.restore(
                world.proof(device.state.certificate!), now: Self.now)
            #expect(
                try copy.maintenance.continuity.reason()
                    == RestoreFinding.unknownActivation.sentence)
        }
    }

    @Test(arguments: ["epoch", "records", "promises", "list"])
    func `that a mark is far ahead of stands still, and goes on when told`(member: String) throws {
        try Self.with { world, _ in
            _ = try world.sell(1)
            try world.publish()
            try world.registry.maintenance.continuity.raise(world.marks, now: Self.now)
            let mark = try #require(try world.marks.mark())
            let far: Int64 = 1 << 62
            try world.marks.set(
                RegistryMark(
                    registry: mark.registry, epoch: member == "epoch" ? far : mark.epoch,
                    promises: member == "promises" ? far : mark.promises,
                    records: member == "records"
                        ? AuditEnd(sequence: far, hash: mark.records.hash, found: nil)
                        : mark.records,
                    lists: mark.lists.map { list in
                        RegistryMark.List(
                            organization: list.organization, shard: list.shard,
                            sequence: member == "list" ? UInt64(far) : list.sequence)
                    }))
            try world.registry.maintenance.continuity.check(world.marks, now: Self.now)
            #expect(try world.registry.maintenance.continuity.reason() != nil)
            try world.registry.maintenance.continuity.resume(world.marks, now: Self.now)
            #expect(try world.registry.maintenance.continuity.reason() == nil)
            world.now = world.now + .seconds(3 * 86_400)
            try world.publish()
            try world.registry.maintenance.continuity.check(world.marks, now: world.now)
            #expect(try world.registry.maintenance.continuity.reason() == nil)
        }
    }

    @Test func `has a mark that nobody can count on from, and goes on without it when told`() throws
    {
        try Self.with { world, _ in
            let path = world.marks.path + "/registry"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            for number in ["9223372036854775807", "-1"] {
                let edited = text.replacing(/"epoch":\s*[0-9]+/, with: "\"epoch\":\(number)")
                #expect(edited != text)
                try Data(edited.utf8).write(to: URL(fileURLWithPath: path))
                try world.registry.maintenance.continuity.check(world.marks, now: Self.now)
                #expect(
                    try world.registry.maintenance.continuity.reason()
                        == RestoreFinding.damagedMark.sentence)
                try world.registry.maintenance.continuity.resume(world.marks, now: Self.now)
                #expect(try world.registry.maintenance.continuity.finding(world.marks) == nil)
            }
        }
    }

    // MARK: - Ended in the middle

    @Test func `goes on after an end between its mark and its change`() throws {
        try Self.with { world, _ in
            let paced = try world.registry.marked(
                in: world.marks, each: .zero, clock: { Self.now })
            let before = try #require(try world.marks.mark())
            // The mark is raised, and the change fails.
            #expect(throws: RegistryError.self) {
                try paced.organizations.add(
                    Organization(id: world.organization, name: "Twice"), now: Self.now)
            }
            #expect(try world.marks.mark()?.isAhead(of: before) == true)
            try world.registry.maintenance.continuity.check(world.marks, now: Self.now)
            #expect(try world.registry.maintenance.continuity.reason() == nil)
        }
    }

    @Test func `goes on after an end between its change and its mark`() throws {
        try Self.with { world, _ in
            _ = try world.sell(1)
            let mark = try #require(try world.marks.mark())
            try world.publish()
            // As before the list was published.
            try world.marks.set(mark)
            try world.registry.maintenance.continuity.check(world.marks, now: Self.now)
            #expect(try world.registry.maintenance.continuity.reason() == nil)
            try world.publish()
        }
    }

    @Test func `is found behind also by what was changed right after a restart`() throws {
        try Self.with { world, _ in
            func restart() throws -> Registry {
                try world.registry.marked(
                    in: world.marks, each: .seconds(3600), clock: { Self.now })
            }
            func add(_ name: String, to registry: Registry) throws {
                try registry.organizations.add(
                    Organization(id: .random(), name: name), now: Self.now)
            }
            try add("One", to: restart())
            let backup = try world.backUp()
            try add("Two", to: restart())
            try world.putBack(backup, hasMarks: true)
            #expect(try world.registry.maintenance.continuity.reason() != nil)
        }
    }
}
