public import COSE
public import LicenseVerifier

/// The public half of a key that a service signs with.
public struct ServiceKeyRecord: Equatable, Sendable {
    /// What it may sign.
    public let role: KeyRole
    /// The public half.
    public let publicKey: VerificationKey
    /// When it was made.
    public let createdAt: Timestamp

    /// A key with its role.
    public init(role: KeyRole, publicKey: VerificationKey, createdAt: Timestamp) {
        self.role = role
        self.publicKey = publicKey
        self.createdAt = createdAt
    }
}

extension Registry {
    /// Remembers a key that a service signs with; one that is known already changes nothing.
    ///
    /// Apart from the issuer's keys, so that nothing that it signs passes for a license.
    public func addServiceKey(_ key: ServiceKeyRecord) throws(RegistryError) {
        try change("service-key.add", of: "\(key.publicKey.keyID)", now: key.createdAt) {
            (writer) throws(RegistryError) in
            _ = try writer.run(
                """
                INSERT INTO service_key (kid, role, public_key, created_at)
                VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
                """,
                [
                    .blob(key.publicKey.keyID.bytes), .integer(Int64(key.role.rawValue)),
                    .blob(key.publicKey.rawRepresentation),
                    .integer(key.createdAt.secondsSinceEpoch),
                ])
        }
    }

    /// All keys that services sign with, in the order in which they came.
    public func serviceKeys() throws(RegistryError) -> [ServiceKeyRecord] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows("SELECT * FROM service_key ORDER BY created_at, kid") {
                (row) throws(RegistryError) in
                guard let role = KeyRole(rawValue: .init(try row.integer("role"))) else {
                    throw .column("role")
                }
                return ServiceKeyRecord(
                    role: role,
                    // A key that cannot be read back is damage, whatever the reason.
                    publicKey: try row.parsed("public_key") {
                        try? VerificationKey(rawRepresentation: $0)
                    },
                    createdAt: try row.timestamp("created_at"))
            }
        }
    }
}
