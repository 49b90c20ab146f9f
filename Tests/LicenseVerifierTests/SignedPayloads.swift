import COSE
import COSESigning
import LicenseTestSupport
import LicenseVerifier

/// Signs whatever payload it is given, and verifies it as a license.
struct SignedPayloads: ~Copyable {
    private let key: SigningKey
    private let understood: Set<Int64>

    init(understanding understood: Set<Int64> = []) throws {
        self.understood = understood
        key = SigningKey.test(9)
    }

    func sign(_ payload: [UInt8]) throws -> SignedMessage {
        try key.sign(payload: payload, type: .cwt)
    }

    func verify(_ payload: [UInt8]) throws -> VerifiedLicense {
        let text = "DEMO_" + Base64.encodeURL(try sign(payload).bytes)
        return try TrustedKeys(pinning: key.verificationKey, understanding: understood)
            .verify(LicenseKey(parsing: text))
    }
}
