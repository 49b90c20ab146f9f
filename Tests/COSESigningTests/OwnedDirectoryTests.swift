import Foundation
import Glibc
import Testing

@testable import COSESigning

@Suite struct `A directory of keys` {
    private let directory: KeyDirectory

    init() throws { directory = try KeyDirectory() }

    private func mode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func refusal(
        _ path: String, _ scope: OwnedDirectory.Scope = .withParents
    ) -> KeyFileError? {
        do throws(KeyFileError) {
            try OwnedDirectory.check(path, scope)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0o770, 0o707, 0o1777, 0o720, 0o702])
    func `is refused where others may write, with the command that mends it`(mode: Int) throws {
        try self.mode(mode, of: directory.path)
        let error = KeyFileError.directoryOpenToOthers(path: directory.path)
        #expect(refusal(directory.path) == error)
        #expect(refusal(directory.path, .alone) == error)
        #expect(error.nextStep == "run: chmod go-w '\(directory.path)'")
        let command = error.nextStep.dropFirst("run: ".count)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", String(command)]
        try shell.run()
        shell.waitUntilExit()
        #expect(refusal(directory.path) == nil)
    }

    @Test(arguments: [0o700, 0o755, 0o750])
    func `is good where others at most read`(mode: Int) throws {
        try self.mode(mode, of: directory.path)
        #expect(refusal(directory.path) == nil)
    }

    @Test func `is refused below a directory in which others may rename it`() throws {
        let keys = directory.path("keys")
        try FileManager.default.createDirectory(
            atPath: keys, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try mode(0o777, of: directory.path)
        #expect(refusal(keys) == .directoryOpenToOthers(path: directory.path))
        #expect(refusal(keys, .alone) == nil)
        // In a sticky one they cannot.
        try mode(0o1777, of: directory.path)
        #expect(refusal(keys) == nil)
    }

    @Test func `is judged behind a link`() throws {
        let link = directory.path + "-link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: directory.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(refusal(link) == nil)
        try mode(0o777, of: directory.path)
        #expect(refusal(link) == .directoryOpenToOthers(path: link))
        #expect(refusal(link + "x") == .cannotOpen(path: link + "x", errno: ENOENT))
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let owner: uid_t
        let group: gid_t
        let mode: mode_t
        let isGood: Bool
        let isGoodParent: Bool

        var testDescription: String { "\(owner):\(group) \(String(mode, radix: 8))" }
    }

    @Test(arguments: [
        Case(owner: 1000, group: 1000, mode: 0o755, isGood: true, isGoodParent: true),
        Case(owner: 0, group: 0, mode: 0o755, isGood: true, isGoodParent: true),
        Case(owner: 1001, group: 1001, mode: 0o755, isGood: false, isGoodParent: false),
        // A group of each user's own, and one of administrators.
        Case(owner: 1000, group: 1000, mode: 0o775, isGood: false, isGoodParent: true),
        Case(owner: 1000, group: 50, mode: 0o775, isGood: false, isGoodParent: false),
        Case(owner: 0, group: 50, mode: 0o2775, isGood: false, isGoodParent: true),
        Case(owner: 0, group: 0, mode: 0o777, isGood: false, isGoodParent: false),
        Case(owner: 0, group: 0, mode: 0o1777, isGood: false, isGoodParent: true),
        Case(owner: 1001, group: 0, mode: 0o1777, isGood: false, isGoodParent: false),
    ])
    func `belongs to its user or to root`(_ given: Case) {
        var status = stat()
        status.st_uid = given.owner
        status.st_gid = given.group
        status.st_mode = S_IFDIR | given.mode
        func isGood(_ judge: (stat) throws(KeyFileError) -> Void) -> Bool {
            do throws(KeyFileError) { try judge(status) } catch { return false }
            return true
        }
        #expect(
            isGood { (status) throws(KeyFileError) in
                try OwnedDirectory.judge(status, user: 1000, path: "d")
            } == given.isGood)
        #expect(
            isGood { (status) throws(KeyFileError) in
                try OwnedDirectory.judgeParent(status, user: 1000, path: "d")
            } == given.isGoodParent)
    }
}
