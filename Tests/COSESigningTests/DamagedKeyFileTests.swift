import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite struct `Damaged key files` {
    let directory: KeyDirectory

    init() throws {
        directory = try KeyDirectory()
    }

    @Test func `are refused when cut off at any byte`() throws {
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("acme.key"))
        let whole = try directory.contents("acme.key")
        // Only the last line feed may be missing.
        for count in 0..<whole.count - 1 {
            let path = try directory.write(Array(whole[..<count]), to: "cut.key")
            let label = "-----BEGIN PRIVATE KEY"
            let expected: KeyFileError =
                count < label.utf8.count ? .noKey(source: path) : .damaged(path: path)
            #expect(Fixture.refusal(path) == expected, "cut off after \(count) bytes")
        }
        let path = try directory.write(whole.dropLast(), to: "cut.key")
        #expect(Fixture.refusal(path) == nil)
    }

    @Test func `are refused before a passphrase is asked for when cut off`() throws {
        let text = try Fixture.key().encryptedPEM(passphrase: Fixture.passphrase())
        let whole = Array(text.utf8)
        for count in 0..<whole.count - 1 {
            let path = try directory.write(Array(whole[..<count]), to: "cut.key")
            let label = "-----BEGIN ENCRYPTED PRIVATE KEY"
            let expected: KeyFileError =
                count < label.utf8.count ? .noKey(source: path) : .damaged(path: path)
            #expect(Fixture.refusal(path) == expected, "cut off after \(count) bytes")
        }
    }

    @Test func `are told apart from a wrong passphrase`() throws {
        let path = directory.path("acme.key")
        try KeyFile.write(Fixture.key(), to: path, passphrase: Fixture.passphrase())
        for words in ["wrong", Fixture.words + " ", String(Fixture.words.dropLast())] {
            #expect(throws: KeyFileError.wrongPassphrase(source: path)) {
                _ = try Fixture.publicKey(path) { () throws(KeyFileError) in
                    try Fixture.passphrase(words)
                }
            }
        }
    }

    @Test func `pass on why there is no passphrase`() throws {
        let path = directory.path("acme.key")
        try KeyFile.write(Fixture.key(), to: path, passphrase: Fixture.passphrase())
        #expect(throws: KeyFileError.noTerminal(errno: ENXIO)) {
            _ = try Fixture.publicKey(path) { () throws(KeyFileError) in
                throw .noTerminal(errno: ENXIO)
            }
        }
    }

    @Test(arguments: [
        ("PUBLIC KEY", KeyFileError.publicKey(path: "F")),
        ("CERTIFICATE", .certificate(path: "F")),
        ("OPENSSH PRIVATE KEY", .openSSH(path: "F")),
        ("RSA PRIVATE KEY", .notEd25519(source: "F", type: "RSA")),
        ("DSA PRIVATE KEY", .notEd25519(source: "F", type: "DSA")),
        ("X509 CRL", .noKey(source: "F")),
        ("PRIVATE KEY", .damaged(path: "F")), ("ENCRYPTED PRIVATE KEY", .damaged(path: "F")),
        ("ANY PRIVATE KEY", .noKey(source: "F")), ("", .noKey(source: "F")),
    ])
    func `are named by what their label says`(label: String, expected: KeyFileError) throws {
        let text = "-----BEGIN \(label)-----\nTGF0Y2hrZXk=\n-----END \(label)-----\n"
        let contents = SecretBytes(copying: Array(text.utf8))
        do throws(KeyFileError) {
            switch try KeyLabel(in: contents, path: "F") {
            case .plain: _ = try PrivateKeyStore.read(contents, path: "F")
            case .encrypted: try EncryptionParameters.check(contents, path: "F")
            }
            Issue.record("accepted")
        } catch {
            #expect(error == expected)
        }
    }

    @Test(arguments: [
        ([2, 1, 8, 2, 1, 0x7f], true), ([2, 1, 16, 2, 1, 0x7f], false),
        ([2, 1, 8, 2, 1, 0xff], false), ([2, 1, 0x80, 2, 1, 5], false),
    ])
    func `are refused when they ask for work without bound`(
        factors: [UInt8], isAccepted: Bool
    ) throws {
        let text = try KeyText.replacing(
            [2, 1, 8, 2, 1, 5], with: factors,
            in: Fixture.key().encryptedPEM(passphrase: Fixture.passphrase()))
        let contents = SecretBytes(copying: Array(text.utf8))
        if isAccepted {
            #expect(throws: Never.self) { try EncryptionParameters.check(contents, path: "F") }
        } else {
            #expect(throws: KeyFileError.unsupportedEncryption(path: "F")) {
                try EncryptionParameters.check(contents, path: "F")
            }
        }
    }

    @Test func `are refused when they hold several keys`() throws {
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("a.key"))
        try KeyFile.writeUnencrypted(SigningKey.generate(), to: directory.path("b.key"))
        let one = try directory.contents("a.key")
        let other = try directory.contents("b.key")
        let both = try directory.write(one + other, to: "both.key")
        #expect(Fixture.refusal(both) == .severalKeys(source: both))
        let twice = try directory.write(one + one, to: "twice.key")
        #expect(Fixture.refusal(twice) == .severalKeys(source: twice))
        let pair = try directory.write(
            one + Array(Fixture.key().verificationKey.pem.utf8), to: "pair.key")
        #expect(Fixture.refusal(pair) == .publicKey(path: pair))
    }

    @Test func `are refused when old PEM encryption hides behind the label`() throws {
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("a.key"))
        let text = try String(decoding: directory.contents("a.key"), as: UTF8.self)
        let headers = "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,\(Self.vector)\n\n"
        let old = text.replacing("BEGIN PRIVATE KEY-----\n", with: "BEGIN PRIVATE " + headers)
        let path = try directory.write(old, to: "old.key")
        #expect(Fixture.refusal(path) == .unsupportedEncryption(path: path))
    }

    @Test func `are refused when old PEM encryption wraps the new one`() throws {
        let text = try Fixture.key().encryptedPEM(passphrase: Fixture.passphrase())
        let headers = "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,\(Self.vector)\n\n"
        let twice = text.replacing(
            "BEGIN ENCRYPTED PRIVATE KEY-----\n", with: "BEGIN ENCRYPTED PRIVATE " + headers)
        let path = try directory.write(twice, to: "twice.key")
        #expect(Fixture.refusal(path) == .damaged(path: path))
    }

    @Test func `never give the key with a bit flipped, nor crash`() throws {
        try KeyFile.writeUnencrypted(Fixture.key(), to: directory.path("acme.key"))
        let whole = try directory.contents("acme.key")
        let genuine = try Fixture.key().verificationKey
        let version = 33...34
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let path = try directory.write(damaged, to: "damaged.key")
            // A flip inside the seed makes another key, which only its public half can tell.
            let key = try? Fixture.publicKey(path)
            // libcrypto looks neither at what ends a line nor at PKCS#8's version number.
            let isIgnored = whole[bit / 8] == 10 || version.contains(bit / 8)
            #expect(key != genuine || isIgnored, "bit \(bit) flipped")
        }
    }

    @Test(arguments: UInt64(0)..<400)
    func `are answered with an error whatever bytes they hold`(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let text = try Fixture.key().unencryptedPEM()
        var bytes = unsafe text.withUnsafeBytes { unsafe Array($0) }
        if seed.isMultiple(of: 2) { bytes = Self.encrypted }
        for _ in 0...Int.random(in: 0..<8, using: &random) {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0..<12, using: &random))
            let count = Int.random(in: 0..<12, using: &random)
            let noise = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            bytes.replaceSubrange(start..<end, with: noise)
        }
        let path = try directory.write(bytes, to: "noise.key")
        do throws(KeyFileError) {
            _ = try Fixture.publicKey(path) { () throws(KeyFileError) in
                throw .passphrasesDiffer
            }
            #expect(!seed.isMultiple(of: 2), "an encrypted key was read without a passphrase")
        } catch {
            #expect(!error.description.isEmpty)
            #expect(!error.description.contains("BEGIN"))
        }
    }

    private static let vector = "000102030405060708090A0B0C0D0E0F"

    private static let encrypted: [UInt8] = {
        let text = try? Fixture.key().encryptedPEM(passphrase: Fixture.passphrase())
        return Array((text ?? "").utf8)
    }()

    /// A generator whose seed names the failing case.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }
}
