import COSESigning
import Foundation
import LicenseIssuer
import LicenseService
import LicenseTestSupport
import SQLDatabase
import Testing

/// Who may write in a home's files can put others in their place: a key, a registry, its mark.
@Suite struct `A home in which others may write` {
    private static func withHome(_ body: (HomeLayout) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let layout = HomeLayout(path: directory + "/home")
            _ = try ServiceHome(layout, passphraseFile: nil).initialize(
                organization: "ACME", database: .sqlite(path: layout.registryPath),
                now: TestService.now)
            try Data("bundle".utf8).write(to: URL(fileURLWithPath: layout.bundlePath))
            try Self.set(0o644, of: layout.bundlePath)
            try body(layout)
        }
    }

    private static func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private static func set(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static func refusal(_ home: HomeLayout) -> KeyFileError? {
        do throws(KeyFileError) {
            try home.checkDirectories()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0o020, 0o002])
    func `is refused at each path below it, with the command that mends it`(bits: Int) throws {
        try Self.withHome { home in
            let below = try FileManager.default.subpathsOfDirectory(atPath: home.path)
            for name in ["keys", "keys/service.key", "mark", "mark/registry", "registry.sqlite"] {
                #expect(below.contains(name), "\(name)")
            }
            #expect(Self.refusal(home) == nil)
            for path in [home.path] + below.map({ "\(home.path)/\($0)" }) {
                let mode = try Self.mode(of: path)
                try Self.set(mode | bits, of: path)
                let refusal = Self.refusal(home)
                #expect(refusal?.nextStep.hasPrefix("run: chmod ") == true, "\(path)")
                let command = (refusal?.nextStep ?? "").replacingOccurrences(of: "run: ", with: "")
                #expect(command.hasSuffix("'\(path)'"), "\(command)")
                _ = try runProcess("/bin/sh", ["-c", command])
                #expect(Self.refusal(home) == nil, "\(path)")
                try Self.set(mode, of: path)
            }
        }
    }

    @Test(arguments: ["mark", "mark/registry", "registry.sqlite"])
    func `is refused by the service before it starts`(name: String) throws {
        try Self.withHome { home in
            try FileManager.default.removeItem(atPath: home.bundlePath)
            let sound = try EndedCommand.latchkeyd(
                ["check-config", "--port", "0", "--home", home.path])
            #expect(sound.status == 0, "\(sound.talk)")
            try Self.set(0o777, of: "\(home.path)/\(name)")
            let refused = try EndedCommand.latchkeyd(
                ["check-config", "--port", "0", "--home", home.path])
            #expect(refused.status == 78)
            #expect(refused.talk.contains("chmod"), "\(refused.talk)")
        }
    }
}
