internal import COpenSSL

/// Reads private keys through OSSL_STORE: the same way for a PEM file and for a device.
enum PrivateKeyStore {
    /// Reads an unencrypted file's contents.
    static func read(
        _ contents: borrowing SecretBytes, path: String
    ) throws(KeyFileError) -> SigningKey {
        let finding = unsafe search(contents, answer: nil)
        guard finding.count > 0 else {
            // Old PEM encryption hides behind the label of a plain key (RFC 1421 headers).
            throw finding.wantedPassphrase
                ? .unsupportedEncryption(path: path) : .damaged(path: path)
        }
        return try finding.onlyKey(source: path)
    }

    /// Reads an encrypted file's contents, whose encryption has been looked at before.
    static func read(
        _ contents: borrowing SecretBytes, path: String, passphrase: borrowing Passphrase
    ) throws(KeyFileError) -> SigningKey {
        try unsafe passphrase.secret.withUnsafeBytes { answer throws(KeyFileError) in
            let finding = unsafe search(contents, answer: answer)
            guard finding.count > 0 else {
                throw finding.wantedPassphrase
                    ? .wrongPassphrase(source: path) : .damaged(path: path)
            }
            return try finding.onlyKey(source: path)
        }
    }

    /// Loads the key that a URI names; the passphrase is asked for only when the device wants it.
    static func load(
        _ uri: KeyURI, passphrase: () throws(KeyFileError) -> Passphrase
    ) throws(KeyFileError) -> SigningKey {
        guard let provider = provider(for: uri.scheme) else {
            throw .noLoader(scheme: uri.scheme)
        }
        let finding = unsafe search(uri, provider: provider, answer: nil)
        guard finding.count == 0, finding.wantedPassphrase else {
            return try finding.onlyKey(source: uri.source)
        }
        let passphrase = try passphrase()
        return try unsafe passphrase.secret.withUnsafeBytes { answer throws(KeyFileError) in
            let finding = unsafe search(uri, provider: provider, answer: answer)
            guard finding.count > 0 else { throw .wrongPassphrase(source: uri.source) }
            return try finding.onlyKey(source: uri.source)
        }
    }

    /// The name of the provider that loads URIs of a scheme, or nil without one.
    ///
    /// OSSL_STORE_open_ex takes any URI for the name of a file first, permissions unseen. Naming
    /// the provider keeps it from that.
    static func provider(for scheme: String) -> String? {
        defer { ERR_clear_error() }
        guard let loader = unsafe OSSL_STORE_LOADER_fetch(nil, scheme, nil) else { return nil }
        defer { unsafe OSSL_STORE_LOADER_free(loader) }
        return unsafe OSSL_PROVIDER_get0_name(OSSL_STORE_LOADER_get0_provider(loader))
            .map { unsafe String(cString: $0) }
    }

    private static func search(
        _ contents: borrowing SecretBytes, answer: UnsafeRawBufferPointer?
    ) -> StoreFinding {
        unsafe contents.withUnsafeBytes { contents in
            let input = unsafe BIO_new_mem_buf(contents.baseAddress, Int32(contents.count))
            defer { unsafe BIO_free(input) }
            return unsafe StoreFinding(answer: answer) { method, request in
                unsafe OSSL_STORE_attach(
                    input, "file", nil, nil, method, request, nil, nil, nil)
            }
        }
    }

    private static func search(
        _ uri: KeyURI, provider: String, answer: UnsafeRawBufferPointer?
    ) -> StoreFinding {
        unsafe StoreFinding(answer: answer) { method, request in
            unsafe OSSL_STORE_open_ex(
                uri.text, nil, "provider=\(provider)", method, request, nil, nil, nil)
        }
    }
}
