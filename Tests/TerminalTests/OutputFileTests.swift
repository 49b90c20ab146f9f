import Foundation
import Glibc
import LicenseTestSupport
import Terminal
import Testing

@Suite struct `An output file` {
    private static func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(path, &status) == 0)
        return status.st_mode & 0o7777
    }

    @Test func `is its owner's alone where it holds a key, whatever the process's mask is`() throws
    {
        try withTemporaryDirectory { directory in
            try OutputFile.write("key", to: directory + "/key", for: .owner)
            try OutputFile.write("list", to: directory + "/list", for: .everyone)
            #expect(try Self.mode(directory + "/key") == 0o600)
            #expect(try Self.mode(directory + "/list") == 0o644)
        }
    }

    @Test func `takes over what a killed program left, and not its mode`() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/keys.csv"
            try Data("half a fi".utf8).write(to: URL(filePath: path + ".partial"))
            try #require(chmod(path + ".partial", 0o666) == 0)
            try OutputFile.write("whole", to: path, for: .owner)
            #expect(try Self.mode(path) == 0o600)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "whole")
        }
    }

    @Test func `writes nothing into a file that has a second name`() throws {
        try withTemporaryDirectory { directory in
            let (path, other) = (directory + "/keys.csv", directory + "/watched")
            try Data("old".utf8).write(to: URL(filePath: other))
            try #require(link(other, path + ".partial") == 0)
            try OutputFile.write("secret", to: path, for: .owner)
            #expect(try String(contentsOfFile: other, encoding: .utf8) == "old")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "secret")
        }
    }

    @Test func `follows no symbolic link and waits at no pipe`() throws {
        try withTemporaryDirectory { directory in
            let (linked, piped) = (directory + "/linked", directory + "/piped")
            let target = directory + "/target"
            try Data("old".utf8).write(to: URL(filePath: target))
            try #require(symlink(target, linked + ".partial") == 0)
            try #require(mkfifo(piped + ".partial", 0o600) == 0)
            try OutputFile.write("new", to: linked, for: .owner)
            try OutputFile.write("new", to: piped, for: .owner)
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "old")
            #expect(try String(contentsOfFile: linked, encoding: .utf8) == "new")
            #expect(try String(contentsOfFile: piped, encoding: .utf8) == "new")
        }
    }

    @Test func `replaces the file of another user instead of writing into it`() throws {
        guard geteuid() == 0 else { return }
        try withTemporaryDirectory { directory in
            let path = directory + "/keys.csv"
            try Data("theirs".utf8).write(to: URL(filePath: path + ".partial"))
            try #require(chown(path + ".partial", 65_534, 65_534) == 0)
            try OutputFile.write("ours", to: path, for: .owner)
            var status = stat()
            try #require(lstat(path, &status) == 0)
            #expect(status.st_uid == geteuid() && status.st_mode & 0o7777 == 0o600)
        }
    }

    @Test func `is refused while another program writes it`() throws {
        try withTemporaryDirectory { directory in
            let first = try OutputFile(directory + "/a", for: .owner)
            let failure = #expect(throws: CommandFailure.self) {
                try OutputFile(directory + "/a", for: .owner)
            }
            #expect(failure?.status == .tryLater)
            try first.complete()
        }
    }
}
