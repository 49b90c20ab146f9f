import COSE
import Foundation
package import JSON
import LicenseVerifier

/// The vectors of `Fixtures/trust`, and what this verifier makes of them.
package enum TrustVector {
    package static let all = NamedVector.all(
        in: "trust",
        known: [
            "name", "description", "object", "roots", "threshold", "before", "bundle",
            "affirmations", "bytes", "now", "expected",
        ])

    /// The verdict in the members of `expected`.
    package static func verdict(_ vector: NamedVector) throws -> [String: JSON] {
        let root = try vector.root()
        let bytes = try vector.bytes("bytes")
        do {
            let taken: (name: String, value: JSON)
            switch try vector.string("object") {
            case "bundle":
                var memory = TrustMemory(pinning: root)
                for before in vector["before"]?.array ?? [] {
                    try memory.accept(messages(before.bytes()), at: .max)
                }
                taken = ("bundle", try json(memory.accept(messages(bytes), at: vector.now())))
            case "affirmation":
                taken = ("affirmation", try json(root.verifyAffirmation(messages(bytes))))
            case "license": taken = ("claims", try claims(ofLicenseIn: vector, bytes))
            case let object: throw VectorError.value(object)
            }
            return ["outcome": "accepted", taken.name: taken.value]
        } catch let error as any Explained {
            return ["outcome": "refused", "code": .string(error.code)]
        }
    }

    private static func messages(_ bytes: [UInt8]) throws(TrustError) -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(bytes, maxPayload: TrustBundle.maxPayload)
        } catch {
            throw .message(error)
        }
    }

    private static func claims(
        ofLicenseIn vector: NamedVector, _ bytes: [UInt8]
    ) throws -> JSON {
        let root = try vector.root()
        let affirmations = try (vector["affirmations"]?.array ?? []).map {
            try root.verifyAffirmation(messages($0.bytes()))
        }
        let keys = TrustedKeys(
            try vector.bundle().present("bundle"), affirmations: affirmations)
        let claims = WrittenClaims(try keys.verify(LicenseKey(license(bytes))).claims)
        return try JSON(vector: JSONEncoder().encode(claims))
    }

    private static func license(_ bytes: [UInt8]) throws(LicenseError) -> SignedMessage {
        do throws(COSEError) {
            return try SignedMessage(bytes, maxPayload: Limits.maxLicensePayload)
        } catch {
            throw .message(error)
        }
    }

    private static func json(_ list: VerifiedAffirmationList) -> JSON {
        .members([
            "organization": JSON(list.organization), "key": JSON(hex: list.key.bytes),
        ])
    }

    private static func json(_ verified: VerifiedTrustBundle) -> JSON {
        let bundle = verified.bundle
        let floors = bundle.listFloors.map { (String($0.key), JSON($0.value)) }
        return .members([
            "organization": JSON(bundle.organization), "version": JSON(bundle.version),
            "issuedAt": JSON(bundle.issuedAt), "expiresAt": JSON(bundle.expiresAt),
            "keys": .array(bundle.keys.map(json)),
            "roots": .array(bundle.roots.map { JSON($0) }),
            "threshold": .integer(Int64(bundle.threshold)),
            "statusBase": bundle.statusBase.map { .string($0) },
            "serviceURLs": bundle.serviceURLs.isEmpty
                ? .none : .array(bundle.serviceURLs.map { .string($0) }),
            "listFloors": floors.isEmpty
                ? .none : .members(Dictionary(uniqueKeysWithValues: floors)),
        ])
    }

    private static func json(_ key: BundleKey) -> JSON {
        let role: JSON =
            switch key.role {
            case .issue: "issue"
            case .activate: "activate"
            case .status: "status"
            }
        return .members([
            "key": JSON(key.key), "role": role, "notBefore": JSON(key.notBefore),
            "notAfter": JSON(key.notAfter),
            "benefits": key.benefits.map { .array($0.map { JSON($0) }) },
            "longestLifetime": key.longestLifetime.map { JSON($0) },
            "compromisedAt": key.compromisedAt.map { JSON($0) },
            "requiresStatusIndex": key.requiresStatusIndex ? .bool(true) : .none,
        ])
    }
}
