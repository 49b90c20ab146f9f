package import CBOR
import COSE
import LicenseVerifier

/// Salted digests of a machine's facts, and how many of them must be found again
/// (Device-Messages §3).
///
/// Each digest is the first eight bytes of HMAC-SHA-256, keyed by the salt, over a fact's name, a
/// zero byte and its value. The digests are sorted, so that they tell neither the facts nor which
/// of them are there; under another salt the same machine has other digests.
///
/// A fingerprint shows an honest mistake, a copied directory or a moved disk. Who controls a machine
/// can make it say anything; what proves the device is its key.
public struct Fingerprint: Equatable, Sendable {
    /// How many facts must match.
    public let needed: Int
    /// Keys the digests; drawn anew for each fingerprint.
    public let salt: UInt64
    /// The digests, ascending.
    public let digests: [UInt64]

    /// Takes the parts of a fingerprint; nil unless 1 to 8 digests ascend and `needed` of them can match.
    public init?(needed: Int, salt: UInt64, digests: [UInt64]) {
        guard (1...SyncLimits.maxFacts).contains(digests.count),
            (1...digests.count).contains(needed),
            zip(digests, digests.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.needed = needed
        self.salt = salt
        self.digests = digests
    }

    /// Takes a machine's fingerprint; nil for no facts, for more than eight, and for two of one
    /// name.
    ///
    /// - Parameters:
    ///   - facts: what was found on the machine.
    ///   - needed: how many must be found again; by default half of them, rounded up.
    ///   - generator: draws the salt.
    public init?(
        of facts: [MachineFact], needed: Int? = nil,
        using generator: inout some RandomNumberGenerator
    ) {
        guard Set(facts.map(\.name)).count == facts.count else { return nil }
        let salt = generator.next()
        self.init(
            needed: needed ?? (facts.count + 1) / 2, salt: salt,
            digests: facts.map { Self.digest(of: $0, salt: salt) }.sorted())
    }

    /// How many of a machine's facts are those of this fingerprint.
    public func matchCount(_ facts: [MachineFact]) -> Int {
        Set(facts.map { Self.digest(of: $0, salt: salt) }).intersection(digests).count
    }

    /// Whether a machine with these facts is the one of this fingerprint.
    public func matches(_ facts: [MachineFact]) -> Bool { matchCount(facts) >= needed }

    private static func digest(of fact: MachineFact, salt: UInt64) -> UInt64 {
        let message = Array(fact.name.description.utf8) + [0] + Array(fact.value.utf8)
        return SHA256.authenticationCode(for: message, key: bigEndian(salt))
            .prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

// MARK: - Wire form

extension Fingerprint: ClaimValue {
    /// `[needed, salt, [+ digest]]`.
    package init?(claim item: CBORItem) {
        guard let parts = item.array, parts.count == 3, let needed = parts[0].integer,
            let salt = parts[1].bytes.flatMap(number), let digests = parts[2].array,
            digests.count <= SyncLimits.maxFacts
        else { return nil }
        let numbers = digests.compactMap { $0.bytes.flatMap(number) }
        guard numbers.count == digests.count, let needed = Int(exactly: needed) else { return nil }
        self.init(needed: needed, salt: salt, digests: numbers)
    }

    package var claim: CBORItem {
        .array([
            .integer(Int64(needed)), .bytes(bigEndian(salt)[...]),
            .array(digests.map { .bytes(bigEndian($0)[...]) }),
        ])
    }
}

private func bigEndian(_ value: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
}

private func number(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    guard bytes.count == 8 else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt64($1) }
}
