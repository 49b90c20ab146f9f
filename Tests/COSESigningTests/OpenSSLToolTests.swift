import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite(.enabled(if: OpenSSLTool.isInstalled, "the openssl program is not installed"))
struct `Key files and the openssl program` {
    let directory: KeyDirectory

    init() throws {
        directory = try KeyDirectory()
    }

    @Test(arguments: [1, 28, Passphrase.maxBytes])
    func `agree on what we have encrypted`(passphraseBytes: Int) throws {
        let words = String(repeating: "x", count: passphraseBytes)
        let path = directory.path("acme.key")
        let passphrase = try directory.write(words + "\n", to: "passphrase")
        try KeyFile.write(
            Fixture.key(), to: path, passphrase: Passphrase.read(file: passphrase))
        let publicHalf = try OpenSSLTool.run(
            "pkey", "-in", path, "-passin", "file:\(passphrase)", "-pubout")
        #expect(try publicHalf == Fixture.key().verificationKey.pem)
        let form = try OpenSSLTool.run("asn1parse", "-in", path)
        #expect(form.contains("PBES2"))
        #expect(form.contains("scrypt"))
        #expect(form.contains("aes-256-cbc"))
    }

    @Test func `agree on what we have written unencrypted`() throws {
        let path = directory.path("acme.key")
        try KeyFile.writeUnencrypted(Fixture.key(), to: path)
        #expect(
            try OpenSSLTool.run("pkey", "-in", path, "-pubout")
                == Fixture.key().verificationKey.pem)
    }

    @Test func `agree on the public half in DER`() throws {
        let key = try Fixture.key().verificationKey
        let text = try directory.write(key.pem, to: "acme.pub")
        let der = directory.path("acme.der")
        try OpenSSLTool.run("pkey", "-pubin", "-in", text, "-outform", "DER", "-out", der)
        #expect(try directory.contents("acme.der") == key.subjectPublicKeyInfo)
        #expect(try VerificationKey(subjectPublicKeyInfo: key.subjectPublicKeyInfo) == key)
    }

    @Test func `agree on what openssl has generated`() throws {
        let path = try generate("ed25519")
        let publicHalf = try OpenSSLTool.run("pkey", "-in", path, "-pubout")
        #expect(try Fixture.publicKey(path).pem == publicHalf)
    }

    @Test(arguments: [
        ["-v2", "aes-256-cbc"], ["-v2", "aes-128-cbc", "-iter", "1"],
        ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"], ["-scrypt"],
        ["-scrypt", "-scrypt_N", "32768", "-scrypt_r", "4", "-scrypt_p", "1"],
    ])
    func `agree on what openssl has encrypted`(options: [String]) throws {
        let plain = try generate("ed25519")
        let path = try encrypt(plain, options)
        #expect(try KeyFile.isEncrypted(path))
        let key = try Fixture.publicKey(path) { () throws(KeyFileError) in
            try Fixture.passphrase()
        }
        #expect(try key == Fixture.publicKey(plain))
    }

    @Test(arguments: [["-v1", "PBE-SHA1-3DES"], ["-v2", "des3"], ["-v2", "aes-256-ofb"]])
    func `differ on other encryption`(options: [String]) throws {
        let path = try encrypt(generate("ed25519"), options)
        #expect(Fixture.refusal(path) == .unsupportedEncryption(path: path))
    }

    @Test(arguments: [([0x40, 0x00, 0x00], true), ([0x40, 0x00, 0x01], false)])
    func `differ on more than four million rounds`(rounds: [UInt8], isAccepted: Bool) throws {
        let path = try encrypt(
            generate("ed25519"), ["-v2", "aes-256-cbc", "-iter", "65536"])
        let text = try String(decoding: directory.contents("encrypted.key"), as: UTF8.self)
        let changed = try KeyText.replacing([2, 3, 1, 0, 0], with: [2, 3] + rounds, in: text)
        let contents = SecretBytes(copying: Array(changed.utf8))
        if isAccepted {
            #expect(throws: Never.self) { try EncryptionParameters.check(contents, path: path) }
        } else {
            #expect(throws: KeyFileError.unsupportedEncryption(path: path)) {
                try EncryptionParameters.check(contents, path: path)
            }
        }
    }

    @Test(arguments: [
        (["RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "RSA"),
        (["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "EC"),
        (["X25519"], "X25519"), (["ED448"], "ED448"),
    ])
    func `differ on keys of other kinds`(options: [String], type: String) throws {
        let path = try generate(options)
        #expect(Fixture.refusal(path) == .notEd25519(source: path, type: type))
        let encrypted = try encrypt(path, ["-v2", "aes-256-cbc"])
        #expect(throws: KeyFileError.notEd25519(source: encrypted, type: type)) {
            _ = try Fixture.publicKey(encrypted) { () throws(KeyFileError) in
                try Fixture.passphrase()
            }
        }
    }

    @Test func `differ on the old forms of other keys`() throws {
        let rsa = try generate(["RSA", "-pkeyopt", "rsa_keygen_bits:1024"])
        let old = directory.path("old.key")
        try OpenSSLTool.run("rsa", "-in", rsa, "-traditional", "-out", old)
        #expect(Fixture.refusal(old) == .notEd25519(source: old, type: "RSA"))
        let curve = directory.path("curve.key")
        try OpenSSLTool.run("ecparam", "-name", "prime256v1", "-genkey", "-out", curve)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: curve)
        #expect(Fixture.refusal(curve) == .notEd25519(source: curve, type: "EC"))
    }

    @Test func `differ on certificates and DER`() throws {
        let key = try generate("ed25519")
        let certificate = directory.path("certificate")
        try OpenSSLTool.run(
            "req", "-x509", "-new", "-key", key, "-subj", "/CN=test", "-out", certificate)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: certificate)
        #expect(Fixture.refusal(certificate) == .certificate(path: certificate))
        let der = directory.path("der")
        try OpenSSLTool.run("pkey", "-in", key, "-outform", "DER", "-out", der)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: der)
        #expect(Fixture.refusal(der) == .noKey(source: der))
    }

    private func generate(_ algorithm: String) throws -> String { try generate([algorithm]) }

    private func generate(_ options: [String]) throws -> String {
        let path = directory.path("generated.key")
        try OpenSSLTool.run(["genpkey", "-out", path, "-algorithm"] + options)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    private func encrypt(_ plain: String, _ options: [String]) throws -> String {
        let passphrase = try directory.write(Fixture.words, to: "words")
        let path = directory.path("encrypted.key")
        try OpenSSLTool.run(
            ["pkcs8", "-topk8", "-in", plain, "-out", path, "-passout", "file:\(passphrase)"]
                + options)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }
}
