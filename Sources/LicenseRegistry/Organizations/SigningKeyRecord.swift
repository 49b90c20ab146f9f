public import COSE
public import LicenseVerifier
package import SQLDatabase

/// The public half of an issuing key, and whose it is.
public struct SigningKeyRecord: Equatable, Sendable {
    /// The key's name, which is also that of its files.
    public let name: String
    /// The public half.
    public let publicKey: VerificationKey
    /// For whom it issues.
    public let organization: OrganizationID
    /// When it was made or taken over.
    public let createdAt: Timestamp
    /// Since when it signs no more; nil while it does.
    public let retiredAt: Timestamp?

    /// A key with its owner.
    public init(
        name: String, publicKey: VerificationKey, organization: OrganizationID,
        createdAt: Timestamp, retiredAt: Timestamp? = nil
    ) {
        self.name = name
        self.publicKey = publicKey
        self.organization = organization
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }
}

extension SigningKeyRecord: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        name = try row["name"]
        publicKey = try row.verificationKey("public_key")
        organization = try row["organization_id"]
        createdAt = try row["created_at"]
        retiredAt = try row["retired_at"]
    }
}

extension SQLRow {
    /// The public half of a key; one that cannot be read back is damage, whatever the reason.
    func verificationKey(_ column: String) throws(SQLError) -> VerificationKey {
        try parsed(column) { try? VerificationKey(rawRepresentation: $0) }
    }
}
