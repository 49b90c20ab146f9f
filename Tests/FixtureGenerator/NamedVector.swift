import LicenseVerifier

/// One file of a folder of vectors; its name is its identity.
struct NamedVector {
    let name: String
    let json: JSON
}

/// What a vector must come to, written down by hand.
enum Expected {
    /// Taken, with what is read out of it.
    case accepted([(String, JSON)])
    /// Refused with a stable code.
    case refused(String)

    var json: JSON {
        switch self {
        case .accepted(let members):
            .object([("outcome", .string("accepted"))] + members)
        case .refused(let code):
            .object([("outcome", .string("refused")), ("code", .string(code))])
        }
    }
}

extension JSON {
    static func hex(_ bytes: some Sequence<UInt8>) -> JSON { .string(hexadecimal(bytes)) }
    static func base64(_ bytes: [UInt8]) -> JSON { .string(Base64.encodeURL(bytes)) }
    static func time(_ moment: Timestamp) -> JSON { .number(moment.secondsSinceEpoch) }
    static func id(_ identifier: Identifier<some Any>) -> JSON { .string(identifier.description) }
    static func key(_ signer: TestIssuer) -> JSON { .hex(signer.publicKey.point) }
    static func keys(_ signers: [TestIssuer]) -> JSON { .array(signers.map { .key($0) }) }
}

extension Raw {
    /// A COSE_Key of kind OKP (RFC 9053 §7.2).
    static func coseKey(_ point: [UInt8]) -> [UInt8] {
        map([
            (integer(1), integer(1)), (integer(-1), integer(6)), (integer(-2), bytes(point)),
        ])
    }
}
