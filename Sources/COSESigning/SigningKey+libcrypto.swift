internal import COSE
internal import COpenSSL

/// libcrypto's form of a private key, erased and freed when it goes out of scope.
///
/// `@unchecked Sendable`: the EVP_PKEY is complete when an initializer returns and nothing changes
/// it afterwards; signing only reads it, each call with a context that no other call has.
@safe struct PrivateKeyHandle: ~Copyable, @unchecked Sendable {
    let key: OpaquePointer
    private let contexts: DigestContextPool

    /// Takes over a key of any origin; refuses other kinds than Ed25519.
    init(owning key: OpaquePointer) throws(SigningKeyError) {
        guard unsafe EVP_PKEY_is_a(key, "ED25519") == 1 else {
            unsafe EVP_PKEY_free(key)
            throw .notEd25519
        }
        unsafe self.key = unsafe key
        contexts = unsafe DigestContextPool(key: key) { context, key in
            unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1
        }
    }

    /// Derives the key of a seed.
    init(seed: [UInt8]) throws(SigningKeyError) {
        guard seed.count == 32 else { throw .seedLength(seed.count) }
        latchkey_crypto_enter()
        let key = unsafe seed.withUnsafeBufferPointer { seed in
            unsafe EVP_PKEY_new_raw_private_key(
                EVP_PKEY_ED25519, nil, seed.baseAddress, seed.count)
        }
        latchkey_crypto_leave()
        guard let key = unsafe key else {
            ERR_clear_error()
            throw .libcrypto
        }
        try unsafe self.init(owning: key)
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Draws a new key.
    static func generated() throws(SigningKeyError) -> PrivateKeyHandle {
        guard let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil) else {
            throw .libcrypto
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_keygen(context, &key) == 1, let key = unsafe key
        else {
            ERR_clear_error()
            throw .libcrypto
        }
        return try unsafe PrivateKeyHandle(owning: key)
    }

    /// The 32 bytes of the public half.
    func publicKey() throws(SigningKeyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        let status = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &count)
        }
        guard status == 1, count == 32 else {
            ERR_clear_error()
            throw .libcrypto
        }
        return bytes
    }

    /// Ed25519 without a pre-hash (RFC 8032 §5.1.6).
    ///
    /// The only sign call.
    func sign(_ message: [UInt8]) throws(SigningKeyError) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        latchkey_crypto_enter()
        defer { latchkey_crypto_leave() }
        let status = unsafe contexts.withContext { context in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe signature.withUnsafeMutableBufferPointer { signature in
                    unsafe EVP_DigestSign(
                        context, signature.baseAddress, &count, message.baseAddress,
                        message.count)
                }
            }
        }
        guard status == 1, count == 64 else {
            ERR_clear_error()
            throw .libcrypto
        }
        return signature
    }
}
