import COpenSSL

/// The floor: libcrypto's own signature and verification, with nothing around them.
struct RawEd25519: ~Copyable, @unchecked Sendable {
    // Invariant behind the `Sendable`: the key is never changed after the initializer, and libcrypto
    // lets any number of threads use one key that nobody changes.
    private let key: OpaquePointer

    init(seed: [UInt8]) {
        key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
    }

    deinit { EVP_PKEY_free(key) }

    func sign(_ message: [UInt8]) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        precondition(EVP_DigestSignInit(context, nil, nil, nil, key) == 1)
        precondition(EVP_DigestSign(context, &signature, &count, message, message.count) == 1)
        return signature
    }

    func verify(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        precondition(EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1)
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
