internal import COpenSSL

/// SHA-256 and the HMAC over it (FIPS 180-4, RFC 2104).
package enum SHA256 {
    /// The number of bytes in a digest.
    package static let byteCount = 32

    // Fetched once: to find the algorithm anew takes longer than to hash a short message. Never freed
    // and never changed, so any thread may use it.
    private nonisolated(unsafe) static let algorithm: OpaquePointer = {
        latchkey_crypto_enter()
        defer { latchkey_crypto_leave() }
        guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto has no SHA-256")
        }
        return unsafe algorithm
    }()

    /// The digest of a run of bytes.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe write(digestOf: UnsafeRawBufferPointer(bytes), to: digest.baseAddress)
            }
            count = byteCount
        }
    }

    /// Appends the digest of some of the bytes to all of them.
    package static func appendDigest(of range: Range<Int>, to bytes: inout [UInt8]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        let end = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: byteCount))
        unsafe bytes.withUnsafeMutableBytes { bytes in
            let digest = unsafe bytes.baseAddress?.advanced(by: end)
                .assumingMemoryBound(to: UInt8.self)
            unsafe write(digestOf: UnsafeRawBufferPointer(rebasing: bytes[range]), to: digest)
        }
    }

    private static func write(
        digestOf bytes: UnsafeRawBufferPointer, to digest: UnsafeMutablePointer<UInt8>?
    ) {
        let result = unsafe EVP_Digest(
            bytes.baseAddress, bytes.count, digest, nil, algorithm, nil)
        precondition(result == 1, "a digest fails only without memory")
    }

    /// The authentication code of a message under a secret key (RFC 2104 §2).
    package static func authenticationCode(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        // Keys are padded with zeros, so a zero is the empty key; libcrypto wants an address.
        let key = key.isEmpty ? [0] : key
        latchkey_crypto_enter()
        defer { latchkey_crypto_leave() }
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
                unsafe EVP_DigestInit_ex(context, algorithm, nil) == 1
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
