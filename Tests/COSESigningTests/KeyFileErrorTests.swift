import COSE
import Foundation
import Testing

@testable import COSESigning

@Suite struct `Errors of keys` {
    @Test(arguments: KeyFileError.examples)
    func `say what happened and what to do`(_ error: KeyFileError) {
        for text in [error.description, error.nextStep] {
            #expect(!text.isEmpty)
            #expect(!text.hasSuffix("."))
            #expect(text.first?.isUppercase == false || text.hasPrefix("OpenSSL"))
        }
        #expect(error.code.wholeMatch(of: /[a-z-]+\.[a-z0-9-]+/) != nil)
    }

    @Test(arguments: SigningKeyError.examples)
    func `of signing say the same things`(_ error: SigningKeyError) {
        #expect(!error.description.isEmpty && !error.description.hasSuffix("."))
        #expect(!error.nextStep.isEmpty && !error.nextStep.hasSuffix("."))
        #expect(error.code.hasPrefix("signing-key."))
    }

    @Test func `quote paths without steering the terminal`() {
        let error = KeyFileError.exists(path: "a\u{1b}[2Jb\nc")
        #expect(error.description == "'a[2Jbc' exists, and a key is never overwritten")
        let long = KeyFileError.exists(path: String(repeating: "x", count: 5000))
        #expect(long.description.utf8.count < 1100)
    }

    @Test func `give commands that a shell takes as one word`() {
        let error = KeyFileError.openToOthers(path: "it's mine.key")
        #expect(error.nextStep == #"run: chmod 600 'it'\''s mine.key'"#)
    }
}

extension KeyFileError {
    static let examples: [KeyFileError] = [
        .exists(path: "f"), .cannotOpen(path: "f", errno: ENOENT),
        .cannotOpen(path: "f", errno: EACCES), .cannotRead(path: "f", errno: EIO),
        .cannotWrite(path: "f", errno: ENOSPC), .notRegularFile(path: "f"),
        .tooLarge(path: "f", limit: 65_536), .openToOthers(path: "f"), .otherOwner(path: "f"),
        .noKey(source: "f"), .severalKeys(source: "f"), .publicKey(path: "f"),
        .certificate(path: "f"), .openSSH(path: "f"), .notEd25519(source: "f", type: "RSA"),
        .damaged(path: "f"), .unsupportedEncryption(path: "f"), .wrongPassphrase(source: "f"),
        .key(source: "f", .faultySignature), .notURI, .fileURI, .secretInURI,
        .noLoader(scheme: "pkcs11"), .passphraseEmpty, .passphraseTooLong(limit: 1023),
        .passphraseNotText, .passphraseUntypable, .passphraseUnreadable(errno: EBADF),
        .passphrasesDiffer,
        .noTerminal(errno: ENXIO), .interrupted(signal: SIGINT),
    ]
}

extension SigningKeyError {
    static let examples: [SigningKeyError] = [
        .libcrypto, .seedLength(31), .notEd25519, .publicHalf(.smallOrder), .faultySignature,
        .notExportable,
    ]
}
