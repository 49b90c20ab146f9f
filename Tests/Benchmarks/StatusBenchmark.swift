import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// Sizes and speeds of status lists.
enum StatusBenchmark {
    static func run() throws {
        for (share, bound) in [(0.001, 2900.0), (0.01, 17_400), (0.1, 91_000)] {
            let list = try StatusSample.sign(StatusSample.builder(share))
            Line(
                "status list of 2^20, \(share * 100) % exceptions, signed",
                Double(list.message.bytes.count), "bytes", atMost: bound
            ).show()
        }
        let list = try StatusSample.sign(StatusSample.builder(0.01))
        let keys = try StatusSample.keys()
        let raw = RawEd25519(seed: StatusSample.seed)
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
        let issuer = Issuer(list.claims.organization, key: try StatusSample.key())
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
