import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// Status lists to measure with: one shard, of the exceptions 80 % revoked, 18 % suspended and 2 %
/// application-specific, at random places.
enum StatusSample {
    static let seed = [UInt8](repeating: 7, count: 32)

    static func key() throws -> SigningKey { try SigningKey.derive(seed: seed) }

    static func keys() throws -> StatusKeys {
        StatusKeys(pinning: try key().verificationKey)
    }

    /// A list of which this share is not good.
    static func builder(_ share: Double, shard: UInt32 = 0) -> StatusListBuilder {
        var generator = SplitMix64(seed: 11)
        var builder = StatusListBuilder(organization: .random(using: &generator), shard: shard)
        for position in 0..<StatusIndex.positionsPerShard
        where Double.random(in: 0..<1, using: &generator) < share {
            let draw = Int.random(in: 0..<100, using: &generator)
            builder.set(
                draw < 80 ? .invalid : draw < 98 ? .suspended : .applicationSpecific,
                of: StatusIndex(shard << 20 | position))
        }
        return builder
    }

    static func sign(
        _ builder: StatusListBuilder, sequence: UInt64 = 400
    ) throws -> VerifiedStatusList {
        try builder.signed(
            by: key(), sequence: sequence, base: "https://example.com/status",
            issuedAt: Sample.issuedAt, expiresAt: Sample.issuedAt + .seconds(7_776_000),
            timeToLive: .seconds(86_400))
    }

    /// Changes a number of random licenses of a builder; gives the log of it.
    static func change(
        _ count: Int, in builder: inout StatusListBuilder, sequence: UInt64 = 401
    ) -> [StatusChange] {
        var generator = SplitMix64(seed: 13)
        var changes: [StatusChange] = []
        var indexes: Set<UInt32> = []
        while indexes.count < count {
            let position = UInt32.random(in: 0..<1 << 20, using: &generator)
            guard indexes.insert(position).inserted else { continue }
            let index = StatusIndex(builder.shard << 20 | position)
            let isSuspended = Int.random(in: 0..<5, using: &generator) == 0
            builder.set(isSuspended ? .suspended : .invalid, of: index)
            changes.append(StatusChange(index, sequence: sequence))
        }
        return changes
    }
}
