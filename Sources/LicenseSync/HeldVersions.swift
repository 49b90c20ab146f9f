/// How new the trust bundle and the status lists are that somebody holds.
public struct HeldVersions: Equatable, Sendable {
    /// The version of the newest trust bundle; nil for none.
    public var bundle: UInt64?
    /// The sequence of the newest list of each shard.
    public var lists: ListSequences

    /// Names what is held; by default nothing.
    public init(bundle: UInt64? = nil, lists: ListSequences = ListSequences()) {
        self.bundle = bundle
        self.lists = lists
    }
}

/// The highest sequence known of each of some status lists, by shard.
///
/// In a certificate they keep a fresh ledger from taking an older list than the service knew.
public struct ListSequences: Equatable, Sendable {
    private var sequences: [UInt32: UInt64]

    /// No list is known.
    public init() {
        sequences = [:]
    }

    /// The highest sequence known of a shard.
    public subscript(shard: UInt32) -> UInt64? { sequences[shard] }

    /// Whether no list is known.
    public var isEmpty: Bool { sequences.isEmpty }

    /// Shards with their sequences, ascending by shard.
    public var entries: [(shard: UInt32, sequence: UInt64)] {
        sequences.sorted { $0.key < $1.key }.map { (shard: $0.key, sequence: $0.value) }
    }

    /// Learns of a list; a lower sequence than the one known changes nothing.
    public mutating func raise(_ shard: UInt32, to sequence: UInt64) {
        sequences[shard] = max(sequence, sequences[shard] ?? 0)
    }

    /// Learns all that another knows.
    public mutating func merge(_ other: ListSequences) {
        for entry in other.entries { raise(entry.shard, to: entry.sequence) }
    }
}
