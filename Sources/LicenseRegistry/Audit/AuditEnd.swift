/// Where the audit log ends: what a copy elsewhere keeps, to see later that nothing was cut off.
public struct AuditEnd: Equatable, Sendable {
    /// The number of the last record, which is how many there are; 0 for none.
    public let sequence: Int64
    /// The hash of the last record; zeros for none.
    public let hash: [UInt8]
    /// The number of the record whose hash was looked for; 0 for the beginning, nil for no record.
    public let found: Int64?
}
