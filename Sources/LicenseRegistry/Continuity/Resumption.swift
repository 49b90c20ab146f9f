public import LicenseVerifier

/// What is known of a registry outside of it.
struct KnownOutside {
    let mark: RegistryMark?
    /// What the mark shows, whether or not somebody has looked before; nil for nothing.
    let finding: String?
    /// Where the mark is.
    let path: String
    let lists: [VerifiedStatusList]
    /// How many lists could not be verified.
    let unreadable: Int
    /// A number that the next lists are to exceed; nil to reckon one.
    let number: UInt64?
}

/// How a registry goes on that was restored: what it knows, what is missing, what will be issued.
public struct Resumption: Equatable, Sendable {
    /// One list.
    public struct List: Equatable, Sendable {
        /// Whose.
        public let organization: OrganizationID
        /// Which of the organization's.
        public let shard: UInt32
        /// The newest number that the registry knows; 0 for none.
        public let known: UInt64
        /// The newest number that is known to be out; 0 for none.
        public let seen: UInt64
        /// The number that the next list exceeds.
        public let floor: UInt64
        /// Whether the list with the number that is out was there to be read.
        public let isRead: Bool
    }

    /// Why the registry stands still, or will once somebody works on it; nil for no reason.
    public let reason: String?
    /// Where it was moved to; nil where it was not.
    public let movedTo: String?
    /// How many changes it knows.
    public let records: Int64
    /// How many changes it has had at least; nil where nobody knows.
    public let markedRecords: Int64?
    /// Its lists.
    public internal(set) var lists: [List] = []
    /// How many lists could not be verified and were left out.
    public let unreadable: Int
    /// How many licenses have again the status that lists have said.
    public internal(set) var restoredStatuses = 0
    /// Those of them that are good again.
    public internal(set) var pardoned: [LicenseID] = []
    /// Licenses that stay as they were made since the restore, whatever lists have said.
    public internal(set) var kept: [LicenseID] = []
    /// How many positions lists name whose licenses the registry has lost.
    public internal(set) var lostStatuses = 0
    /// Bearer tokens that are revoked again, or whose secret was another one since, by their names.
    public internal(set) var revokedTokens: [String] = []
    /// Issuing keys that are retired again, by their names.
    public internal(set) var retiredKeys: [String] = []
    /// Whether it was known which tokens and keys were good.
    public internal(set) var areCredentialsKnown = true
    /// How many licenses may have promised seats or units that are not known.
    public internal(set) var heldBack = 0
}
