import COSE
import Glibc
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// A batch on all cores, against as many raw signatures on all cores.
enum MintBenchmark {
    static func run() async throws {
        let seed = [UInt8](repeating: 7, count: 32)
        let count = 100_000
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let minted = try Sample.minimal(seed: seed)
        let message = SigStructure.encode(
            protected: minted.message.protectedBytes, payload: minted.message.unverifiedPayload)
        var floor = Double.infinity
        var ours = Double.infinity
        for _ in 0..<3 {
            floor = min(floor, await Measure.seconds { await sign(count, message, seed, cores) })
            ours = min(ours, try await Measure.seconds { try await mint(count, seed, cores) })
        }
        Line("mint, raw signatures on all cores", Double(count) / floor, "/s").show()
        Line("mint, batch of 100,000", Double(count) / ours, "/s").show()
        Line("mint, share of the raw rate", floor / ours, "", atLeast: 0.85).show()
    }

    private static func sign(
        _ count: Int, _ message: [UInt8], _ seed: [UInt8], _ cores: Int
    ) async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<cores {
                group.addTask {
                    let key = RawEd25519(seed: seed)
                    for _ in 0..<count / cores { _ = key.sign(message) }
                }
            }
        }
    }

    private static func mint(_ count: Int, _ seed: [UInt8], _ cores: Int) async throws {
        let terms = Sample.minimalTerms()
        let grant = Sample.grant()
        let batch = BatchMint(
            try Sample.issuer(seed: seed), issuedAt: Sample.issuedAt, workerCount: cores)
        var started = 0
        var delivered = 0
        try await batch.run(
            next: { () -> [Int]? in
                guard started < count else { return nil }
                defer { started += 512 }
                return Array(started..<min(started + 512, count))
            },
            row: { (row: Int) in
                var grant = grant
                grant.statusIndex = StatusIndex(UInt32(row))
                return BatchRow(terms, for: grant)
            }, deliver: { _, minted in delivered += minted.count })
        precondition(delivered == count)
    }
}
