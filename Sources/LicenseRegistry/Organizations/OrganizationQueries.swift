import COSE
import LicenseVerifier
import SQLDatabase

/// What is asked about organizations and keys.
struct OrganizationQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func all() throws(RegistryError) -> [Organization] {
        try reading.rows(Organization.self, "SELECT id, name FROM organization ORDER BY name")
    }

    func organization(
        _ id: OrganizationID
    ) throws(RegistryError) -> (organization: Organization, createdAt: Timestamp)? {
        try reading.row("SELECT * FROM organization WHERE id = $1", [.id(id)]) {
            (row) throws(SQLError) in (try Organization(row), try row["created_at"])
        }
    }

    /// The only organization that there is, or else the only one that there was at a moment; nil
    /// where there were none or several.
    func only(at moment: Timestamp) throws(RegistryError) -> OrganizationID? {
        for moment in [Timestamp.max, moment] {
            let found = try reading.rows(
                "SELECT id FROM organization WHERE created_at <= $1 LIMIT 2", [.time(moment)]
            ) { (row) throws(SQLError) in try row["id"] as OrganizationID }
            if found.count == 1 { return found.first }
        }
        return nil
    }

    func first() throws(RegistryError) -> OrganizationID? {
        try reading.value(
            OrganizationID.self, "SELECT id FROM organization ORDER BY created_at, id LIMIT 1")
    }

    func brand(of organization: OrganizationID) throws(RegistryError) -> Brand {
        try reading.row(
            Brand.self, "SELECT * FROM brand WHERE organization_id = $1", [.id(organization)])
            ?? Brand(of: organization)
    }

    func signingKeys() throws(RegistryError) -> [SigningKeyRecord] {
        try reading.rows(
            SigningKeyRecord.self, "SELECT * FROM signing_key ORDER BY created_at, name")
    }

    func signingKey(named name: String) throws(RegistryError) -> SigningKeyRecord? {
        try reading.row(
            SigningKeyRecord.self, "SELECT * FROM signing_key WHERE name = $1", [.text(name)])
    }

    func signingKey(_ id: KeyID) throws(RegistryError) -> SigningKeyRecord? {
        try reading.row(
            SigningKeyRecord.self, "SELECT * FROM signing_key WHERE kid = $1", [.blob(id.bytes)])
    }

    /// Whether a key was retired: it signs no more, even where it is still open.
    func isRetired(_ key: KeyID) throws(RegistryError) -> Bool {
        try signingKey(key)?.retiredAt != nil
    }

    func serviceKeys() throws(RegistryError) -> [ServiceKeyRecord] {
        try reading.rows(
            ServiceKeyRecord.self, "SELECT * FROM service_key ORDER BY created_at, kid")
    }
}
