import CBOR
import LicenseTestSupport
import Testing

private struct Vectors: Decodable {
    let tests: [Vector]
}

private struct Vector: Decodable {
    let hex: String
    let rule: String?
    let description: String?
    let roundtrip: Bool?
    let verdict: String?

    enum CodingKeys: String, CodingKey {
        case hex, rule, description, roundtrip
        case verdict = "our_profile"
    }

    var name: String { rule ?? description ?? hex }
}

private struct AppendixVector: Decodable {
    let hex: String
}

private func decode(_ text: String) throws -> CBORItem {
    try CBORDecoder.decode(hex(text)[...], limits: CBORLimits(depth: 6, entries: 1000))
}

@Suite(.enabled(if: ForeignVectors.areAvailable, "needs the foreign vectors"))
struct `CBOR that others wrote` {
    @Test func `is accepted where it is of the profile, and encodes to itself`() throws {
        let vectors: Vectors = try ForeignVectors.json("cbor/accepted-by-our-profile.json")
        #expect(vectors.tests.count >= 10)
        for vector in vectors.tests {
            #expect(try decode(vector.hex).encoded == hex(vector.hex), "\(vector.name)")
        }
    }

    @Test(arguments: ["cbor/refused-by-our-profile.json", "cbor/malformed.json"])
    func `is refused where it is not`(file: String) throws {
        let vectors: Vectors = try ForeignVectors.json(file)
        #expect(vectors.tests.count >= 20)
        for vector in vectors.tests {
            #expect(throws: CBORError.self, "\(vector.name)") { try decode(vector.hex) }
        }
    }

    @Test func `is judged as each vector says`() throws {
        let vectors: Vectors = try ForeignVectors.json("cbor/well-formed.json")
        var accepted = 0
        for vector in vectors.tests {
            switch vector.verdict {
            case "accept":
                accepted += 1
                #expect(try decode(vector.hex).encoded == hex(vector.hex), "\(vector.name)")
            case "refuse":
                #expect(throws: CBORError.self, "\(vector.name)") { try decode(vector.hex) }
            case "either":
                if let item = try? decode(vector.hex) { #expect(item.encoded == hex(vector.hex)) }
            default: Issue.record("\(vector.name): an expectation that this test does not know")
            }
        }
        #expect(accepted > 20)
    }

    @Test func `of the RFC's appendix encodes to itself wherever it is accepted`() throws {
        let vectors: [AppendixVector] = try ForeignVectors.json("cbor/appendix_a.json")
        let accepted = vectors.filter { vector in
            guard let item = try? decode(vector.hex) else { return false }
            #expect(item.encoded == hex(vector.hex))
            return true
        }
        #expect(accepted.count > 30)
        #expect(accepted.count < vectors.count)
    }
}
