import LicenseVerifier

/// A signed message put together by hand: every part may be wrong, and it is signed all the same.
struct Forgery {
    /// Tag 18 and the head of an array of four.
    var start: [UInt8] = [0xd2, 0x84]
    /// The protected header, as the item in the envelope is to be.
    var protected: [UInt8]
    var unprotected: [UInt8] = [0xa0]
    var payload: [UInt8]
    /// What takes the place of the payload; nil for the payload as a byte string.
    var payloadItem: [UInt8]?
    /// What takes the place of the signature; nil for the signature as a byte string.
    var signatureItem: [UInt8]?
    var rest: [UInt8] = []
    /// Changes the 64 bytes after signing.
    var changeSignature: ([UInt8]) -> [UInt8] = { $0 }
    /// The bytes that are signed; nil for the Sig_structure of RFC 9052 §4.4.
    var signed: [UInt8]?

    let issuer: TestIssuer
    /// The content of the label `typ`.
    let type: [UInt8]

    init(payload: [UInt8], issuer: TestIssuer, type: [UInt8] = Raw.integer(61)) {
        self.issuer = issuer
        self.payload = payload
        self.type = type
        protected = Self.header(keyID: issuer.publicKey.keyID, type: type)
    }

    /// The sample's claims under the demo issuer's key.
    init() throws {
        self.init(payload: RawClaims().bytes, issuer: try TestIssuer.demo.get())
    }

    static func header(
        algorithm: [UInt8] = Raw.integer(-19), keyID: [UInt8], type: [UInt8] = Raw.integer(61)
    ) -> [UInt8] {
        Raw.map([
            (Raw.integer(1), algorithm), (Raw.integer(4), Raw.bytes(keyID)),
            (Raw.integer(16), type),
        ])
    }

    func octets() throws -> [UInt8] {
        let message = signed ?? Raw.sigStructure(protected: protected, payload: payload)
        let signature = changeSignature(try RawSigner(seed: issuer.seed).sign(message))
        return start + Raw.bytes(protected) + unprotected + (payloadItem ?? Raw.bytes(payload))
            + (signatureItem ?? Raw.bytes(signature)) + rest
    }

    func text(prefix: String = Sample.prefix.description) throws -> String {
        prefix + "_" + Base64.encodeURL(try octets())
    }
}

extension Raw {
    /// What is signed (RFC 9052 §4.4), without external data.
    static func sigStructure(protected: [UInt8], payload: [UInt8]) -> [UInt8] {
        array([text("Signature1"), bytes(protected), bytes([]), bytes(payload)])
    }
}
