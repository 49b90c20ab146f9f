import CBOR
import COSE

/// Something about a machine that stays when other things change, such as the serial number of its
/// board.
public struct MachineFact: Equatable, Sendable {
    /// What kind of fact it is; two kinds never match.
    public let kind: String
    /// The fact itself, which never leaves the machine.
    public let value: [UInt8]

    /// A fact of a kind.
    public init(_ kind: String, _ value: [UInt8]) {
        self.kind = kind
        self.value = value
    }
}

/// Salted digests of a machine's facts, so many of which must be there again (Device-Messages §2).
///
/// The digests tell nothing about a fact that cannot be guessed, and two machines' fingerprints
/// cannot be compared without the facts.
public struct Fingerprint: Equatable, Sendable {
    /// How many facts must match.
    public let threshold: Int
    /// Makes the digests of one activation unlike those of another.
    public let salt: [UInt8]
    /// The first 8 bytes of HMAC-SHA-256 over each fact.
    public let digests: [[UInt8]]

    /// The most facts of a fingerprint.
    public static let maxFacts = 8
    static let saltBytes = 8
    static let digestBytes = 8

    /// Digests facts under a salt of 8 unpredictable bytes; nil for none, too many, two of one
    /// kind, or a threshold that cannot be met.
    public init?(_ facts: [MachineFact], threshold: Int, salt: [UInt8]) {
        guard (1...Self.maxFacts).contains(facts.count), (1...facts.count).contains(threshold),
            salt.count == Self.saltBytes, Set(facts.map(\.kind)).count == facts.count
        else { return nil }
        self.threshold = threshold
        self.salt = salt
        digests = facts.map { Self.digest(of: $0, salt: salt) }
    }

    /// Whether enough of these facts are those of the fingerprint.
    public func matches(_ facts: [MachineFact]) -> Bool {
        let present = facts.map { Self.digest(of: $0, salt: salt) }
        return digests.count(where: present.contains) >= threshold
    }

    private static func digest(of fact: MachineFact, salt: [UInt8]) -> [UInt8] {
        let message = Array(fact.kind.utf8) + [0] + fact.value
        return Array(SHA256.authenticationCode(for: message, key: salt).prefix(digestBytes))
    }
}

extension Fingerprint {
    init?(item: CBORItem) {
        guard let parts = item.array, parts.count == 3, let threshold = parts[0].integer,
            let salt = parts[1].bytes, salt.count == Self.saltBytes,
            let digests = parts[2].array, (1...Self.maxFacts).contains(digests.count),
            (1...Int64(digests.count)).contains(threshold)
        else { return nil }
        let values = digests.compactMap(\.bytes).map { Array($0) }
        guard values.count == digests.count, values.allSatisfy({ $0.count == Self.digestBytes })
        else { return nil }
        self.threshold = Int(threshold)
        self.salt = Array(salt)
        self.digests = values
    }

    var item: CBORItem {
        .array([
            .integer(Int64(threshold)), .bytes(salt[...]), .array(digests.map { .bytes($0[...]) }),
        ])
    }
}
