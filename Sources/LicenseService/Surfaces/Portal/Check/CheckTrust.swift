import CBOR
import COSE
import JSON
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// What a browser must know of an organization to check its licenses by itself: public keys, the
/// trust bundle that limits them, and where the lists of revoked licenses are.
struct CheckTrust: Sendable {
    private let organization: Organization
    private let keys: [SigningKeyRecord]
    private let statusKeys: [VerificationKey]
    private let trust: ServedTrust.Content?
    private let lists: [ServedList]

    init(of organization: Organization, _ portal: PortalContext) async throws {
        self.organization = organization
        keys = portal.licenses.keys(of: organization.id)
        statusKeys = try await portal.registry.work(as: "pages", \.organizations) { organizations in
            try organizations.serviceKeys().filter { $0.role == .status }
                .map(\.publicKey)
        }
        trust = portal.trust.content(of: organization.id)
        lists = portal.lists.all(of: organization.id)
    }

    /// As a script reads it.
    var text: String {
        var object = JSONObject()
        object.append("organization", .string("\(organization.id)"))
        object.append("name", .string("\(organization.name)"))
        object.append("keys", .array(keys.map(Self.json)))
        object.append("statusKeys", .array(statusKeys.map { Self.hexadecimal($0) }))
        if let trust { object.append("bundle", Self.json(trust)) }
        object.append("lists", .array(lists.map { .string(path(of: $0)) }))
        return String(decoding: JSON.object(object).encoded, as: UTF8.self)
    }

    private func path(of list: ServedList) -> String {
        StatusListID(organization.id, list.claims.shard).path
    }

    private static func json(_ key: SigningKeyRecord) -> JSON {
        var object = JSONObject()
        object.append("key", hexadecimal(key.publicKey))
        object.append("id", .string(Hexadecimal.encode(key.publicKey.keyID.bytes)))
        if let retiredAt = key.retiredAt {
            object.append("retiredAt", .integer(retiredAt.secondsSinceEpoch))
        }
        return .object(object)
    }

    private static func json(_ trust: ServedTrust.Content) -> JSON {
        [
            "content": .string(Base64.encodePadded(trust.octets)),
            "roots": .array(trust.bundle.roots.map { hexadecimal($0) }),
            "threshold": .integer(trust.bundle.threshold),
            "affirmations": .array(trust.affirmations.map { .string(Base64.encodePadded($0)) }),
        ]
    }

    private static func hexadecimal(_ key: VerificationKey) -> JSON {
        .string(Hexadecimal.encode(key.rawRepresentation))
    }
}
