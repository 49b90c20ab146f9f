import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

/// What a mark shows when the registry beside it is gone or another one, and a mark that is none.
@Suite struct `A mark without its registry` {
    private static let now = SampleRegistry.now

    /// A home with a registry in a file of its own.
    private static func withHome(_ body: (HomeLayout, Registry) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let home = HomeLayout(path: directory + "/home")
            try FileManager.default.createDirectory(
                atPath: home.path, withIntermediateDirectories: false)
            let registry = try open(home)
            try registry.organizations.add(
                Organization(id: .random(), name: "ACME"), now: now)
            try body(home, registry)
        }
    }

    private static func marks(_ home: HomeLayout) -> MarkDirectory {
        MarkDirectory(of: home, registry: .sqlite(path: home.registryPath))
    }

    @discardableResult
    private static func open(_ home: HomeLayout) throws -> Registry {
        try Registry.open(sqlite: home.registryPath, beside: marks(home), now: now)
            .marked(in: marks(home), now: now)
    }

    private static func isLost(_ error: any Error) -> Bool {
        if case .registryLost? = error as? RegistryError { true } else { false }
    }

    // MARK: - Lost

    @Test(arguments: ["gone", "empty"])
    func `lets nobody begin another one in its place`(how: String) throws {
        try Self.withHome { home, _ in
            let isFileKnown = FileBirth(ofFile: home.registryPath) != nil
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: home.registryPath + suffix)
            }
            if how == "empty" {
                try Data().write(to: URL(fileURLWithPath: home.registryPath))
            }
            for _ in 0..<2 {
                do {
                    try Self.open(home)
                    Issue.record("a registry was begun")
                } catch {
                    // Where files have no birth, nobody knows that it was one of this directory.
                    #expect(Self.isLost(error) || !isFileKnown)
                }
            }
            // Whoever wants another one says so.
            try FileManager.default.removeItem(atPath: home.markPath)
            try Self.open(home)
        }
    }

    /// As `latchkey` in the home of a service whose registry is on a server.
    @Test func `on a server is told where a home has no file of it, and nothing is begun`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                let home = HomeLayout(path: directory + "/home")
                try FileManager.default.createDirectory(
                    atPath: home.path, withIntermediateDirectories: false)
                let node = MarkDirectory(path: home.markPath, isShared: true)
                _ = try sample.registry.marked(in: node, now: Self.now)
                let marks = Self.marks(home)
                #expect(throws: RegistryError.registryElsewhere(mark: marks.path)) {
                    try Self.open(home)
                }
                #expect(!FileManager.default.fileExists(atPath: home.registryPath))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `on a server lets nobody begin another one there`(_ driver: Driver) throws {
        try TestDatabase.with(driver) { (database: TestDatabase) in
            try SampleRegistry.with(.sqlite) { sample in
                try withTemporaryDirectory { directory in
                    let marks = MarkDirectory(path: directory + "/mark", isShared: true)
                    _ = try sample.registry.marked(in: marks, now: Self.now)
                    let empty = try database.open()
                    do {
                        _ = try Registry(empty, beside: marks, actor: "test", now: Self.now)
                        Issue.record("a registry was begun")
                    } catch { #expect(Self.isLost(error)) }
                    #expect(try !RegistrySchema.exists(in: empty))
                }
            }
        }
    }

    // MARK: - Copied

    /// As `cp -a`, or another machine's restore of all files.
    @Test func `that was copied with it stops the copy, and the first goes on`() throws {
        try Self.withHome { home, registry in
            let copy = HomeLayout(path: home.path + "-copy")
            try registry.organizations.add(
                Organization(id: .random(), name: "One more"), now: Self.now)
            _ = try runProcess("/bin/cp", ["-a", home.path, copy.path])
            let copied = try Self.open(copy)
            let reason = try copied.maintenance.continuity.reason()
            if FileBirth(ofFile: home.registryPath) == nil {
                // This file system does not know when files were made.
                #expect(reason == nil)
                return
            }
            #expect(reason == RestoreFinding.otherFile.sentence)
            try Self.open(home)
            #expect(try registry.maintenance.continuity.reason() == nil)
            // A copy of what stands still stands still.
            let second = HomeLayout(path: home.path + "-second")
            _ = try runProcess("/bin/cp", ["-a", copy.path, second.path])
            #expect(try Self.open(second).maintenance.continuity.reason() != nil)
            // Told that it is the one that goes on, it does, and its mark knows its file.
            try copied.maintenance.continuity.resume(Self.marks(copy), now: Self.now)
            try Self.open(copy)
            #expect(try copied.maintenance.continuity.reason() == nil)
        }
    }

    /// As `createdb -T`, or a dump that is restored under another name.
    @Test(.enabled(if: Driver.server != nil))
    func `on a server, copied into another database, stops the copy, and the first goes on`() throws
    {
        try TestDatabase.withCopy { database, copy in
            try withTemporaryDirectory { directory in
                func marks(_ name: String) -> MarkDirectory {
                    MarkDirectory(path: "\(directory)/\(name)", isShared: true)
                }
                let registry = try SampleRegistry(database).registry.marked(
                    in: marks("first"), now: Self.now)
                try registry.organizations.add(
                    Organization(id: .random(), name: "One more"), now: Self.now)
                let first = registry.maintenance.continuity
                try first.check(marks("first"), now: Self.now)
                let copied = try Registry(copy().open(), actor: "test", now: Self.now)
                let second = copied.maintenance.continuity
                _ = try runProcess(
                    "/bin/cp", ["-a", marks("first").path, marks("second").path])
                // Also without the first one's mark, which may have stayed where it was.
                #expect(try second.finding(marks("none")) == .otherDatabase)
                try second.check(marks("second"), now: Self.now)
                #expect(try second.reason() == RestoreFinding.otherDatabase.sentence)
                try first.check(marks("first"), now: Self.now)
                #expect(try first.reason() == nil)
                // Told that it is the one that goes on, it does, and knows its database.
                try second.resume(marks("second"), now: Self.now)
                try second.check(marks("second"), now: Self.now)
                #expect(try second.reason() == nil)
                // One that an older program has marked is told at its next start.
                try database.run("UPDATE registry_standing SET home_database = ''")
                try first.check(marks("first"), now: Self.now)
                let known = try first.transactions.read { (reading) throws(RegistryError) in
                    try reading.registryStatus()?.database
                }
                #expect(known != nil)
                #expect(try first.reason() == nil)
            }
        }
    }

    @Test func `that was renamed with it, or made by an older program, goes on`() throws {
        try Self.withHome { home, registry in
            let moved = HomeLayout(path: home.path + "-moved")
            try FileManager.default.moveItem(atPath: home.path, toPath: moved.path)
            #expect(try Self.open(moved).maintenance.continuity.reason() == nil)
            // Older marks know no file; the next change tells them.
            let marks = Self.marks(moved)
            var old = try #require(try marks.mark())
            old.file = nil
            try Data(old.encoded).write(to: URL(fileURLWithPath: marks.path + "/registry"))
            let reopened = try Self.open(moved)
            #expect(try reopened.maintenance.continuity.reason() == nil)
            #expect(try marks.mark()?.file == FileBirth(ofFile: moved.registryPath))
        }
    }

    @Test func `goes on with one that was moved to its place`() throws {
        try Self.withHome { home, registry in
            let fresh = home.path + "/fresh.sqlite"
            let target = try Registry.open(sqlite: fresh, now: Self.now)
            try registry.maintenance.move(
                to: target.maintenance, named: "sqlite:" + fresh, now: Self.now)
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: home.registryPath + suffix)
                try? FileManager.default.moveItem(
                    atPath: fresh + suffix, toPath: home.registryPath + suffix)
            }
            for _ in 0..<2 { #expect(try Self.open(home).maintenance.continuity.reason() == nil) }
            #expect(
                try Self.marks(home).mark()?.file == FileBirth(ofFile: home.registryPath))
        }
    }

    // MARK: - Damaged

    @Test(
        arguments: Driver.available,
        ["", "{", "{}", "\0\0\0\0", "half", #"{"registry":"00","epoch":1e9}"#])
    func `that is damaged stops it, and is made anew when it is resumed`(
        _ driver: Driver, content: String
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try withTemporaryDirectory { directory in
                let marks = MarkDirectory(path: directory + "/mark")
                let registry = try sample.registry.marked(in: marks, now: Self.now)
                let file = URL(fileURLWithPath: marks.path + "/registry")
                let whole = try Data(contentsOf: file)
                try (content == "half" ? whole.prefix(whole.count / 2) : Data(content.utf8))
                    .write(to: file)
                #expect(try registry.maintenance.continuity.finding(marks) == .damagedMark)
                try registry.maintenance.continuity.check(marks, now: Self.now)
                #expect(
                    try registry.maintenance.continuity.reason()
                        == RestoreFinding.damagedMark.sentence)
                #expect(try marks.markIfReadable() == nil)
                try registry.maintenance.continuity.resume(marks, now: Self.now)
                try registry.maintenance.continuity.check(marks, now: Self.now)
                #expect(try registry.maintenance.continuity.reason() == nil)
                #expect(try marks.mark() != nil)
            }
        }
    }

    @Test func `that is damaged in one node of many stops that node, until it joins again`() throws
    {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                let node = MarkDirectory(path: directory + "/node", isShared: true)
                let registry = try sample.registry.marked(in: node, now: Self.now)
                let file = node.path + "/registry"
                try Data().write(to: URL(fileURLWithPath: file))
                #expect(throws: RegistryError.markDamaged(path: file)) {
                    try registry.maintenance.continuity.check(node, now: Self.now)
                }
                #expect(try registry.maintenance.continuity.reason() == nil)
                try registry.maintenance.continuity.join(node, now: Self.now)
                try registry.maintenance.continuity.check(node, now: Self.now)
            }
        }
    }
}
