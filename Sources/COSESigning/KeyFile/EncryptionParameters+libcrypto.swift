internal import COpenSSL

/// How a PKCS#8 file says it is encrypted, looked at before any passphrase is asked for.
///
/// The file names the work that opening it costs. Without a bound, one changed bit would keep the
/// program busy for hours.
enum EncryptionParameters {
    /// PBKDF2's rounds: several times what anybody recommends, and a few seconds of work.
    private static let maxIterations: UInt64 = 1 << 22
    /// The product of scrypt's N, r and p; 25 times what is written here.
    private static let maxScryptWork: UInt64 = 1 << 24
    private static let ciphers = [NID_aes_128_cbc, NID_aes_192_cbc, NID_aes_256_cbc]

    /// Refuses a block that is damaged, other encryption than PBES2 with AES-CBC (RFC 8018 §6.2),
    /// and a key derivation of unbounded cost.
    static func check(
        _ contents: borrowing SecretBytes, path: String
    ) throws(KeyFileError) {
        defer { ERR_clear_error() }
        let envelope = unsafe contents.withUnsafeBytes { contents in
            let input = unsafe BIO_new_mem_buf(contents.baseAddress, Int32(contents.count))
            defer { unsafe BIO_free(input) }
            // Old PEM encryption around the new one would have libcrypto ask at the terminal,
            // were there no callback that refuses.
            return unsafe PEM_read_bio_PKCS8(input, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let envelope = unsafe envelope else { throw .damaged(path: path) }
        defer { unsafe X509_SIG_free(envelope) }
        var algorithm: UnsafePointer<X509_ALGOR>?
        unsafe X509_SIG_get0(envelope, &algorithm, nil)
        guard unsafe identifier(of: algorithm) == NID_pbes2,
            let scheme = unsafe sequence(in: algorithm, PBE2PARAM_it(), of: PBE2PARAM.self)
        else { throw .unsupportedEncryption(path: path) }
        defer { unsafe PBE2PARAM_free(scheme) }
        guard unsafe ciphers.contains(identifier(of: scheme.pointee.encryption)) else {
            throw .unsupportedEncryption(path: path)
        }
        guard unsafe isBounded(scheme.pointee.keyfunc) else {
            throw .unsupportedEncryption(path: path)
        }
    }

    /// Whether the key derivation is one of the two known, at a cost that can be waited for.
    private static func isBounded(_ derivation: UnsafePointer<X509_ALGOR>?) -> Bool {
        switch unsafe identifier(of: derivation) {
        case NID_id_pbkdf2:
            guard
                let parameters = unsafe sequence(
                    in: derivation, PBKDF2PARAM_it(), of: PBKDF2PARAM.self)
            else { return false }
            defer { unsafe PBKDF2PARAM_free(parameters) }
            return unsafe number(parameters.pointee.iter) <= maxIterations
        case NID_id_scrypt:
            guard
                let parameters = unsafe sequence(
                    in: derivation, SCRYPT_PARAMS_it(), of: SCRYPT_PARAMS.self)
            else { return false }
            defer { unsafe SCRYPT_PARAMS_free(parameters) }
            let factors = unsafe [
                number(parameters.pointee.costParameter),
                number(parameters.pointee.blockSize),
                number(parameters.pointee.parallelizationParameter),
            ]
            var work: UInt64 = 1
            for factor in factors {
                let (product, overflow) = work.multipliedReportingOverflow(by: factor)
                guard !overflow else { return false }
                work = product
            }
            return work <= maxScryptWork
        default: return false
        }
    }

    private static func identifier(of algorithm: UnsafePointer<X509_ALGOR>?) -> Int32 {
        guard let algorithm = unsafe algorithm else { return NID_undef }
        return unsafe OBJ_obj2nid(algorithm.pointee.algorithm)
    }

    private static func sequence<Parameters>(
        in algorithm: UnsafePointer<X509_ALGOR>?, _ item: OpaquePointer?, of: Parameters.Type
    ) -> UnsafeMutablePointer<Parameters>? {
        guard let algorithm = unsafe algorithm else { return nil }
        return unsafe ASN1_TYPE_unpack_sequence(item, algorithm.pointee.parameter)?
            .assumingMemoryBound(to: Parameters.self)
    }

    /// A number that does not fit counts as the largest.
    private static func number(_ integer: UnsafePointer<ASN1_INTEGER>?) -> UInt64 {
        var value: UInt64 = 0
        return unsafe ASN1_INTEGER_get_uint64(&value, integer) == 1 ? value : .max
    }
}
