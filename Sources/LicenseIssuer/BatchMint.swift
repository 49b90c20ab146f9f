public import LicenseVerifier

/// One license of a batch before it is minted.
public struct BatchRow: Sendable {
    /// What it grants.
    public var terms: LicenseTerms
    /// Who gets it, from when, at which index.
    public var grant: Grant

    /// Terms and a grant.
    public init(_ terms: LicenseTerms, for grant: Grant) {
        self.terms = terms
        self.grant = grant
    }
}

/// Mints many licenses on all cores and hands them on in the order of their rows.
///
/// Memory does not grow with the number of rows: a bounded number of chunks is under way at once.
public struct BatchMint: Sendable {
    /// How many of the keys are read back as a verifier would: the first and last of each chunk and
    /// one in this many between.
    ///
    /// A verification costs nearly three signatures. The check is for broken hardware, which breaks
    /// more than one key.
    public var checkInterval = 64
    /// How many chunks may be under way or waiting for those before them.
    ///
    /// Enough of them that the cores have work while `deliver` waits for a disk.
    public var chunksAhead: Int

    private let issuer: Issuer
    private let issuedAt: Timestamp

    /// A batch of one issuer, all keys of which are issued at one moment.
    public init(_ issuer: Issuer, issuedAt: Timestamp, workerCount: Int) {
        self.issuer = issuer
        self.issuedAt = issuedAt
        chunksAhead = 2 * max(1, workerCount) + 16
    }

    /// Runs until there are no more rows.
    ///
    /// - Parameters:
    ///   - next: gives the next chunk of rows in a raw form, or nil at the end. Called one at a
    ///     time.
    ///   - row: turns the raw form of a row into its terms and grant. Called on all cores.
    ///   - deliver: takes the minted licenses of a chunk beside its raw rows; chunks arrive in
    ///     order, one at a time.
    public func run<Raw: Sendable>(
        next: () throws -> [Raw]?, row: @escaping @Sendable (Raw) throws -> BatchRow,
        deliver: ([Raw], [MintedLicense]) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Chunk<Raw>.self) { group in
            var arrivals = Arrivals<Raw>()
            var started = 0
            var isAtEnd = false
            while true {
                while !isAtEnd, started - arrivals.delivered < chunksAhead {
                    guard let raw = try next() else {
                        isAtEnd = true
                        break
                    }
                    let number = started
                    started += 1
                    group.addTask { try mint(raw, number: number, row) }
                }
                guard let chunk = try await group.next() else { return }
                for ready in arrivals.add(chunk) { try deliver(ready.raw, ready.minted) }
            }
        }
    }

    private func mint<Raw>(
        _ raw: [Raw], number: Int, _ row: @Sendable (Raw) throws -> BatchRow
    ) throws -> Chunk<Raw> {
        var generator = SystemRandomNumberGenerator()
        var minted: [MintedLicense] = []
        minted.reserveCapacity(raw.count)
        for (offset, raw) in raw.enumerated() {
            try Task.checkCancellation()
            let row = try row(raw)
            minted.append(
                try issuer.mintUnchecked(
                    row.terms, for: row.grant, issuedAt: issuedAt, using: &generator))
            if offset.isMultiple(of: checkInterval) { try issuer.check(minted[offset]) }
        }
        if let last = minted.last { try issuer.check(last) }
        return Chunk(number: number, raw: raw, minted: minted)
    }
}

private struct Chunk<Raw: Sendable>: Sendable {
    let number: Int
    let raw: [Raw]
    let minted: [MintedLicense]
}

/// Chunks that came early wait for those before them.
private struct Arrivals<Raw: Sendable> {
    private var waiting: [Int: Chunk<Raw>] = [:]
    private(set) var delivered = 0

    mutating func add(_ chunk: Chunk<Raw>) -> [Chunk<Raw>] {
        waiting[chunk.number] = chunk
        var ready: [Chunk<Raw>] = []
        while let next = waiting.removeValue(forKey: delivered) {
            ready.append(next)
            delivered += 1
        }
        return ready
    }
}
