import LicenseIssuer
public import LicenseVerifier
package import SQLDatabase

/// A signed list as the registry keeps it, for every node to serve.
public struct StoredStatusList: Sendable {
    /// Whose licenses it is about.
    public let organization: OrganizationID
    /// Which of the organization's lists it is.
    public let shard: UInt32
    /// Its number.
    public let sequence: UInt64
    /// The signed object; not trusted before it is verified.
    public let octets: [UInt8]
    /// The deltas beside it; not trusted either.
    public let deltas: [DeltaPeriod: [UInt8]]
}

extension StoredStatusList: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        organization = try row["organization_id"]
        shard = UInt32(clamping: try row.integer("shard"))
        sequence = UInt64(clamping: try row.integer("sequence"))
        octets = try row["octets"]
        var deltas: [DeltaPeriod: [UInt8]] = [:]
        for period in DeltaPeriod.allCases {
            deltas[period] = try row.optionalBlob("\(period.rawValue)_delta")
        }
        self.deltas = deltas
    }
}
