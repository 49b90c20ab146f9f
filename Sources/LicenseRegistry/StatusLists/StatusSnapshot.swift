public import LicenseIssuer
public import LicenseVerifier
package import SQLDatabase

/// All that the next status list of a shard and its deltas are made from, as of one moment.
public struct StatusSnapshot: Sendable {
    /// The licenses that are not good, by their position.
    public let exceptions: [Exception]
    /// What is remembered of the newest list; nil before the first.
    public let previous: PublishedStatusList?
    /// What changed and what was published in the last month.
    public let log: StatusLog
    /// The highest number that is known to be out though no list here has it; 0 for none.
    public let floor: UInt64
    /// The lines of the log that no list has said yet, by their numbers in ascending order.
    let unpublished: [Int64]

    /// The number of the next list.
    public var nextNumber: UInt64 { max(previous?.sequence ?? 0, floor) + 1 }

    /// What a list says of a license.
    public struct Exception: Equatable, Sendable {
        /// Its position.
        public let index: StatusIndex
        /// What a list says of it.
        public let status: LicenseStatus
    }
}

extension StatusSnapshot.Exception: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        let state: LicenseState = try row["state"]
        index = StatusIndex(UInt32(clamping: try row.integer("status_index")))
        status = state.status
    }
}
