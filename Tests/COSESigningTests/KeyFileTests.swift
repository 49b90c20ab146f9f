import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite struct `Key files` {
    let directory: KeyDirectory

    init() throws {
        directory = try KeyDirectory()
    }

    @Test func `give an encrypted key back for its passphrase`() throws {
        let path = directory.path("acme.key")
        try KeyFile.write(Fixture.key(), to: path, passphrase: Fixture.passphrase())
        #expect(try KeyFile.isEncrypted(path))
        let read = try Fixture.publicKey(path) { () throws(KeyFileError) in
            try Fixture.passphrase()
        }
        #expect(try read == Fixture.key().verificationKey)
    }

    @Test func `give an unencrypted key back without asking for a passphrase`() throws {
        let path = directory.path("acme.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        #expect(try !KeyFile.isEncrypted(path))
        #expect(try Fixture.publicKey(path) == Fixture.key().verificationKey)
    }

    @Test func `never hold the seed of an encrypted key`() throws {
        let plain = directory.path("plain.key")
        let encrypted = directory.path("encrypted.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: plain)
        try KeyFile.write(Fixture.key(), to: encrypted, passphrase: Fixture.passphrase())
        // The line of base64 that both would share if encryption were forgotten.
        let secret = try directory.contents("plain.key").split(separator: 10)[1]
        #expect(try !directory.contents("encrypted.key").contains(subsequence: secret))
    }

    @Test func `differ each time the same key is encrypted`() throws {
        let one = try Fixture.key().encryptedPEM(passphrase: Fixture.passphrase())
        let other = try Fixture.key().encryptedPEM(passphrase: Fixture.passphrase())
        #expect(one != other)
    }

    @Test func `are closed to others and leave nothing else behind`() throws {
        try KeyFile.write(
            Fixture.key(), to: directory.path("a.key"), passphrase: Fixture.passphrase())
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("b.key"))
        try KeyFile.writePublicKey(Fixture.key().verificationKey, to: directory.path("a.pub"))
        #expect(try directory.mode("a.key") == 0o600)
        #expect(try directory.mode("b.key") == 0o600)
        #expect(try directory.mode("a.pub") == 0o644)
        #expect(try directory.names() == ["a.key", "a.pub", "b.key"])
    }

    @Test func `hold the public half where a verifier reads it`() throws {
        let key = try Fixture.key().verificationKey
        try KeyFile.writePublicKey(key, to: directory.path("a.pub"))
        let text = try String(decoding: directory.contents("a.pub"), as: UTF8.self)
        #expect(try VerificationKey(parsing: text) == key)
    }

    @Test(arguments: [
        ("acme.key", "acme.pub"), ("keys/acme.key", "keys/acme.pub"), ("acme", "acme.pub"),
        ("acme.pem", "acme.pem.pub"), (".key", ".key.pub"), ("keys/.key", "keys/.key.pub"),
    ])
    func `name the public half after the private one`(path: String, publicPath: String) {
        #expect(KeyFile.publicKeyPath(for: path) == publicPath)
    }

    @Test func `are never overwritten`() throws {
        let old = Array("something precious".utf8)
        let path = try directory.write(old, to: "acme.key", mode: 0o640)
        #expect(throws: KeyFileError.exists(path: path)) {
            try KeyFile.write(Fixture.key(), to: path, passphrase: Fixture.passphrase())
        }
        #expect(throws: KeyFileError.exists(path: path)) {
            try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        }
        #expect(throws: KeyFileError.exists(path: path)) {
            try KeyFile.writePublicKey(Fixture.key().verificationKey, to: path)
        }
        #expect(try directory.contents("acme.key") == old)
        #expect(try directory.mode("acme.key") == 0o640)
        #expect(try directory.names() == ["acme.key"])
    }

    @Test func `do not appear behind a link that points nowhere`() throws {
        let path = directory.path("acme.key")
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: directory.path("elsewhere"))
        #expect(throws: KeyFileError.exists(path: path)) {
            try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        }
        #expect(try directory.names() == ["acme.key"])
    }

    @Test func `are not written where no directory is`() throws {
        let path = directory.path("missing/acme.key")
        #expect(throws: KeyFileError.cannotWrite(path: path, errno: ENOENT)) {
            try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        }
        let folder = directory.path("")
        #expect(throws: KeyFileError.cannotWrite(path: folder, errno: EISDIR)) {
            try KeyFile.writeUnencrypted(Fixture.key(), to: folder)
        }
    }

    @Test func `go to exactly one of many writers of the same path`() throws {
        let path = directory.path("acme.key")
        let tally = Tally()
        DispatchQueue.concurrentPerform(iterations: 32) { index in
            do throws(KeyFileError) {
                try KeyFile.writeUnencrypted(key(of: index), to: path)
                tally.add("written \(index)")
            } catch .exists {
                tally.add("refused")
            } catch {
                tally.add("\(error)")
            }
        }
        let winner = try #require(tally.counts.keys.first { $0.hasPrefix("written") })
        #expect(tally.counts == [winner: 1, "refused": 31])
        let index = try #require(Int(winner.dropFirst("written ".count)))
        #expect(try Fixture.publicKey(path) == key(of: index).verificationKey)
        #expect(try directory.names() == ["acme.key"])
    }

    private func key(of index: Int) throws(KeyFileError) -> SigningKey {
        do throws(SigningKeyError) {
            return try SigningKey.derive(seed: [UInt8](repeating: UInt8(index), count: 32))
        } catch {
            throw .key(source: "", error)
        }
    }
}

extension [UInt8] {
    func contains(subsequence: some Collection<UInt8>) -> Bool {
        indices.contains { self[$0...].starts(with: subsequence) }
    }
}
