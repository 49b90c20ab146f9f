import CBOR
import COSE
import LicenseVerifier

/// A trust bundle that is good or nearly so.
struct BundlePlan {
    let organization: [UInt8]
    let issuedAt: Int64
    let pinned: [Signer]
    let threshold: Int
    let payload: [UInt8]

    init(_ signers: Signers, _ mutator: inout Mutator, for claims: LicenseClaims? = nil) {
        var organization = claims.flatMap { Self.bytes($0.organization) } ?? Self.organization
        if mutator.happens(5) { organization[0] ^= 1 }
        let issuedAt = claims?.issuedAt.secondsSinceEpoch ?? 1_767_225_600
        self.organization = organization
        self.issuedAt = issuedAt
        pinned = signers.roots.dropLast(claims == nil ? mutator.below(3) : 0)
        threshold = 1 + mutator.below(pinned.count)
        let benefit = claims.flatMap { Self.bytes($0.benefit) }
        let keys = [
            Self.key(signers.issuer, 1, issuedAt, benefit, &mutator),
            Self.key(signers.activator, 2, issuedAt, nil, &mutator),
            Self.key(signers.status, 3, issuedAt, nil, &mutator),
        ]
        var own: [CBORMap.Entry] = [
            CBORMap.Entry(.integer(1), .bytes(organization[...])),
            CBORMap.Entry(.integer(2), .integer(Int64(1 + mutator.below(3)))),
            CBORMap.Entry(.integer(3), .array(keys)),
            CBORMap.Entry(.integer(4), .array(signers.roots.map { Self.coseKey($0) })),
            CBORMap.Entry(.integer(5), .integer(Int64(1 + mutator.below(claims == nil ? 3 : 1)))),
        ]
        if mutator.happens(30) {
            own.append(CBORMap.Entry(.integer(6), .text("https://status.example/demo")))
        }
        if mutator.happens(30) {
            own.append(CBORMap.Entry(.integer(7), .array([.text("https://a.demo.example")])))
        }
        if mutator.happens(50) {
            let floors = [CBORMap.Entry(.integer(0), .integer(Int64(1 + mutator.below(100))))]
            own.append(CBORMap.Entry(.integer(8), .map(CBORMap(ascending: floors))))
        }
        let claims = [
            CBORMap.Entry(.integer(4), .integer(issuedAt + 31_536_000)),
            CBORMap.Entry(.integer(6), .integer(issuedAt)),
            CBORMap.Entry(.integer(-65539), .map(CBORMap(ascending: own))),
        ]
        payload = CBORItem.map(CBORMap(ascending: claims)).encoded
    }

    private static let organization = [UInt8](repeating: 7, count: 16)

    static func bytes(_ identifier: Identifier<some Any>) -> [UInt8]? {
        Hexadecimal.decode(identifier.description.filter { $0 != "-" })
    }

    private static func key(
        _ signer: Signer, _ role: Int64, _ issuedAt: Int64, _ benefit: [UInt8]?,
        _ mutator: inout Mutator
    ) -> CBORItem {
        let role = mutator.happens(5) ? 2 : role
        var members: [CBORMap.Entry] = [
            CBORMap.Entry(.integer(1), coseKey(signer)),
            CBORMap.Entry(.integer(2), .integer(role)),
            CBORMap.Entry(.integer(3), .integer(mutator.near(issuedAt) - 10)),
            CBORMap.Entry(.integer(4), .integer(mutator.near(issuedAt) + 31_536_000)),
        ]
        if role == 1, mutator.happens(30), let benefit {
            var other = benefit
            other[3] ^= 1
            let benefits = mutator.happens(50) ? [benefit, other] : [other]
            members.append(CBORMap.Entry(.integer(5), .array(benefits.map { .bytes($0[...]) })))
        }
        if role == 1, mutator.happens(20) {
            let longest = mutator.one(of: [1, 31_536_000, 31_536_001, 86_400, Int64.max])
            members.append(CBORMap.Entry(.integer(6), .integer(longest)))
        }
        if mutator.happens(15) {
            members.append(CBORMap.Entry(.integer(7), .integer(mutator.near(issuedAt))))
        }
        if role == 1, mutator.happens(20) {
            members.append(CBORMap.Entry(.integer(8), .bool(true)))
        }
        return .map(CBORMap(ascending: members))
    }

    private static func coseKey(_ signer: Signer) -> CBORItem {
        .map(
            CBORMap(ascending: [
                CBORMap.Entry(.integer(1), .integer(1)),
                CBORMap.Entry(.integer(-1), .integer(6)),
                CBORMap.Entry(.integer(-2), .bytes(signer.publicKey.rawRepresentation[...])),
            ]))
    }
}
