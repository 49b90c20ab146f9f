import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// A key that signs lists, and an organization that has some; not copyable, as its key is not.
struct StatusFixture: ~Copyable {
    static let issuedAt = Timestamp("2027-01-01")!

    let key: SigningKey
    let organization: OrganizationID
    let keys: StatusKeys

    init() throws {
        var generator = SplitMix64(seed: 77)
        key = try SigningKey.derive(seed: generator.bytes(32))
        organization = .random(using: &generator)
        keys = StatusKeys(pinning: key.verificationKey)
    }

    func list(
        _ exceptions: [UInt32: LicenseStatus] = [:], sequence: UInt64 = 1, shard: UInt32 = 0,
        at issuedAt: Timestamp = StatusFixture.issuedAt
    ) throws -> VerifiedStatusList {
        var builder = StatusListBuilder(organization: organization, shard: shard)
        for (position, status) in exceptions {
            builder.set(status, of: StatusIndex(shard << 20 | position))
        }
        return try builder.signed(
            by: key, sequence: sequence, base: "https://example.com/status", issuedAt: issuedAt,
            expiresAt: issuedAt + .seconds(90 * 86_400), timeToLive: .seconds(86_400))
    }

    /// A list whose payload says something else than the builder would.
    func message(
        claims: (inout StatusListClaims) -> Void = { _ in }, compressed: [UInt8]? = nil,
        type: MessageType = .statusList
    ) throws -> SignedMessage {
        let list = try list()
        var changed = list.claims
        claims(&changed)
        let own = try compressedStatuses(of: list)
        return try key.sign(payload: changed.payload(compressed: compressed ?? own), type: type)
    }

    private func compressedStatuses(of list: VerifiedStatusList) throws -> [UInt8] {
        // The compressed statuses begin behind the text "lst" and their own head.
        let payload = Array(list.message.unverifiedPayload)
        let marker: [UInt8] = [0x63, 0x6c, 0x73, 0x74]
        let start = payload.indices.first { payload[$0...].starts(with: marker) }! + marker.count
        let head = payload[start] == 0x59 ? 3 : payload[start] == 0x5a ? 5 : 2
        let count = payload[start + 1..<start + head].reduce(0) { $0 << 8 | Int($1) }
        return Array(payload[start + head..<start + head + count])
    }
}
