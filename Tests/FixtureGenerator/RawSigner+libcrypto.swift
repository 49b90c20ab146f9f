internal import COpenSSL

/// Ed25519 over any bytes, for messages that the product's one sign call would never make.
struct RawSigner {
    let seed: [UInt8]

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        guard let key = unsafe key, let context = unsafe EVP_MD_CTX_new() else {
            throw GeneratorError.libcrypto
        }
        defer {
            unsafe EVP_MD_CTX_free(context)
            unsafe EVP_PKEY_free(key)
        }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw GeneratorError.libcrypto }
        return signature
    }
}

/// SHA-512, which Ed25519 uses inside (RFC 8032 §5.1).
func sha512(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    _ = unsafe COpenSSL.SHA512(bytes, bytes.count, &digest)
    return digest
}
