public import LicenseVerifier

/// A line of the log of what changed in a status list.
public struct StatusChange: Hashable, Sendable {
    /// Whose status changed, to whatever.
    public let index: StatusIndex
    /// The number of the first list that had it changed; nil while none has.
    public let sequence: UInt64?

    /// A change that was published with a list, or not yet.
    public init(_ index: StatusIndex, sequence: UInt64?) {
        self.index = index
        self.sequence = sequence
    }
}

/// What an issuer remembers of one list's past, for making deltas.
public struct StatusLog: Sendable {
    /// The lists that were published, the oldest first.
    public let publications: [Publication]
    /// All that changed since the oldest of them, in any order.
    public let changes: [StatusChange]

    /// A list that was published.
    public struct Publication: Equatable, Sendable {
        /// Its number.
        public let sequence: UInt64
        /// When it was signed.
        public let issuedAt: Timestamp

        /// Remembers a list.
        public init(sequence: UInt64, issuedAt: Timestamp) {
            self.sequence = sequence
            self.issuedAt = issuedAt
        }
    }

    /// A past of this many lists and changes.
    public init(publications: [Publication], changes: [StatusChange]) {
        self.publications = publications
        self.changes = changes
    }

    /// The number of the list that was in force at a moment; that of the oldest which is remembered,
    /// where it is younger, and nil where there is none.
    func sequence(at moment: Timestamp) -> UInt64? {
        (publications.last { $0.issuedAt <= moment } ?? publications.first)?.sequence
    }
}
