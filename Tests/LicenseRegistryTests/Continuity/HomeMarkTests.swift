import Foundation
import Glibc
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

@Suite struct `The mark of homes that share a registry` {
    private static let now = SampleRegistry.now

    /// A home with a registry of its own, and another one beside it.
    private struct Homes {
        let directory: String
        let first: HomeLayout
        let second: HomeLayout
        let registry: Registry

        init(_ directory: String) throws {
            self.directory = directory
            (first, second) = (
                HomeLayout(path: directory + "/first"), HomeLayout(path: directory + "/second")
            )
            for home in [first, second] {
                try FileManager.default.createDirectory(
                    atPath: home.path, withIntermediateDirectories: false)
            }
            registry = try Registry.open(sqlite: first.registryPath, now: now)
                .marked(in: Self.marks(first, first.registryPath), now: now)
            try registry.organizations.add(
                Organization(id: .random(), name: "ACME"), now: now)
        }

        static func marks(_ home: HomeLayout, _ path: String) -> MarkDirectory {
            MarkDirectory(of: home, registry: .sqlite(path: path))
        }

        func link(_ path: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: target)
        }

        /// Works on the registry as a home does.
        func work(_ marks: MarkDirectory, _ path: String) throws {
            let registry = try Registry.open(sqlite: path, now: now)
                .marked(in: marks, now: now)
            let id = OrganizationID.random()
            try registry.organizations.add(Organization(id: id, name: "\(id)"), now: now)
        }
    }

    private static func with(_ body: (Homes) throws -> Void) throws {
        try withTemporaryDirectory { directory in try body(Homes(directory)) }
    }

    @Test(arguments: ["as it is", "by a link", "by a linked directory", "by dots", "relatively"])
    func `is the one beside the file, however a second home names it`(how: String) throws {
        try Self.with { homes in
            var path = homes.first.registryPath
            switch how {
            case "by a link":
                path = homes.second.registryPath
                try homes.link(path, to: homes.first.registryPath)
            case "by a linked directory":
                try homes.link(homes.directory + "/linked", to: homes.first.path)
                path = homes.directory + "/linked/registry.sqlite"
            case "by dots": path = homes.second.path + "/../first/registry.sqlite"
            case "relatively":
                let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
                path = String(repeating: "../", count: depth) + path.dropFirst()
            default: break
            }
            try homes.work(Homes.marks(homes.second, path), path)
            try homes.work(
                Homes.marks(homes.first, homes.first.registryPath), homes.first.registryPath)
            #expect(try homes.registry.maintenance.continuity.reason() == nil)
            #expect(access(homes.second.markPath, F_OK) != 0)
            let mark = try #require(
                try Homes.marks(homes.first, homes.first.registryPath).mark())
            #expect(try homes.registry.auditLog.newestSequence() == mark.records.sequence)
        }
    }

    @Test func `is the home's own also where the home is reached by a link`() throws {
        try Self.with { homes in
            try homes.link(homes.directory + "/linked", to: homes.first.path)
            let home = HomeLayout(path: homes.directory + "/linked")
            try homes.work(Homes.marks(home, home.registryPath), home.registryPath)
            #expect(try homes.registry.maintenance.continuity.reason() == nil)
            // Its own mark lost, it does not go on.
            try FileManager.default.removeItem(atPath: homes.first.markPath)
            _ = try homes.registry.marked(
                in: Homes.marks(home, home.registryPath), now: Self.now)
            #expect(
                try homes.registry.maintenance.continuity.reason() == RestoreFinding.noMark.sentence
            )
        }
    }

    @Test func `is one for each where the file is in no home, and a new home stops itself alone`()
        throws
    {
        try Self.with { homes in
            let path = homes.directory + "/data.sqlite"
            let registry = try Registry.open(sqlite: path, now: Self.now)
            let (first, second) = (
                Homes.marks(homes.first, path), Homes.marks(homes.second, path)
            )
            // The first home has the mark of another registry, as where a setting was wrong.
            #expect(try first.mark() != nil)
            _ = try registry.marked(in: second, now: Self.now)
            #expect(throws: RegistryError.markOfAnother(path: homes.first.markPath)) {
                try registry.maintenance.continuity.check(first, now: Self.now)
            }
            #expect(throws: RegistryError.markOfAnother(path: homes.first.markPath)) {
                try registry.maintenance.continuity.resume(first, now: Self.now)
            }
            try FileManager.default.removeItem(atPath: homes.first.markPath)
            #expect(throws: RegistryError.markMissing) {
                try registry.maintenance.continuity.check(first, now: Self.now)
            }
            #expect(try registry.maintenance.continuity.reason() == nil)
            try registry.maintenance.continuity.join(first, now: Self.now)
            try homes.work(first, path)
            try homes.work(second, path)
            #expect(try registry.maintenance.continuity.reason() == nil)
        }
    }

    @Test func `is missing to a home that has the file by another name, and stops it alone`()
        throws
    {
        try Self.with { homes in
            #expect(link(homes.first.registryPath, homes.second.registryPath) == 0)
            let marks = Homes.marks(homes.second, homes.second.registryPath)
            #expect(throws: RegistryError.markMissing) {
                try homes.registry.maintenance.continuity.check(marks, now: Self.now)
            }
            let reason = try homes.registry.maintenance.continuity.reason()
            #expect(reason == nil)
        }
    }

    @Test func `stops a copy of the file in a home of its own, and the first goes on`() throws {
        try Self.with { homes in
            try homes.registry.maintenance.backup(
                to: homes.second.registryPath, now: Self.now)
            try TestDatabase(path: homes.second.registryPath).run(
                "UPDATE registry_standing SET behind_at = NULL, behind_reason = ''")
            let copy = try Registry.open(sqlite: homes.second.registryPath, now: Self.now)
            _ = try copy.marked(
                in: Homes.marks(homes.second, homes.second.registryPath), now: Self.now)
            #expect(try copy.maintenance.continuity.reason() == RestoreFinding.noMark.sentence)
            #expect(try homes.registry.maintenance.continuity.reason() == nil)
        }
    }

    @Test func `fits a registry that has gone on beyond it`() throws {
        try Self.with { homes in
            let marks = Homes.marks(homes.first, homes.first.registryPath)
            let old = try #require(try marks.mark())
            try homes.work(marks, homes.first.registryPath)
            // A home that was restored beside a registry that was not.
            try marks.set(old)
            try homes.work(marks, homes.first.registryPath)
            #expect(try homes.registry.maintenance.continuity.reason() == nil)
            #expect(try marks.mark()?.isAhead(of: old) == true)
        }
    }
}
