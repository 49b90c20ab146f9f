import COSE
import COSESigning
import LicenseTestSupport

/// A message of the profile, byte by byte, and the key that signed it.
enum GoldenMessage {
    static let protected = "a3 01 32 04 48 866eefbd6718c884 10 18 3d"

    static func key() throws -> SigningKey {
        // RFC 8032 §7.1, TEST 1.
        try SigningKey.derive(
            seed: hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    }

    static func message(payload: [UInt8] = hex("a1 01 02")) throws -> SignedMessage {
        try key().sign(payload: payload, type: .cwt)
    }

    /// An envelope of given parts around a signature of zeros.
    static func envelope(
        start: String = "d2 84", protected: String = "50 \(protected)", unprotected: String = "a0",
        payload: String = "43 a10102", signature: String? = nil
    ) -> [UInt8] {
        let signature = signature ?? "58 40" + String(repeating: "00", count: 64)
        return hex("\(start) \(protected) \(unprotected) \(payload) \(signature)")
    }
}
