internal import COpenSSL

/// Comparison of secrets, and of codes that a stranger guesses at.
package enum ConstantTime {
    /// Whether both hold the same bytes; takes the same time wherever they differ.
    ///
    /// Their lengths are not secret.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in unsafe areEqual(left, right) }
        }
    }

    /// Whether both hold the same bytes, for memory that must not be copied.
    package static func areEqual(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
    ) -> Bool {
        guard left.count == right.count, let first = left.baseAddress,
            let second = right.baseAddress
        else { return left.count == right.count }
        return unsafe CRYPTO_memcmp(first, second, left.count) == 0
    }
}
