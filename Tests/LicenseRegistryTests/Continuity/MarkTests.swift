import Foundation
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

@Suite struct `The mark of a registry` {
    private static func with(
        _ body: (SampleRegistry, MarkDirectory, _ directory: String) throws -> Void
    ) throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                try body(sample, MarkDirectory(path: directory + "/mark"), directory)
            }
        }
    }

    @Test func `is made at first, raised by each change, and read back`() throws {
        try Self.with { sample, marks, _ in
            let registry = try sample.registry.marked(in: marks, now: SampleRegistry.now)
            let first = try #require(try marks.mark())
            #expect(first.lists.isEmpty)
            try registry.organizations.add(
                Organization(id: .random(), name: "Other"), now: SampleRegistry.now)
            let second = try #require(try marks.mark())
            #expect(second.isAhead(of: first))
            #expect(RegistryMark(encoded: second.encoded) == second)
            #expect(try registry.auditLog.verify() == second.records)
        }
    }

    @Test func `never falls`() throws {
        try Self.with { sample, marks, _ in
            let registry = try sample.registry.marked(in: marks, now: SampleRegistry.now)
            let old = try #require(try marks.mark())
            try registry.organizations.add(
                Organization(id: .random(), name: "Other"), now: SampleRegistry.now)
            let new = try marks.mark()
            try marks.raise(old)
            #expect(try marks.mark() == new)
        }
    }

    @Test func `stops a registry that is another, was made anew, or has lost it`() throws {
        try Self.with { sample, marks, directory in
            _ = try sample.registry.marked(in: marks, now: SampleRegistry.now)
            let anew = try Registry.open(
                sqlite: directory + "/anew.sqlite", now: SampleRegistry.now)
            _ = try anew.marked(in: marks, now: SampleRegistry.now)
            #expect(
                try anew.maintenance.continuity.reason() == RestoreFinding.otherRegistry.sentence)
            let elsewhere = MarkDirectory(path: directory + "/elsewhere")
            _ = try sample.registry.marked(in: elsewhere, now: SampleRegistry.now)
            #expect(
                try sample.registry.maintenance.continuity.reason()
                    == RestoreFinding.noMark.sentence)
        }
    }

    @Test func `stops one node alone where others share the registry`() throws {
        try Self.with { sample, marks, directory in
            _ = try sample.registry.marked(in: marks, now: SampleRegistry.now)
            let node = MarkDirectory(path: directory + "/node", isShared: true)
            #expect(throws: RegistryError.markMissing) {
                try sample.registry.maintenance.continuity.check(node, now: SampleRegistry.now)
            }
            #expect(try sample.registry.maintenance.continuity.reason() == nil)
            try sample.registry.maintenance.continuity.join(node, now: SampleRegistry.now)
            try sample.registry.maintenance.continuity.check(node, now: SampleRegistry.now)
        }
    }

    @Test func `shows a history that went on after a restore`() throws {
        try Self.with { sample, marks, _ in
            let registry = try sample.registry.marked(in: marks, now: SampleRegistry.now)
            try registry.organizations.add(
                Organization(id: .random(), name: "Other"), now: SampleRegistry.now)
            let end = try registry.auditLog.verify().sequence
            try sample.database.run(
                "UPDATE audit_record SET hash = $1 WHERE sequence = $2",
                [.blob([UInt8](repeating: 7, count: 32)), .integer(end)])
            try registry.maintenance.continuity.check(marks, now: SampleRegistry.now)
            #expect(
                try registry.maintenance.continuity.reason()
                    == RestoreFinding.otherHistory(record: end).sentence)
        }
    }

    @Test(arguments: [true, false])
    func `knows of answers that no audit record shows`(isPaced: Bool) throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                let world = try RestoredRegistry(sample, in: directory)
                if isPaced { try world.pace() }
                let metered = try world.sell(1, seats: .seats(2), usage: 300)[0]
                let device = try TestDevice(1, metered)
                try device.take(world.vendor.answer(device.request(), of: device))
                let backup = try world.backUp()
                let before = try world.registry.auditLog.newestSequence()
                if isPaced { try world.pace() }
                device.used = 90
                try device.take(world.vendor.answer(device.report(), at: world.now))
                #expect(try world.registry.auditLog.newestSequence() == before)
                try world.putBack(backup, hasMarks: true)
                #expect(
                    try world.registry.maintenance.continuity.reason()
                        == RestoreFinding.missingAnswers.sentence)
            }
        }
    }

    @Test func `is raised before the first change of a period alone`() throws {
        try Self.with { sample, marks, _ in
            func add(_ name: String, to registry: Registry) throws {
                try registry.organizations.add(
                    Organization(id: .random(), name: name), now: SampleRegistry.now)
            }
            let registry = try sample.registry.marked(
                in: marks, each: .seconds(3600), clock: { SampleRegistry.now })
            #expect(try marks.mark()?.promises == 0)
            try add("One", to: registry)
            let mark = try #require(try marks.mark())
            #expect(mark.promises == 1)
            try add("Two", to: registry)
            #expect(try marks.mark() == mark)
            let eager = try sample.registry.marked(
                in: marks, each: .zero, clock: { SampleRegistry.now })
            try add("Three", to: eager)
            try add("Four", to: eager)
            #expect(try marks.mark()?.promises == 3)
        }
    }

    @Test func `that cannot be raised stops what it would not know of`() throws {
        try Self.with { sample, marks, _ in
            let registry = try sample.registry.marked(
                in: marks, each: .zero, clock: { SampleRegistry.now })
            try FileManager.default.removeItem(atPath: marks.path)
            try Data().write(to: URL(fileURLWithPath: marks.path))
            let before = try registry.auditLog.newestSequence()
            #expect(throws: RegistryError.mark(path: marks.path + "/registry")) {
                try registry.organizations.add(
                    Organization(id: .random(), name: "Late"), now: SampleRegistry.now)
            }
            #expect(try registry.auditLog.newestSequence() == before)
        }
    }

    @Test func `that cannot be read is said to be`() throws {
        try Self.with { sample, marks, _ in
            let registry = try sample.registry.marked(in: marks, now: SampleRegistry.now)
            try FileManager.default.removeItem(atPath: marks.path)
            try Data().write(to: URL(fileURLWithPath: marks.path))
            #expect(throws: RegistryError.mark(path: marks.path + "/registry")) {
                try registry.maintenance.continuity.check(marks, now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `says where a registry has gone, and holds writers off`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try TestDatabase.with(.sqlite) { (database: TestDatabase) in
                try sample.fill()
                let target = try Registry(
                    database.open(), actor: "test", now: SampleRegistry.now)
                try sample.registry.maintenance.move(
                    to: target.maintenance, named: "there", now: SampleRegistry.now)
                #expect(throws: RegistryError.moved(to: "there")) {
                    try sample.registry.organizations.add(
                        Organization(id: .random(), name: "Late"), now: SampleRegistry.now)
                }
                #expect(throws: RegistryError.moved(to: "there")) {
                    try sample.registry.activations.validate([], now: SampleRegistry.now)
                }
                try target.organizations.add(
                    Organization(id: .random(), name: "Late"), now: SampleRegistry.now)
                #expect(try target.maintenance.continuity.reason() == nil)
                // Once more, and to another place: it is where it went first.
                for (place, error) in [
                    ("there", RegistryError.notEmpty), ("elsewhere", .moved(to: "there")),
                ] {
                    #expect(throws: error) {
                        try sample.registry.maintenance.move(
                            to: target.maintenance, named: place, now: SampleRegistry.now)
                    }
                }
                #expect(throws: RegistryError.moved(to: "there")) {
                    try sample.registry.activations.validate([], now: SampleRegistry.now)
                }
            }
        }
    }

    @Test func `is taken back where the copy fails`() throws {
        try Self.with { sample, _, directory in
            let full = try Registry.open(
                sqlite: directory + "/full.sqlite", now: SampleRegistry.now)
            try full.organizations.add(
                Organization(id: .random(), name: "Other"), now: SampleRegistry.now)
            #expect(throws: RegistryError.notEmpty) {
                try sample.registry.maintenance.move(
                    to: full.maintenance, named: "there", now: SampleRegistry.now)
            }
            try sample.registry.organizations.add(
                Organization(id: .random(), name: "Late"), now: SampleRegistry.now)
        }
    }
}
