import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A batch` {
    private struct Broken: Error {}

    private let issuer: Issuer
    private let terms: LicenseTerms
    private let benefit: BenefitID
    private let now = Timestamp("2027-01-31")!

    init() throws {
        var generator = SplitMix64(seed: 5)
        issuer = Issuer(
            .random(using: &generator), key: try SigningKey.derive(seed: generator.bytes(32)))
        benefit = .random(using: &generator)
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = .months(1)
        self.terms = terms
    }

    /// Mints rows 0 to `count` in chunks of `size`, each with its number as its status index.
    private func mint(
        _ count: Int, chunks size: Int, workers: Int,
        row: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) async throws -> [(row: Int, license: MintedLicense)] {
        let batch = BatchMint(issuer, issuedAt: now, workerCount: workers)
        let (terms, benefit) = (terms, benefit)
        var started = 0
        var delivered: [(row: Int, license: MintedLicense)] = []
        try await batch.run(
            next: { () -> [Int]? in
                guard started < count else { return nil }
                defer { started += size }
                return Array(started..<min(started + size, count))
            },
            row: { (number: Int) in
                try row(number)
                var grant = Grant(benefit)
                grant.statusIndex = StatusIndex(UInt32(number))
                return BatchRow(terms, for: grant)
            },
            deliver: { rows, minted in delivered += zip(rows, minted).map { ($0, $1) } })
        return delivered
    }

    @Test(arguments: [(1, 1, 1), (7, 3, 1), (1000, 16, 2), (1000, 1, 8), (5, 100, 4), (0, 10, 2)])
    func `delivers every row once and in order`(
        count: Int, size: Int, workers: Int
    ) async throws {
        let delivered = try await mint(count, chunks: size, workers: workers)
        #expect(delivered.map(\.row) == Array(0..<count))
        let trusted = TrustedKeys(pinning: issuer.verificationKey)
        for (row, license) in delivered {
            let verified = try trusted.verify(LicenseKey(parsing: license.text))
            #expect(verified.claims == license.claims)
            #expect(verified.claims.statusIndex == StatusIndex(UInt32(row)))
            #expect(verified.claims.expiresAt == Timestamp("2027-02-28")!)
        }
        #expect(Set(delivered.map(\.license.claims.license)).count == count)
    }

    @Test func `ends with the error of a row, and has delivered only what came before it`() async {
        var delivered: [Int] = []
        let batch = BatchMint(issuer, issuedAt: now, workerCount: 2)
        let (terms, benefit) = (terms, benefit)
        var started = 0
        await #expect(throws: Broken.self) {
            try await batch.run(
                next: { () -> [Int]? in
                    defer { started += 10 }
                    return Array(started..<started + 10)
                },
                row: { (number: Int) in
                    guard number != 55 else { throw Broken() }
                    return BatchRow(terms, for: Grant(benefit))
                }, deliver: { rows, _ in delivered += rows })
        }
        #expect(delivered == Array(0..<delivered.count))
        #expect(delivered.count <= 50)
    }

    @Test func `ends with the error of its receiver, and calls it no more`() async {
        var calls = 0
        let batch = BatchMint(issuer, issuedAt: now, workerCount: 2)
        let (terms, benefit) = (terms, benefit)
        await #expect(throws: Broken.self) {
            try await batch.run(
                next: { () -> [Int]? in [1, 2, 3] },
                row: { (_: Int) in BatchRow(terms, for: Grant(benefit)) },
                deliver: { _, _ in
                    calls += 1
                    if calls == 3 { throw Broken() }
                })
        }
        #expect(calls == 3)
    }

    @Test func `asks for no more rows than it may have under way`() async throws {
        var asked = 0
        var delivered = 0
        var batch = BatchMint(issuer, issuedAt: now, workerCount: 2)
        batch.chunksAhead = 4
        let (terms, benefit) = (terms, benefit)
        try await batch.run(
            next: { () -> [Int]? in
                guard asked < 100 else { return nil }
                asked += 1
                #expect(asked - delivered <= 4)
                return [asked]
            },
            row: { (_: Int) in BatchRow(terms, for: Grant(benefit)) },
            deliver: { _, _ in delivered += 1 })
        #expect(delivered == 100)
    }
}
