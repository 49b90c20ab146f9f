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

    func serviceKeys() throws(RegistryError) -> [ServiceKeyRecord] {
        try reading.rows(
            ServiceKeyRecord.self, "SELECT * FROM service_key ORDER BY created_at, kid")
    }
}
