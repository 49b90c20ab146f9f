import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// Sizes and speeds of status lists: one shard, of the exceptions 80 % revoked, 18 % suspended and
/// 2 % application-specific, at random places.
enum StatusBenchmark {
    static func run() throws {
        for (share, bound) in [(0.001, 2900.0), (0.01, 17_400), (0.1, 91_000)] {
            let list = try list(share)
            Line(
                "status list of 2^20, \(share * 100) % exceptions, signed",
                Double(list.message.bytes.count), "bytes", atMost: bound
            ).show()
        }
        let list = try list(0.01)
        guard let keys = StatusKeys(pinning: [try key().verificationKey]) else { return }
        let raw = RawEd25519(seed: seed)
        let signed = SigStructure.encode(
            protected: list.message.protectedBytes, payload: list.message.unverifiedPayload)
        let signature = Array(list.message.signature)
        let compressed = Deflated.lst(of: list)
        let rounds = 50
        let time = try Measure.pair(turns: 9) {
            for _ in 0..<rounds {
                precondition(raw.verify(signature, signed))
                precondition(
                    Inflate.inflate(compressed, toExactly: StatusPages.byteCount) != nil)
            }
        } _: {
            for _ in 0..<rounds {
                let message = try SignedMessage(
                    list.message.bytes, maxPayload: Limits.maxObjectBytes)
                let again = try keys.verify(message)
                let status = try again.status(of: StatusIndex(1))
                precondition(status != .applicationSpecific)
            }
        }
        Line("status list, raw verification and inflation", time.floor / Double(rounds) * 1e6, "µs")
            .show()
        Line("status list, bytes to answer", time.ours / Double(rounds) * 1e6, "µs").show()
        Line("status list, ratio", time.ours / time.floor, "×", atMost: 1.3).show()
        var sum = 0
        let answers = 1 << 20
        let seconds = try Measure.seconds {
            var position: UInt32 = 1
            for _ in 0..<answers {
                position = (position &* 1_664_525 &+ 1_013_904_223) & 0xfffff
                sum += Int(try list.status(of: StatusIndex(position)).rawValue)
            }
        }
        precondition(sum > 0)
        try decide(by: list)
        Line("status list, one answer", seconds / Double(answers) * 1e9, "ns", atMost: 20).show()
    }

    /// A verified license, a list and usage: from facts to a decision.
    private static func decide(by list: VerifiedStatusList) throws {
        var generator = SplitMix64(seed: 12)
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(543_210)
        let issuer = Issuer(list.claims.organization, key: try key())
        let minted = try issuer.mint(
            Sample.minimalTerms(), for: grant, issuedAt: Sample.issuedAt, using: &generator)
        let license = try TrustedKeys(pinning: issuer.verificationKey)
            .verify(LicenseKey(parsing: minted.text))
        var facts = Facts(
            organization: list.claims.organization, benefit: .exactly(grant.benefit),
            prefix: .exactly(minted.claims.prefix))
        facts.status = .list(list)
        facts.activation = .notJudged
        facts.usage = .used(17)
        let rounds = 100_000
        let seconds = Measure.seconds {
            for round in 0..<rounds {
                let now = Sample.issuedAt + .seconds(Int64(round))
                precondition(license.evaluate(facts, at: now).enforcement == .deny)
            }
        }
        Line("decision, license, list and usage", seconds / Double(rounds) * 1e6, "µs", atMost: 2)
            .show()
    }

    private static let seed = [UInt8](repeating: 7, count: 32)

    private static func key() throws -> SigningKey { try SigningKey.derive(seed: seed) }

    private static func list(_ share: Double) throws -> VerifiedStatusList {
        var generator = SplitMix64(seed: 11)
        var builder = StatusListBuilder(organization: .random(using: &generator), shard: 0)
        for position in 0..<StatusIndex.positionsPerShard
        where Double.random(in: 0..<1, using: &generator) < share {
            let draw = Int.random(in: 0..<100, using: &generator)
            builder.set(
                draw < 80 ? .invalid : draw < 98 ? .suspended : .applicationSpecific,
                of: StatusIndex(position))
        }
        return try builder.signed(
            by: key(), sequence: 1, base: "https://status.example.com/lists",
            issuedAt: Sample.issuedAt, expiresAt: Sample.issuedAt + .seconds(7_776_000),
            timeToLive: .seconds(86_400))
    }
}

/// The compressed statuses inside a list.
private enum Deflated {
    static func lst(of list: VerifiedStatusList) -> ArraySlice<UInt8> {
        let payload = list.message.unverifiedPayload
        let marker: [UInt8] = [0x63, 0x6c, 0x73, 0x74]
        for start in payload.indices where payload[start...].starts(with: marker) {
            // Lists of this size have a length of two bytes.
            let head = start + marker.count
            let count = Int(payload[head + 1]) << 8 | Int(payload[head + 2])
            return payload[head + 3..<head + 3 + count]
        }
        preconditionFailure("a list has statuses")
    }
}
