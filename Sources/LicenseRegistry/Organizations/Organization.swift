public import COSE
public import LicenseVerifier

/// Who sells licenses.
public struct Organization: Equatable, Sendable {
    /// The id that every license carries.
    public let id: OrganizationID
    /// The name for people.
    public let name: String

    /// An organization.
    public init(id: OrganizationID, name: String) {
        self.id = id
        self.name = name
    }
}

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

    /// A key with its owner.
    public init(
        name: String, publicKey: VerificationKey, organization: OrganizationID,
        createdAt: Timestamp
    ) {
        self.name = name
        self.publicKey = publicKey
        self.organization = organization
        self.createdAt = createdAt
    }
}
