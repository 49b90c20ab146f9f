import COSE
import COSESigning
import Testing

/// Keys and passphrases of these tests.
enum Fixture {
    static let seed = [UInt8](1...32)
    static let words = "correct horse battery staple"

    static func key() throws(SigningKeyError) -> SigningKey {
        try SigningKey.derive(seed: seed)
    }

    static func passphrase(_ text: String = words) throws(KeyFileError) -> Passphrase {
        try Passphrase(bytes: Array(text.utf8))
    }

    /// The passphrase of an unencrypted or refused file, which nobody may ask for.
    static func unaskedPassphrase() throws(KeyFileError) -> Passphrase {
        Issue.record("the passphrase was asked for")
        throw .passphraseEmpty
    }

    /// The public half of the key in a file.
    static func publicKey(
        _ path: String, passphrase: () throws(KeyFileError) -> Passphrase = unaskedPassphrase
    ) throws(KeyFileError) -> VerificationKey {
        try KeyFile.read(path, passphrase: passphrase).verificationKey
    }

    /// The error of a file that must be refused before a passphrase is asked for.
    static func refusal(_ path: String) -> KeyFileError? {
        do throws(KeyFileError) {
            _ = try publicKey(path)
            return nil
        } catch {
            return error
        }
    }
}
