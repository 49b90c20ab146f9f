import Foundation
import LicensePostgres
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseService

/// `latchkeyd registry` as an administrator has it.
@Suite struct `The registry at the command line` {
    private static func registry(_ arguments: String...) throws -> EndedCommand {
        try .latchkeyd(["registry"] + arguments)
    }

    /// The same for the registry of a service's settings.
    private static func settings(
        _ verb: String, _ registry: TestDatabase, _ more: String...
    ) throws -> EndedCommand {
        try .latchkeyd(
            ["registry", verb, "--home", "unused", "--set", "database=\(registry.text)"] + more)
    }

    /// Something in most tables.
    private static func fill(_ vendor: TestService) throws {
        for seed in 1...40 {
            let license = try vendor.license(seed: UInt64(seed)).claims.license
            if seed.isMultiple(of: 4) {
                try vendor.registry.issuance.setState(
                    of: license, to: .revoked, reason: "refunded", now: TestService.now)
            }
        }
        _ = try vendor.token()
    }

    @Test(arguments: Driver.available)
    func `is made, and brought up to date once`(_ kind: Driver) throws {
        try TestDatabase.with(kind) { registry in
            let first = try Self.settings("migrate", registry, "--json")
            #expect(first.status == 0, "\(first.talk)")
            #expect((first.json["steps"] as? [Any])?.count ?? 0 > 3)
            #expect(first.json["version"] as? Int64 == RegistrySchema.version)
            let second = try Self.settings("migrate", registry, "--json")
            #expect((second.json["steps"] as? [Any])?.isEmpty == true)
            let third = try Self.settings("migrate", registry)
            #expect(third.output.contains("as it was before"))
        }
    }

    @Test(arguments: Driver.available)
    func `is copied into an empty one without loss, and back`(_ kind: Driver)
        async throws
    {
        try await TestService.with { vendor in
            try Self.fill(vendor)
            let original = "sqlite:\(vendor.directory)/registry.sqlite"
            let back = "sqlite:\(vendor.directory)/back.sqlite"
            try TestDatabase.with(kind) { registry in
                let copy = try Self.registry("copy", original, registry.text, "--json")
                #expect(copy.status == 0, "\(copy.talk)")
                #expect(copy.tables["license"] == 40)
                #expect(copy.talk.isEmpty, "no progress where nobody looks")
                let check = try Self.settings("check", registry, "--json")
                #expect(check.status == 0, "\(check.talk)")
                #expect(check.tables == copy.tables)
                let again = try Self.registry("copy", original, registry.text)
                #expect(again.status == 73)
                #expect(again.talk.contains("not empty"))
                #expect(try Self.registry("copy", registry.text, back).status == 0)
            }
            let registry = try Registry.open(sqlite: vendor.directory + "/back.sqlite", now: .max)
            let filter = LicenseFilter(organization: vendor.organization)
            let licenses = try vendor.registry.licenses.all(matching: filter, limit: 100)
            #expect(try registry.licenses.all(matching: filter, limit: 100) == licenses)
            // Each says where it went, the original once.
            let records = try vendor.registry.auditLog.verify()
            #expect(try registry.auditLog.verify().sequence == records.sequence + 1)
            let kept = try vendor.registry.auditLog.records(limit: 1000)
            let copied = try registry.auditLog.records(limit: 1000)
            #expect(Array(copied.prefix(kept.count)) == kept)
            #expect(throws: RegistryError.self) {
                try vendor.registry.organizations.add(
                    Organization(id: .random(), name: "Late"), now: vendor.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is backed up into a file that is not replaced`(_ kind: Driver) throws {
        try TestDatabase.with(kind) { registry in
            #expect(try Self.settings("migrate", registry).status == 0)
            let rows = try Self.settings("check", registry, "--json").tables
            try withTemporaryDirectory { directory in
                let file = directory + "/backup.sqlite"
                let backup = try Self.settings("backup", registry, file, "--json")
                #expect(backup.status == 0, "\(backup.talk)")
                #expect(backup.json["bytes"] as? Int ?? 0 > 0)
                let copy = try TestDatabase(path: "\(file)")
                var held = try Self.settings("check", copy, "--json").tables
                // It says that it is a backup.
                #expect(held.removeValue(forKey: "registry_standing") == 1)
                var others = rows
                others.removeValue(forKey: "registry_standing")
                #expect(held == others)
                let again = try Self.settings("backup", registry, file)
                #expect(again.status == 73)
                #expect(again.talk.hasPrefix("latchkeyd: error: "))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `that a newer program has changed is left alone`(_ kind: Driver) throws {
        try TestDatabase.with(kind) { registry in
            #expect(try Self.settings("migrate", registry).status == 0)
            try registry.run(
                "INSERT INTO migration (number, name, digest, applied_at) VALUES (999, 'x', $1, 0)",
                [.blob([0])])
            for ended in [
                try Self.settings("migrate", registry), try Self.settings("check", registry),
                try Self.settings("backup", registry, "unused.sqlite"),
                try Self.registry("copy", registry.text, "sqlite:unused.sqlite"),
                try Self.registry("copy", registry.text, registry.text),
            ] {
                #expect(ended.status == 65)
                #expect(ended.talk.contains("have migration 999"))
                #expect(ended.talk.contains("hint: update this program"))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `of an older program is migrated only by the command that says so`(
        _ kind: Driver
    ) throws {
        try TestDatabase.with(kind) { registry in
            #expect(try Self.settings("migrate", registry).status == 0)
            try registry.run(
                "DELETE FROM migration WHERE number = $1", [.integer(RegistrySchema.version)])
            for ended in [
                try Self.settings("check", registry),
                try Self.registry("copy", registry.text, "sqlite:unused.sqlite"),
            ] {
                #expect(ended.status == 65)
                #expect(ended.talk.contains("hint: bring them up to date"))
            }
        }
    }

    /// Whether this user may mount something that one program alone sees.
    private static let mayMount =
        (try? runProcess("/usr/bin/unshare", ["--mount", "/bin/true"]))?.status == 0

    @Test(.enabled(if: mayMount, "only root may mount a disk"))
    func `on a disk that takes no writes is read, unless it needs the log beside it`() throws {
        try withTemporaryDirectory { directory in
            let disk = directory + "/disk"
            try FileManager.default.createDirectory(
                atPath: disk, withIntermediateDirectories: false)
            let registry = try TestDatabase(path: disk + "/r.sqlite")
            func readOnly(_ verb: String, _ more: String...) throws -> ProcessResult {
                let mounting = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\""
                return try runProcess(
                    "/usr/bin/unshare",
                    [
                        "--mount", "/bin/sh", "-c", mounting + " && exec \"$@\"", disk,
                        ServedProcess.program, "registry", verb, "--home", directory + "/unused",
                        "--set", "database=\(registry.text)",
                    ] + more)
            }
            #expect(try Self.settings("migrate", registry).status == 0)
            try SQLiteDatabase.makeOneFile(of: registry.path)
            let check = try readOnly("check")
            #expect(check.status == 0, "\(String(decoding: check.error, as: UTF8.self))")
            let backup = try readOnly("backup", directory + "/backup.sqlite")
            #expect(backup.status == 0, "\(String(decoding: backup.error, as: UTF8.self))")
            let copy = try TestDatabase(path: directory + "/backup.sqlite")
            #expect(try Self.settings("check", copy).status == 0)
            let migrate = try readOnly("migrate")
            #expect(migrate.status == 73)
            // What is in the log is not in the file.
            let database = try registry.open()
            try database.run("CREATE TABLE more (id BIGINT PRIMARY KEY)")
            let refused = try readOnly("check")
            #expect(refused.status == 73)
            let talk = String(decoding: refused.error, as: UTF8.self)
            #expect(talk.contains("copy its file to another disk"), "\(talk)")
            withExtendedLifetime(database) {}
        }
    }

    @Test func `that is not there is not made by a check or a backup`() throws {
        try TestDatabase.with(.sqlite) { (registry) throws in
            #expect(try Self.settings("check", registry).status == 66)
            #expect(try Self.settings("backup", registry, "unused.sqlite").status == 66)
            #expect(try Self.registry("copy", registry.text, "sqlite:unused.sqlite").status == 66)
            #expect(!FileManager.default.fileExists(atPath: registry.path))
        }
    }

    @Test func `takes no password from the command line, nor repeats one`() throws {
        let ended = try Self.registry(
            "copy", "sqlite:unused.sqlite", "postgresql://app:hush@localhost/latchkey")
        #expect(ended.status == 64)
        #expect(!ended.talk.contains("hush"))
        #expect(ended.talk.contains("pgpass"))
        #expect(try Self.registry("copy", "nonsense:hush", "sqlite:x").status == 64)
    }
}

extension EndedCommand {
    /// The rows of each table.
    fileprivate var tables: [String: Int] {
        let tables = json["tables"] as? [[String: Any]] ?? []
        return tables.reduce(into: [:]) { $0[$1["table"] as! String] = $1["rows"] as? Int }
    }
}
