extension SigningKey {
    /// The private key as PKCS#8 in PEM, encrypted under a passphrase: PBES2 with scrypt
    /// (N = 2^14, r = 8, p = 5) and AES-256-CBC (RFC 8018, RFC 7914), as the `openssl` tool reads.
    ///
    /// Throws for a key that does not leave its device. Costs one scrypt, a fraction of a second
    /// on purpose.
    public func encryptedPEM(
        passphrase: borrowing Passphrase
    ) throws(SigningKeyError) -> String {
        try handle.encryptedPEM(passphrase: passphrase.secret)
    }

    /// The private key as PKCS#8 in PEM, as it is.
    func unencryptedPEM() throws(SigningKeyError) -> SecretBytes {
        try handle.unencryptedPEM()
    }
}
