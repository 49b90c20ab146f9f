import COSE
import LicenseTestSupport
import Testing

private struct Wycheproof: Decodable {
    struct Group: Decodable {
        struct Key: Decodable { let pk: String }
        let publicKey: Key
        let tests: [Vector]
    }

    struct Vector: Decodable {
        let tcId: Int
        let comment: String
        let msg: String
        let sig: String
        let result: String
    }

    let testGroups: [Group]
}

private struct KnownAnswers: Decodable {
    struct Vector: Decodable {
        let publicKey: String
        let message: String
        let signature: String
    }

    let vectors: [Vector]
}

private struct EdgeCase: Decodable {
    let message: String
    let publicKey: String
    let signature: String

    enum CodingKeys: String, CodingKey {
        case message, signature
        case publicKey = "pub_key"
    }
}

private struct EdgeCaseVerdicts: Decodable {
    let ourRule: [String]

    enum CodingKeys: String, CodingKey { case ourRule = "our_rule" }
}

private struct COSEExample: Decodable {
    struct Intermediates: Decodable {
        let signed: String?

        enum CodingKeys: String, CodingKey { case signed = "ToBeSign_hex" }
    }
    struct Output: Decodable { let cbor: String }
    let intermediates: Intermediates?
    let output: Output
}

/// Whether a key that we would load accepts a signature.
private func accepts(_ publicKey: String, _ message: String, _ signature: String) -> Bool {
    guard let key = try? VerificationKey(rawRepresentation: hex(publicKey)) else { return false }
    return key.isValid(signature: hex(signature)[...], over: hex(message)) == true
}

@Suite(.enabled(if: ForeignVectors.areAvailable, "needs the foreign vectors"))
struct `Signatures that others wrote` {
    @Test func `of Wycheproof are judged as it says`() throws {
        let vectors: Wycheproof = try ForeignVectors.json("wycheproof/ed25519_test.json")
        var count = 0
        for group in vectors.testGroups {
            for vector in group.tests {
                count += 1
                let verdict = accepts(group.publicKey.pk, vector.msg, vector.sig)
                #expect(verdict == (vector.result == "valid"), "\(vector.tcId) \(vector.comment)")
            }
        }
        #expect(count >= 150)
    }

    @Test(arguments: ["rfc8032/rfc8032-7.1-ed25519.json", "rfc8032/sign-input-0-128.json"])
    func `of RFC 8032 and its authors are valid`(file: String) throws {
        let vectors: KnownAnswers = try ForeignVectors.json(file)
        #expect(vectors.vectors.count >= 4)
        for vector in vectors.vectors {
            #expect(accepts(vector.publicKey, vector.message, vector.signature))
        }
    }

    @Test func `of the other modes of RFC 8032 are not`() throws {
        let vectors: KnownAnswers = try ForeignVectors.json(
            "rfc8032/rfc8032-other-modes-must-fail.json")
        #expect(!vectors.vectors.isEmpty)
        for vector in vectors.vectors {
            #expect(!accepts(vector.publicKey, vector.message, vector.signature))
        }
    }

    @Test func `on the edges of the curve are judged by our rule`() throws {
        let cases: [EdgeCase] = try ForeignVectors.json("speccheck/cases.json")
        let verdicts: EdgeCaseVerdicts = try ForeignVectors.json("speccheck/measured.json")
        #expect(cases.count == verdicts.ourRule.count)
        for (index, (edge, verdict)) in zip(cases, verdicts.ourRule).enumerated() {
            #expect(
                accepts(edge.publicKey, edge.message, edge.signature) == (verdict == "accept"),
                "case \(index)")
        }
    }

    @Test(arguments: [
        "eddsa-01", "eddsa-02", "eddsa-sig-01", "eddsa-sig-02", "sign-pass-01", "sign-pass-02",
        "sign-pass-03", "sign-fail-01", "sign-fail-02", "sign-fail-03", "sign-fail-04",
        "sign-fail-06", "sign-fail-07",
    ])
    func `in messages of other profiles are refused with the message`(name: String) throws {
        let example: COSEExample = try ForeignVectors.json("cose-examples/\(name).json")
        #expect(throws: COSEError.self) {
            try SignedMessage(hex(example.output.cbor), maxPayload: 65_536)
        }
    }

    @Test func `cover the structure that we build`() throws {
        let example: COSEExample = try ForeignVectors.json("cose-examples/eddsa-sig-01.json")
        let signed = try #require(example.intermediates?.signed)
        let protected = hex("a201270300")
        #expect(
            SigStructure.encode(protected: protected, payload: Array("This is the content.".utf8))
                == hex(signed))
        #expect(
            accepts(
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", signed,
                String(example.output.cbor.suffix(128))))
    }

    @Test(arguments: ["A_3", "A_4", "A_5", "A_6", "A_7"])
    func `in tokens of RFC 8392 are refused with the token`(name: String) throws {
        let example: COSEExample = try ForeignVectors.json("cwt/\(name).json")
        #expect(throws: COSEError.self) {
            try SignedMessage(hex(example.output.cbor), maxPayload: 65_536)
        }
    }
}
