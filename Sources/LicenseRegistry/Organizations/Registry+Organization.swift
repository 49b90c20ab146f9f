import COSE
public import LicenseVerifier

extension Registry {
    /// Adds an organization; throws `exists` for a name that is taken.
    public func addOrganization(
        _ organization: Organization, now: Timestamp
    ) throws(RegistryError) {
        try change("organization.add", of: "\(organization.id)", organization.name, now: now) {
            (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                INSERT INTO organization (id, name, created_at) VALUES ($1, $2, $3)
                ON CONFLICT DO NOTHING
                """,
                [
                    .blob(organization.id.bytes), .text(organization.name),
                    .integer(now.secondsSinceEpoch),
                ])
            guard count == 1 else {
                throw .exists(kind: .organization, name: organization.name)
            }
        }
    }

    /// All organizations, by name.
    public func organizations() throws(RegistryError) -> [Organization] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows("SELECT id, name FROM organization ORDER BY name") {
                (row) throws(RegistryError) in
                Organization(
                    id: try row.parsed("id") { OrganizationID($0) }, name: try row.text("name"))
            }
        }
    }

    /// An organization by its id, with since when it is there.
    public func organization(
        _ id: OrganizationID
    ) throws(RegistryError) -> (organization: Organization, createdAt: Timestamp)? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT name, created_at FROM organization WHERE id = $1", [.blob(id.bytes)]
            ) { (row) throws(RegistryError) in
                (Organization(id: id, name: try row.text("name")), try row.timestamp("created_at"))
            }
        }
    }

    /// The organization that came first, which is the only one of most registries.
    public func firstOrganization() throws(RegistryError) -> OrganizationID? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row("SELECT id FROM organization ORDER BY created_at, id LIMIT 1") {
                (row) throws(RegistryError) in try row.parsed("id") { OrganizationID($0) }
            }
        }
    }

    /// Adds the public half of an issuing key; throws `exists` for a name or key that is known.
    public func addSigningKey(_ key: SigningKeyRecord) throws(RegistryError) {
        try change(
            "signing-key.add", of: "\(key.publicKey.keyID)", key.name, now: key.createdAt
        ) { (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                INSERT INTO signing_key (kid, organization_id, name, public_key, created_at)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING
                """,
                [
                    .blob(key.publicKey.keyID.bytes), .blob(key.organization.bytes),
                    .text(key.name), .blob(key.publicKey.rawRepresentation),
                    .integer(key.createdAt.secondsSinceEpoch),
                ])
            guard count == 1 else { throw .exists(kind: .signingKey, name: key.name) }
        }
    }

    /// All issuing keys, in the order in which they came.
    public func signingKeys() throws(RegistryError) -> [SigningKeyRecord] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows(
                "SELECT * FROM signing_key ORDER BY created_at, name", [], Self.signingKey)
        }
    }

    /// The issuing key of a name.
    public func signingKey(named name: String) throws(RegistryError) -> SigningKeyRecord? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT * FROM signing_key WHERE name = $1", [.text(name)], Self.signingKey)
        }
    }

    private static func signingKey(_ row: SQLRow) throws(RegistryError) -> SigningKeyRecord {
        SigningKeyRecord(
            name: try row.text("name"),
            // A key that cannot be read back is damage, whatever the reason.
            publicKey: try row.parsed("public_key") { try? VerificationKey(rawRepresentation: $0) },
            organization: try row.parsed("organization_id") { OrganizationID($0) },
            createdAt: try row.timestamp("created_at"))
    }
}
