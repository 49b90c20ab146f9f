import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry
@testable import LicenseService

/// `latchkeyd` beside a service, and the mark of its registry.
@Suite struct `The mark and the commands of a service` {
    private struct Home {
        let directory: String
        var path: String { directory + "/home" }
        var registryPath: String { path + "/registry.sqlite" }
        var marks: MarkDirectory { MarkDirectory(path: path + "/mark") }

        func registry() throws -> Registry {
            try Registry.open(sqlite: registryPath, now: now)
        }

        func run(_ words: String..., more: [String] = []) throws -> EndedCommand {
            try .latchkeyd(words + ["--home", path] + more)
        }
    }

    private static let now = TestService.now

    private static func withHome(_ body: (Home) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let home = Home(directory: directory)
            let made = try home.run("init", more: ["--token-file", directory + "/token"])
            #expect(made.status == 0, "\(made.talk)")
            try body(home)
        }
    }

    @Test func `is raised by each command that changes the registry`() throws {
        try Self.withHome { home in
            let owner = try #require(try home.registry().organizations.first())
            let key = home.directory + "/foreign.pem"
            _ = try runProcess(
                "/usr/bin/openssl", ["genpkey", "-algorithm", "ed25519", "-out", key])
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            func token() throws -> String {
                try #require(try home.registry().tokens.all().first).id.description
            }
            let commands: [() throws -> [String]] = [
                { ["keys", "new", "issuer"] },
                { ["keys", "import", "foreign", "--from", key] },
                { ["keys", "retire", "foreign"] },
                { ["keys", "rotate", "service"] },
                { ["token", "new", "shop"] },
                { ["token", "revoke", try token()] },
                { ["open"] },
                { ["lists", "confirm-shrink", "0"] },
                { ["registry", "resume", "--yes", "--anyway"] },
            ]
            for words in commands {
                let words = try words()
                if words[0] == "lists" { try Self.shrink(home, owner) }
                let before = try home.registry().auditLog.newestSequence()
                let ended = try EndedCommand.latchkeyd(words + ["--home", home.path])
                #expect(ended.status == 0, "\(words): \(ended.talk)")
                let end = try home.registry().auditLog.newestSequence()
                #expect(end > before, "\(words)")
                #expect(try home.marks.mark()?.records.sequence == end, "\(words)")
            }
        }
    }

    /// A list that said more of licenses than the next one will.
    private static func shrink(_ home: Home, _ owner: OrganizationID) throws {
        _ = try home.registry().statusLists.reserveIndexes(1, organization: owner, now: now)
        try TestDatabase(path: home.registryPath).run(
            """
            INSERT INTO status_list
                (organization_id, shard, sequence, exceptions, root, issued_at, expires_at)
            VALUES ($1, 0, 1, 500, $2, 1, 2)
            """, [.blob(owner.bytes), .blob([UInt8](repeating: 1, count: 32))])
    }

    @Test
    func
        `is looked at by check-config, audit verify and registry check, which say that it went back`()
        throws
    {
        try Self.withHome { home in
            let backup = home.directory + "/backup"
            #expect(try home.run("registry", "backup", backup).status == 0)
            #expect(try home.run("keys", "new", "issuer").status == 0)
            let sound = try home.run("audit", "verify")
            #expect(sound.status == 0, "\(sound.talk)")
            let whole = try home.run("registry", "check")
            #expect(whole.status == 0, "\(whole.talk)")
            #expect(try home.run("check-config", "--port", "0").status == 0)

            for name in ["registry.sqlite", "registry.sqlite-wal", "registry.sqlite-shm"] {
                try? FileManager.default.removeItem(atPath: "\(home.path)/\(name)")
            }
            try FileManager.default.copyItem(atPath: backup, toPath: home.registryPath)
            try TestDatabase(path: home.registryPath).run(
                "UPDATE registry_standing SET behind_at = NULL, behind_reason = ''")
            let checked = try home.run("check-config", "--port", "0")
            #expect(checked.status == 78)
            #expect(checked.talk.contains("behind what it has given out"), "\(checked.talk)")
            let verified = try home.run("audit", "verify")
            #expect(verified.status == 65)
            #expect(verified.talk.contains("audit.cut-off"), "\(verified.talk)")
            let read = try home.run("registry", "check")
            #expect(read.status == 65)
            #expect(read.talk.contains("audit.cut-off"), "\(read.talk)")
            // None of them changed anything: the registry does not say that it stands still.
            #expect(try home.registry().maintenance.continuity.reason() == nil)
        }
    }

    @Test func `is one for two homes on one file, which both go on`() async throws {
        try await withTemporaryDirectory { directory in
            let home = Home(directory: directory)
            let made = try home.run("init", more: ["--token-file", directory + "/token"])
            #expect(made.status == 0, "\(made.talk)")
            let second = directory + "/second"
            try FileManager.default.createDirectory(
                atPath: second, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
            try FileManager.default.copyItem(
                atPath: home.path + "/keys", toPath: second + "/keys")
            let database = "database=sqlite:\(home.registryPath)"
            let nodes = [
                try ServedProcess(home: home.path),
                try ServedProcess(home: second, ["--set", database]),
            ]
            let running = try home.registry().nodes
            let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))!
            while try running.running(at: now).count < 2 { await Task.yield() }
            let token = try EndedCommand.latchkeyd(
                ["token", "new", "shop", "--home", second, "--set", database])
            #expect(token.status == 0, "\(token.talk)")
            #expect(try home.registry().maintenance.continuity.reason() == nil)
            #expect(!FileManager.default.fileExists(atPath: second + "/mark"))
            for node in nodes { #expect(node.end() == 0) }
            // Each has said that it is gone.
            #expect(try running.running(at: now).isEmpty)
        }
    }
}
