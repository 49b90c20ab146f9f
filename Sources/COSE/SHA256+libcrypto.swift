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
}
