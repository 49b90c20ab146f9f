import COSE
import COSESigning
import Glibc
import LicenseIssuer
import LicenseVerifier

/// Sizes and speeds of status deltas, and what a publisher does after one revocation.
enum StatusDeltaBenchmark {
    static func run() throws {
        let builder = StatusSample.builder(0.01)
        let base = try StatusSample.sign(builder)
        for (name, changes, bound) in [
            ("a refresh", 0, 240.0), ("a day, 105 changes", 105, 550),
            ("a week, 734", 734, 1800), ("a month, 3,146", 3146, 6500),
        ] {
            let delta = try delta(changes, after: builder)
            Line("status delta, \(name)", Double(delta.message.bytes.count), "bytes", atMost: bound)
                .show()
        }
        try apply(delta(105, after: builder), to: base)
        try publish(builder)
    }

    /// From the bytes of a day's delta to the next list, against one verification and the hashing of
    /// all statuses.
    private static func apply(
        _ delta: VerifiedStatusDelta, to base: VerifiedStatusList
    ) throws {
        let keys = try StatusSample.keys()
        let raw = RawEd25519(seed: StatusSample.seed)
        let signed = SigStructure.encode(
            protected: delta.message.protectedBytes, payload: delta.message.unverifiedPayload)
        let signature = Array(delta.message.signature)
        let rounds = 200
        let time = try Measure.pair(turns: 9) {
            for _ in 0..<rounds {
                precondition(raw.verify(signature, signed))
                precondition(SHA256.digest(of: base.statuses).count == 32)
            }
        } _: {
            for _ in 0..<rounds {
                let message = try SignedMessage(
                    delta.message.bytes, maxPayload: Limits.maxObjectBytes)
                let next = try base.applying(keys.verifyDelta(message))
                try next.check(
                    replacing: StatusMemory(base), of: base.claims.organization,
                    at: Sample.issuedAt)
            }
        }
        let micro = 1e6 / Double(rounds)
        Line("status delta, raw verification and hashing", time.floor * micro, "µs").show()
        Line("status delta, bytes to the next list", time.ours * micro, "µs", atMost: 500).show()
        Line("status delta, ratio", time.ours / time.floor, "×", atMost: 1.5).show()
    }

    /// One license is revoked: the next list and three deltas, in processor time.
    private static func publish(_ builder: StatusListBuilder) throws {
        var next = builder
        let changes = StatusSample.change(105, in: &next)
        let publications = [StatusLog.Publication(sequence: 400, issuedAt: Sample.issuedAt)]
        let log = StatusLog(publications: publications, changes: changes)
        let key = try StatusSample.key()
        var (best, bestOfDeltas) = (Double.infinity, Double.infinity)
        for _ in 0..<9 {
            let start = clock()
            next.set(.invalid, of: StatusIndex(543_210))
            let list = try StatusSample.sign(next, sequence: 401)
            let signed = clock()
            let deltas = try list.deltas(log: log, signedBy: key)
            precondition(deltas.count == 3)
            best = min(best, milliseconds(from: start))
            bestOfDeltas = min(bestOfDeltas, milliseconds(from: signed))
        }
        Line("publish after one revocation, 3 deltas", bestOfDeltas, "ms").show()
        Line("publish after one revocation, list and 3 deltas", best, "ms", atMost: 60).show()
    }

    /// Processor time since a moment.
    private static func milliseconds(from start: clock_t) -> Double {
        Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000
    }

    private static func delta(
        _ changes: Int, after builder: StatusListBuilder
    ) throws -> VerifiedStatusDelta {
        var next = builder
        let log = StatusSample.change(changes, in: &next)
        let list = try StatusSample.sign(next, sequence: 401)
        guard
            let delta = try list.delta(from: 400, changes: log, signedBy: StatusSample.key())
        else { preconditionFailure("this number of changes is allowed") }
        return delta
    }
}
