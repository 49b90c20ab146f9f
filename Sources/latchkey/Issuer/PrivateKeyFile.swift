import COSESigning
import CommandSupport

/// A private key that is named by its file or by a `pkcs11:` URI, rather than kept in an issuer's
/// directory.
struct PrivateKeyFile {
    let name: String

    /// Opens the key; the passphrase is asked for only if it needs one.
    func key(passphrase options: PassphraseOptions) throws -> SigningKey {
        let ask = { () throws(KeyFileError) in try options.passphrase(for: name) }
        return name.hasPrefix("pkcs11:")
            ? try KeyFile.load(uri: name) { () throws(KeyFileError) in try ask() }
            : try KeyFile.read(name) { () throws(KeyFileError) in try ask() }
    }
}
