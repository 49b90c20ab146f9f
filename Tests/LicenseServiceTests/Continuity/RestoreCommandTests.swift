import Foundation
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase
import Testing

@testable import LicenseService

/// `latchkeyd registry restore`, as it is done after a disaster.
@Suite struct `A backup that is restored at the command line` {
    /// A home with a backup of it, and the log that is left when its machine fails after that.
    private static func with(
        _ body: (_ home: String, _ backup: String, _ log: Data) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let (home, backup) = (directory + "/home", directory + "/backup.sqlite")
            #expect(try EndedCommand.latchkeyd(["init", "--home", home]).status == 0)
            let path = home + "/registry.sqlite"
            let log = try Self.log(of: path) {
                let made = try Self.run("backup", home, backup)
                #expect(made.status == 0, "\(made.talk)")
                return try EndedCommand.latchkeyd(
                    ["token", "new", "later", "--all-organizations", "--home", home]
                ).status
            }
            try body(home, backup, log)
        }
    }

    /// The log of a database while this process has it open, which the last one to close it would
    /// delete.
    private static func log(of path: String, _ work: () throws -> Int32) throws -> Data {
        let database = try SQLiteDatabase(path: path)
        #expect(try work() == 0)
        let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
        withExtendedLifetime(database) {}
        return log
    }

    private static func run(_ words: String...) throws -> EndedCommand {
        let (verb, home, rest) = (words[0], words[1], words.dropFirst(2))
        return try .latchkeyd(["registry", verb, "--home", home] + rest)
    }

    @Test func `takes the place of what a failed machine has left, and goes on when told`() throws {
        try Self.with { home, backup, log in
            let path = home + "/registry.sqlite"
            // What an operator does who knows nothing of the log.
            try Data(contentsOf: URL(fileURLWithPath: backup))
                .write(to: URL(fileURLWithPath: path))
            try log.write(to: URL(fileURLWithPath: path + "-wal"))
            let refused = try Self.run("check", home)
            #expect(refused.status == 65, "\(refused.talk)")
            #expect(refused.talk.contains("registry restore"), "\(refused.talk)")
            let settings = try EndedCommand.latchkeyd(
                ["check-config", "--home", home, "--port", "0"])
            #expect(settings.status != 0 && settings.talk.contains("registry restore"))
            let restored = try Self.run("restore", home, backup, "--json")
            #expect(restored.status == 0, "\(restored.talk)")
            let former = try #require(restored.json["former"] as? String)
            #expect(try Data(contentsOf: URL(fileURLWithPath: former + "-wal")) == log)
            #expect(try Self.run("check", home).status == 0)
            #expect(
                try EndedCommand.latchkeyd(["check-config", "--home", home, "--port", "0"])
                    .status != 0)
            let resumed = try Self.run("resume", home, "--yes")
            #expect(resumed.status == 0, "\(resumed.talk)")
            let ready = try EndedCommand.latchkeyd(
                ["check-config", "--home", home, "--port", "0"])
            #expect(ready.status == 0, "\(ready.talk)")
        }
    }

    @Test func `waits for the service to stop`() throws {
        try Self.with { home, backup, _ in
            let database = try SQLiteDatabase(path: home + "/registry.sqlite")
            let early = try Self.run("restore", home, backup)
            #expect(early.status == 75, "\(early.talk)")
            withExtendedLifetime(database) {}
        }
    }

    @Test func `is for a registry in a file`() throws {
        try withTemporaryDirectory { directory in
            let ended = try EndedCommand.latchkeyd([
                "registry", "restore", directory + "/backup", "--home", directory, "--set",
                "database=postgresql://db.example/latchkey?sslmode=verify-full",
            ])
            #expect(ended.status == 64 && ended.talk.contains("registry copy"))
        }
    }
}
