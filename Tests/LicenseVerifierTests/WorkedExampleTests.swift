import CBOR
import COSE
import Foundation
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Worked example` {
    /// The members that are texts; the claims are compared below.
    private struct Example: Decodable {
        let publicKey, publicKeyPEM, coseKey, thumbprint, keyID: String
        let protected, payload, payloadDiagnostic, signed, signature: String
        let message, text, carrier, digest: String
        let claims: WrittenClaims
    }

    private let example: Example

    init() throws {
        let file = RepositoryFolder.root.appending(path: "Fixtures/worked-example.json")
        example = try JSONDecoder().decode(Example.self, from: Data(contentsOf: file))
    }

    @Test func `names one key in all of its forms`() throws {
        let key = try VerificationKey(parsing: example.publicKey)
        #expect(try VerificationKey(parsing: example.publicKeyPEM) == key)
        let coseKey = try #require(Hexadecimal.decode(example.coseKey))
        #expect(try VerificationKey(coseKey: coseKey) == key)
        #expect(Hexadecimal.encode(key.thumbprint) == example.thumbprint)
        #expect(key.keyID.description == example.keyID)
        #expect(example.thumbprint.hasPrefix(example.keyID))
    }

    @Test func `is verified in both text forms`() throws {
        let trusted = try TrustedKeys(pinning: VerificationKey(parsing: example.publicKey))
        let license = try trusted.verify(LicenseKey(parsing: example.text))
        #expect(try trusted.verify(LicenseKey(carrier: example.carrier)) == license)
        #expect(WrittenClaims(license.claims) == example.claims)
        #expect(Hexadecimal.encode(license.digest) == example.digest)
        #expect(Hexadecimal.encode(license.message.bytes) == example.message)
        #expect(license.text == example.text && license.carrierText == example.carrier)
    }

    @Test func `is put together from its parts`() throws {
        let message = try LicenseKey(parsing: example.text).message
        #expect(Hexadecimal.encode(message.protectedBytes) == example.protected)
        #expect(Hexadecimal.encode(message.unverifiedPayload) == example.payload)
        #expect(Hexadecimal.encode(message.signature) == example.signature)
        let signed = SigStructure.encode(
            protected: message.protectedBytes, payload: message.unverifiedPayload)
        #expect(Hexadecimal.encode(signed) == example.signed)
        let item = try CBORDecoder.decode(
            message.unverifiedPayload, limits: CBORLimits(depth: 6, entries: 64))
        #expect(item.diagnostic == example.payloadDiagnostic)
    }
}
