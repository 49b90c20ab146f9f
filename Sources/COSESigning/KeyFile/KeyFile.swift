public import COSE
internal import Glibc

/// A private key at rest: PKCS#8 in PEM (RFC 5958, RFC 7468), for its owner's eyes only.
///
/// The file is trusted as far as its permissions and its passphrase go: who can read an unencrypted
/// one can sign; who can replace one makes this program sign with a key that nobody trusts.
public enum KeyFile {
    /// No key file is as large as this many bytes.
    static let maxBytes = 65_536

    /// Encrypts a key under a passphrase and writes it to a new file of mode 0600.
    ///
    /// Never overwrites, and leaves the whole file or none. Costs one scrypt, a fraction of a
    /// second on purpose.
    public static func write(
        _ key: borrowing SigningKey, to path: String, passphrase: borrowing Passphrase
    ) throws(KeyFileError) {
        try passphrase.checkTypable()
        let text: String
        do throws(SigningKeyError) {
            text = try key.encryptedPEM(passphrase: passphrase)
        } catch {
            throw .key(source: path, error)
        }
        try write(text, to: path, mode: 0o600)
    }

    /// Writes a key as it is to a new file of mode 0600: anybody who can read the file can sign.
    ///
    /// For keys whose file system or vault is the protection, and for tests.
    public static func writeUnencrypted(
        _ key: borrowing SigningKey, to path: String
    ) throws(KeyFileError) {
        let text: SecretBytes
        do throws(SigningKeyError) {
            text = try key.unencryptedPEM()
        } catch {
            throw .key(source: path, error)
        }
        try NewFile.write(text, to: path, mode: 0o600)
    }

    /// Writes a public key as PEM to a new file of mode 0644.
    public static func writePublicKey(
        _ key: VerificationKey, to path: String
    ) throws(KeyFileError) {
        try write(key.pem, to: path, mode: 0o644)
    }

    /// Where the public half of a key file is kept: `acme.key` gives `acme.pub`, and any other name
    /// gets `.pub` appended.
    public static func publicKeyPath(for path: String) -> String {
        let suffix = ".key"
        let stem = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
        return stem.isEmpty || stem.hasSuffix("/") ? path + ".pub" : stem + ".pub"
    }

    /// Reads the key of a file, which must be closed to group and others.
    ///
    /// The passphrase is asked for only when the file is encrypted and otherwise in order. Costs
    /// what the file's key derivation costs, within a bound. PKCS#8 has no checksum: a changed byte
    /// of the seed gives another key, so compare the public half with the one that is expected.
    public static func read(
        _ path: String, passphrase: () throws(KeyFileError) -> Passphrase
    ) throws(KeyFileError) -> SigningKey {
        let contents = try OwnerOnlyFile(opening: path).contents(limit: maxBytes)
        switch try KeyLabel(in: contents, path: path) {
        case .plain: return try PrivateKeyStore.read(contents, path: path)
        case .encrypted:
            try EncryptionParameters.check(contents, path: path)
            let passphrase = try passphrase()
            return try PrivateKeyStore.read(contents, path: path, passphrase: passphrase)
        }
    }

    /// Loads a key that lives elsewhere, as in a device behind a `pkcs11:` URI (RFC 7512), through
    /// the OpenSSL provider for the URI's scheme.
    ///
    /// The passphrase is the device's PIN and asked for only when the device wants one.
    public static func load(
        uri: String, passphrase: () throws(KeyFileError) -> Passphrase
    ) throws(KeyFileError) -> SigningKey {
        try PrivateKeyStore.load(KeyURI(uri), passphrase: passphrase)
    }

    /// Whether a key file needs a passphrase, by its label.
    ///
    /// Throws what `read` would throw before it asks for one.
    public static func isEncrypted(_ path: String) throws(KeyFileError) -> Bool {
        let contents = try OwnerOnlyFile(opening: path).contents(limit: maxBytes)
        guard try KeyLabel(in: contents, path: path) == .encrypted else { return false }
        try EncryptionParameters.check(contents, path: path)
        return true
    }

    private static func write(
        _ text: String, to path: String, mode: mode_t
    ) throws(KeyFileError) {
        let bytes = SecretBytes(copying: Array(text.utf8))
        try NewFile.write(bytes, to: path, mode: mode)
    }
}
