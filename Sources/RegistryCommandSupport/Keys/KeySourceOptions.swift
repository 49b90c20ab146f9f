package import ArgumentParser
package import COSESigning
package import CommandSupport
package import LicenseIssuer

/// Where a key is that was made elsewhere.
package struct KeySourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A private key file, or a URI.", valueName: "source"),
        completion: .file())
    package var from: String

    package init() {}

    /// Refers to a key in a device; false for a key in a file, which is to be read.
    package func refer(
        in ring: KeyRing, as name: KeyName, of organization: String?,
        passphrase: PassphraseOptions
    ) throws -> Bool {
        guard from.hasPrefix("pkcs11:") else { return false }
        try ring.addReference(to: from, named: name, of: organization, passphrase: passphrase)
        return true
    }

    /// The key in the file.
    package func key(passphrase: PassphraseOptions) throws -> SigningKey {
        try KeyFile.read(from) { () throws(KeyFileError) in try passphrase.passphrase(for: from) }
    }
}
