internal import COpenSSL

extension PrivateKeyHandle {
    /// scrypt's cost: 16 MiB and about a quarter of a second (RFC 7914 §2).
    private static let scryptN: UInt64 = 1 << 14
    private static let scryptR: UInt64 = 8
    private static let scryptP: UInt64 = 5
    private static let saltBytes: Int32 = 16

    /// An `ENCRYPTED PRIVATE KEY` under a fresh salt and initialization vector.
    func encryptedPEM(passphrase: borrowing SecretBytes) throws(SigningKeyError) -> String {
        defer { ERR_clear_error() }
        let info = try unsafe privateKeyInfo()
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        let scheme = unsafe PKCS5_pbe2_set_scrypt(
            EVP_aes_256_cbc(), nil, Self.saltBytes, nil, Self.scryptN, Self.scryptR, Self.scryptP)
        guard let scheme = unsafe scheme else { throw .libcrypto }
        let envelope = unsafe passphrase.withUnsafeBytes { passphrase in
            unsafe PKCS8_set0_pbe(
                passphrase.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(passphrase.count), info, scheme)
        }
        guard let envelope = unsafe envelope else {
            // Only success takes the scheme over.
            unsafe X509_ALGOR_free(scheme)
            throw .libcrypto
        }
        defer { unsafe X509_SIG_free(envelope) }
        let text = try unsafe text { unsafe PEM_write_bio_PKCS8($0, envelope) }
        return unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// A `PRIVATE KEY`.
    func unencryptedPEM() throws(SigningKeyError) -> SecretBytes {
        defer { ERR_clear_error() }
        let info = try unsafe privateKeyInfo()
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        return try unsafe text { unsafe PEM_write_bio_PKCS8_PRIV_KEY_INFO($0, info) }
    }

    /// The key in PKCS#8 (RFC 8410 §7), which a device may refuse to give.
    private func privateKeyInfo() throws(SigningKeyError) -> OpaquePointer {
        guard let info = unsafe EVP_PKEY2PKCS8(key) else { throw .notExportable }
        return unsafe info
    }

    /// What a libcrypto call writes, by way of memory that libcrypto erases.
    private func text(
        _ write: (OpaquePointer) -> Int32
    ) throws(SigningKeyError) -> SecretBytes {
        guard let output = unsafe BIO_new(BIO_s_secmem()) else { throw .libcrypto }
        defer { unsafe BIO_free(output) }
        guard unsafe write(output) == 1 else { throw .libcrypto }
        var start: UnsafeMutablePointer<CChar>?
        // BIO_get_mem_data, which is a macro.
        let count = unsafe BIO_ctrl(output, BIO_CTRL_INFO, 0, &start)
        guard count > 0, let start = unsafe start else { throw .libcrypto }
        return unsafe SecretBytes(copying: UnsafeRawBufferPointer(start: start, count: count))
    }
}
