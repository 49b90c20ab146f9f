internal import COpenSSL

/// Ed25519 over any bytes, for messages that the product's one sign call would never make.
struct RawSigner {
    let seed: [UInt8]

    /// The public half, 32 bytes (RFC 8032 §5.1.5).
    func publicKey() throws -> [UInt8] {
        let key = try unsafe privateKey()
        defer { unsafe EVP_PKEY_free(key) }
        var point = [UInt8](repeating: 0, count: 32)
        var count = point.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &point, &count) == 1 else {
            throw GeneratorError.libcrypto
        }
        return point
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        let key = try unsafe privateKey()
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { throw GeneratorError.libcrypto }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw GeneratorError.libcrypto }
        return signature
    }

    /// The caller frees it.
    private func privateKey() throws -> OpaquePointer {
        let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        guard let key = unsafe key else { throw GeneratorError.libcrypto }
        return unsafe key
    }
}

func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = unsafe COpenSSL.SHA256(bytes, bytes.count, &digest)
    return digest
}

/// SHA-512, which Ed25519 uses inside (RFC 8032 §5.1).
func sha512(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    _ = unsafe COpenSSL.SHA512(bytes, bytes.count, &digest)
    return digest
}

/// HMAC with SHA-256 (RFC 2104).
func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let short = key.count > 64 ? sha256(key) : key
    let block = short + [UInt8](repeating: 0, count: 64 - short.count)
    return sha256(block.map { $0 ^ 0x5c } + sha256(block.map { $0 ^ 0x36 } + message))
}
