import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite struct `Access to key files` {
    let directory: KeyDirectory

    init() throws {
        directory = try KeyDirectory()
    }

    @Test(arguments: [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o666])
    func `is refused when others have any`(mode: Int) throws {
        let path = directory.path("acme.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let error = KeyFileError.openToOthers(path: path)
        #expect(Fixture.refusal(path) == error)
        #expect(throws: error) { try KeyFile.isEncrypted(path) }
        #expect(throws: error) { _ = try Passphrase.read(file: path) }
        #expect(error.nextStep == "run: chmod 600 '\(path)'")
    }

    @Test(arguments: [0o600, 0o400, 0o700])
    func `is granted to the owner alone`(mode: Int) throws {
        let path = directory.path("acme.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(Fixture.refusal(path) == nil)
    }

    @Test func `is judged by the file that a link points to`() throws {
        let target = directory.path("acme.key")
        let link = directory.path("link.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: target)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(Fixture.refusal(link) == nil)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: target)
        #expect(Fixture.refusal(link) == .openToOthers(path: link))
    }

    @Test(arguments: [
        Ownership(owner: 1000, user: 1000, isAccepted: true),
        Ownership(owner: 0, user: 1000, isAccepted: true),
        Ownership(owner: 1000, user: 0, isAccepted: true),
        Ownership(owner: 1001, user: 1000, isAccepted: false),
    ])
    func `needs the owner or root`(_ row: Ownership) {
        let mode = mode_t(S_IFREG | 0o600)
        if row.isAccepted {
            #expect(throws: Never.self) {
                try OwnerOnlyFile.judge(mode: mode, owner: row.owner, user: row.user, path: "f")
            }
        } else {
            #expect(throws: KeyFileError.otherOwner(path: "f")) {
                try OwnerOnlyFile.judge(mode: mode, owner: row.owner, user: row.user, path: "f")
            }
        }
    }

    @Test func `needs a regular file and does not wait for a pipe`() throws {
        #expect(Fixture.refusal(directory.path) == .notRegularFile(path: directory.path))
        let pipe = directory.path("pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(Fixture.refusal(pipe) == .notRegularFile(path: pipe))
        #expect(Fixture.refusal("/dev/null") == .notRegularFile(path: "/dev/null"))
    }

    @Test func `leaves no descriptor open`() throws {
        let path = directory.path("acme.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        #expect(Fixture.refusal(path) == nil)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(Fixture.refusal(path) == .openToOthers(path: path))
        #expect(throws: KeyFileError.exists(path: path)) {
            try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        }
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            // Descriptors of other tests come and go meanwhile.
            .compactMap {
                try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/fd/" + $0)
            }
        #expect(!open.contains { $0.hasPrefix(directory.path) })
    }

    @Test func `tells a missing file apart`() {
        let path = directory.path("missing.key")
        #expect(Fixture.refusal(path) == .cannotOpen(path: path, errno: ENOENT))
        #expect(Fixture.refusal(path)?.code == "key-file.missing")
    }

    @Test func `ends at 64 KiB`() throws {
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("acme.key"))
        let key = try directory.contents("acme.key")
        let padding = [UInt8](repeating: UInt8(ascii: "\n"), count: 65_536 - key.count)
        let largest = try directory.write(padding + key, to: "largest.key")
        #expect(try Fixture.publicKey(largest) == Fixture.key().verificationKey)
        let tooLarge = try directory.write(padding + key + [10], to: "too-large.key")
        #expect(Fixture.refusal(tooLarge) == .tooLarge(path: tooLarge, limit: 65_536))
    }

    struct Ownership: CustomTestStringConvertible, Sendable {
        let owner: uid_t
        let user: uid_t
        let isAccepted: Bool

        var testDescription: String { "file of \(owner), user \(user)" }
    }
}
