public import LicenseIssuer

/// What a shard's next list must say that the one before did not, as of one moment.
public struct PendingStatuses: Sendable {
    /// What a list is to say of each position whose status may have changed.
    public let statuses: [StatusSnapshot.Exception]
    /// What changed and what was published in the last month.
    public let log: StatusLog
    /// The highest number that is known to be out though no list here has it; 0 for none.
    public let floor: UInt64
    /// The lines of the log that no list has said yet, by their numbers in ascending order.
    let unpublished: [Int64]
}
