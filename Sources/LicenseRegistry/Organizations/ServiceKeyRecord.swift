public import COSE
public import LicenseVerifier
package import SQLDatabase

/// The public half of a key that a service signs with.
public struct ServiceKeyRecord: Equatable, Sendable {
    /// What it may sign.
    public let role: KeyRole
    /// The public half.
    public let publicKey: VerificationKey
    /// When it was made.
    public let createdAt: Timestamp
    /// Since when services sign with another one; nil while they sign with this one, or will.
    public let retiredAt: Timestamp?

    /// A key with its role, in use.
    public init(role: KeyRole, publicKey: VerificationKey, createdAt: Timestamp) {
        retiredAt = nil
        self.role = role
        self.publicKey = publicKey
        self.createdAt = createdAt
    }
}

extension ServiceKeyRecord: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        guard let role = KeyRole(rawValue: .init(try row.integer("role"))) else {
            throw .column("role")
        }
        self.role = role
        publicKey = try row.verificationKey("public_key")
        createdAt = try row["created_at"]
        retiredAt = try row["retired_at"]
    }
}
