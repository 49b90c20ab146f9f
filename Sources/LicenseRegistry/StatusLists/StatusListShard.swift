public import LicenseVerifier
package import SQLDatabase

/// A shard in which positions were given out.
public struct StatusListShard: Sendable {
    /// Whose licenses it is about.
    public let organization: OrganizationID
    /// Which of the organization's it is.
    public let number: UInt32
    /// Whether a status has changed that no list has said yet.
    public let hasChanges: Bool
}

extension StatusListShard: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        organization = try row["organization_id"]
        number = UInt32(clamping: try row.integer("shard"))
        hasChanges = try row["has_changes"]
    }
}
