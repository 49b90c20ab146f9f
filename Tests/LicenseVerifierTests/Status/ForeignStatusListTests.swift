import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

private struct Vector: Decodable {
    let bits: Int?
    let size: Int?
    let nonzero: [String: UInt8]?
    let statuses: [UInt8]?
    let compressed: String?

    enum CodingKeys: String, CodingKey {
        case bits, size, nonzero, statuses
        case compressed = "lst_base64url"
    }
}

private struct Signed: Decodable {
    struct Token: Decodable {
        let name: String
        let message: String?

        enum CodingKeys: String, CodingKey {
            case name
            case message = "cose_hex"
        }
    }

    let tokens: [Token]
}

@Suite(.enabled(if: ForeignVectors.areAvailable, "needs the foreign vectors"))
struct `Status lists that others wrote` {
    @Test func `decompress to the statuses that the draft lists`() throws {
        let vectors: [Vector] = try ForeignVectors.json("status-list/test-vectors.json")
        var read = 0
        for vector in vectors {
            guard let bits = vector.bits, let size = vector.size, let expected = vector.nonzero,
                let compressed = vector.compressed
            else { continue }
            read += 1
            let stream = try Base64.decodeURL(compressed[...].utf8)
            let bytes = try #require(
                Inflate.inflate(stream[...], toExactly: size * bits / 8), "\(bits) bits")
            for (position, value) in expected {
                let index = try #require(Int(position))
                #expect(StatusPages.value(bytes, at: index, bits: bits) == value)
            }
            let nonzero = (0..<size).count { StatusPages.value(bytes, at: $0, bits: bits) != 0 }
            #expect(nonzero == expected.values.count { $0 != 0 })
        }
        #expect(read == 4)
    }

    @Test func `of a few entries are read in order`() throws {
        let vectors: [Vector] = try ForeignVectors.json("status-list/small.json")
        for vector in vectors {
            let bits = try #require(vector.bits)
            let expected = try #require(vector.statuses)
            let stream = try Base64.decodeURL(try #require(vector.compressed)[...].utf8)
            let bytes = try #require(
                Inflate.inflate(stream[...], toExactly: expected.count * bits / 8))
            let statuses = expected.indices.map { StatusPages.value(bytes, at: $0, bits: bits) }
            #expect(statuses == expected)
        }
        #expect(vectors.count == 2)
    }

    @Test func `signed in another profile are refused`() throws {
        let signed: Signed = try ForeignVectors.json("status-list/signed-examples.json")
        let messages = signed.tokens.compactMap(\.message)
        #expect(messages.count >= 2)
        for message in messages {
            #expect(throws: COSEError.self) {
                try SignedMessage(hex(message), maxPayload: Limits.maxObjectBytes)
            }
        }
    }
}
