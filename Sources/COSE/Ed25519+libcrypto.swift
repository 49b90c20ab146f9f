internal import COpenSSL

/// libcrypto's form of a public key, freed with its last owner.
///
/// `@unchecked Sendable`: the EVP_PKEY is complete when `init` returns and nothing changes it
/// afterwards; libcrypto counts references to it atomically and only reads it when verifying, each
/// call with a context that no other call has.
@safe final class PublicKeyHandle: @unchecked Sendable {
    private let key: OpaquePointer
    private let contexts: DigestContextPool

    /// Takes 32 bytes that have passed the checks of `VerificationKey`.
    init?(rawRepresentation bytes: [UInt8]) {
        latchkey_crypto_enter()
        defer { latchkey_crypto_leave() }
        let key = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519, nil, buffer.baseAddress, buffer.count)
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            return nil
        }
        unsafe self.key = unsafe key
        contexts = unsafe DigestContextPool(key: key) { context, key in
            unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
        }
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Whether libcrypto has Ed25519 here at all: not where it is restricted to approved algorithms, or
    /// is configured without its default provider.
    static var isOffered: Bool {
        // The base point, which is a good key everywhere.
        PublicKeyHandle(rawRepresentation: [0x58] + [UInt8](repeating: 0x66, count: 31)) != nil
    }

    /// S < L and the equation of RFC 8032 §5.1.7, both by libcrypto; nil where it could not be asked,
    /// which says nothing of the signature.
    ///
    /// The only verify call.
    func isValid(signature: ArraySlice<UInt8>, over message: [UInt8]) -> Bool? {
        latchkey_crypto_enter()
        defer { latchkey_crypto_leave() }
        let verdict = unsafe contexts.withContext { context in
            unsafe signature.withUnsafeBufferPointer { signature in
                unsafe message.withUnsafeBufferPointer { message in
                    unsafe EVP_DigestVerify(
                        context, signature.baseAddress, signature.count, message.baseAddress,
                        message.count)
                }
            }
        }
        // A refusal leaves its reason in the thread's error queue, where it would be taken for
        // the failure of some later call.
        if verdict != 1 { ERR_clear_error() }
        return verdict.map { $0 == 1 }
    }
}
