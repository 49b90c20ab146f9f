internal import COpenSSL

/// SHA-256 and the HMAC over it (FIPS 180-4, RFC 2104).
package enum SHA256 {
    /// The number of bytes in a digest.
    package static let byteCount = 32

    /// The digest of a run of bytes.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                // SHA256 fails on no input; it returns its third argument.
                _ = unsafe COpenSSL.SHA256(bytes.baseAddress, bytes.count, digest.baseAddress)
            }
            count = byteCount
        }
    }

    /// The authentication code of a message under a secret key (RFC 2104 §2).
    package static func authenticationCode(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        // Keys are padded with zeros, so a zero is the empty key; libcrypto wants an address.
        let key = key.isEmpty ? [0] : key
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { code, count in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe key.withUnsafeBufferPointer { key in
                    let result = unsafe HMAC(
                        EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress,
                        message.count, code.baseAddress, nil)
                    unsafe precondition(result != nil, "HMAC fails only without memory")
                }
            }
            count = byteCount
        }
    }

    /// A digest of bytes that come in pieces.
    @safe package final class Hasher {
        private let context: OpaquePointer

        /// Begins with nothing.
        package init() {
            let context = unsafe EVP_MD_CTX_new()
            guard let context = unsafe context,
                unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
            else { preconditionFailure("a digest fails only without memory") }
            unsafe self.context = unsafe context
        }

        deinit {
            unsafe EVP_MD_CTX_free(context)
        }

        /// Takes the next piece.
        package func update(_ bytes: ArraySlice<UInt8>) {
            unsafe bytes.withUnsafeBufferPointer { bytes in
                _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
            }
        }

        /// Takes the next piece.
        package func update(_ bytes: [UInt8]) {
            update(bytes[...])
        }

        /// The digest of everything; the last call.
        package func finalize() -> [UInt8] {
            unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
                _ = unsafe EVP_DigestFinal_ex(context, digest.baseAddress, nil)
                count = byteCount
            }
        }
    }
}
