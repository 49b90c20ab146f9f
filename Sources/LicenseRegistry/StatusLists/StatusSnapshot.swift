public import LicenseIssuer
public import LicenseVerifier

/// All that the next status list of a shard and its deltas are made from, as of one moment.
public struct StatusSnapshot: Sendable {
    /// The licenses that are not good, by their place.
    public let exceptions: [Exception]
    /// What is remembered of the newest list; nil before the first.
    public let previous: PublishedStatusList?
    /// What changed and what was published in the last month.
    public let log: StatusLog
    /// The lines of the log that no list has said yet, by their numbers in ascending order.
    let unpublished: [Int64]

    /// What a list says of a license.
    public struct Exception: Equatable, Sendable {
        /// Its place.
        public let index: StatusIndex
        /// What a list says of it.
        public let status: LicenseStatus
    }
}

/// What a shard's next list must say that the one before did not, as of one moment.
public struct PendingStatuses: Sendable {
    /// What a list is to say of each place whose status may have changed.
    public let statuses: [StatusSnapshot.Exception]
    /// What changed and what was published in the last month.
    public let log: StatusLog
    /// The lines of the log that no list has said yet, by their numbers in ascending order.
    let unpublished: [Int64]
}
