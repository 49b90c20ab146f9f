import LicenseTestSupport
import Testing

@Suite struct `The comparison of two samples` {
    @Test(arguments: UInt64(0)..<20)
    func `finds a shift of a tenth, and none where there is none`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        func sample(_ shift: Double) -> [Double] {
            (0..<150).map { _ in
                let noise = Double.random(in: 0..<20, using: &generator)
                // A busy machine: some values are many times as large.
                let load = Double.random(in: 0..<1, using: &generator) < 0.05 ? 1000.0 : 0
                return 100 + noise + load + shift
            }
        }
        let (one, other, slower) = (sample(0), sample(0), sample(10))
        #expect(MannWhitney.probability(one, slower) < 1e-6)
        #expect(MannWhitney.probability(one, other) > 1e-4)
        #expect(MannWhitney.probability(one, one) == 1)
    }

    @Test(arguments: UInt64(0)..<20)
    func `in pairs finds a shift of a hundredth, however the load changes`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        func differences(_ shift: Double) -> [Double] {
            (0..<70).map { number in
                // The machine is twice as busy for half of the time.
                let load = number < 35 ? 100.0 : 200
                let (one, other) = (
                    load + Double.random(in: 0..<3, using: &generator),
                    load + Double.random(in: 0..<3, using: &generator)
                )
                return one + shift - other
            }
        }
        #expect(SignedRanks.probability(differences(1.5)) < 1e-4)
        #expect(SignedRanks.probability(differences(0)) > 1e-4)
        #expect(SignedRanks.probability([]) == 1)
    }
}
