import COpenSSL
import Testing

@testable import COSESigning

/// A private key with any public half: what a faulty device or a forged file might hold.
func mismatchedKey(seed: [UInt8], publicHalf: [UInt8]) throws -> PrivateKeyHandle {
    let context = unsafe try #require(EVP_PKEY_CTX_new_from_name(nil, "ED25519", nil))
    defer { unsafe EVP_PKEY_CTX_free(context) }
    #expect(unsafe EVP_PKEY_fromdata_init(context) == 1)
    // EVP_PKEY_KEYPAIR, which is a macro of macros.
    let keyPair: Int32 = 0x87
    // The parameters keep pointers to their names.
    let privateName: StaticString = "priv"
    let publicName: StaticString = "pub"
    var seed = seed
    var publicHalf = publicHalf
    var key: OpaquePointer?
    let status = unsafe seed.withUnsafeMutableBytes { seed in
        unsafe publicHalf.withUnsafeMutableBytes { publicHalf in
            var parameters = unsafe [
                parameter(privateName, seed),
                parameter(publicName, publicHalf),
                OSSL_PARAM_construct_end(),
            ]
            return unsafe EVP_PKEY_fromdata(context, &key, keyPair, &parameters)
        }
    }
    #expect(status == 1)
    return try unsafe PrivateKeyHandle(owning: #require(key))
}

private func parameter(_ name: StaticString, _ value: UnsafeMutableRawBufferPointer) -> OSSL_PARAM {
    unsafe name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) {
        unsafe OSSL_PARAM_construct_octet_string($0, value.baseAddress, value.count)
    }
}
