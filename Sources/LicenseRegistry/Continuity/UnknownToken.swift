public import LicenseVerifier
package import SQLDatabase

/// A license key that a key of the organization signed and the registry does not know.
public struct UnknownToken: Equatable, Sendable {
    /// Names the token.
    public let digest: [UInt8]
    /// Whose it is.
    public let organization: OrganizationID
    /// Of which license it is.
    public let license: LicenseID
    /// The signed object; not trusted before it is verified.
    public let octets: [UInt8]
    /// When a device first showed it.
    public let seenAt: Timestamp
}

extension UnknownToken: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        digest = try row["digest"]
        organization = try row["organization_id"]
        license = try row["license_id"]
        octets = try row["octets"]
        seenAt = try row["seen_at"]
    }
}
