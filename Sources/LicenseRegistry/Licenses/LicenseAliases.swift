import LicenseVerifier
import SQLDatabase

/// The ids that a shop has for licenses which were minted here.
struct LicenseAliases {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// The license that an id means: the one of which it is another name, or itself.
    func license(_ id: LicenseID) throws(RegistryError) -> LicenseID {
        try known(id) ?? id
    }

    /// The license of which an id is another name; nil where it is none.
    func known(_ id: LicenseID) throws(RegistryError) -> LicenseID? {
        try reading.value(
            LicenseID.self, "SELECT license_id FROM license_alias WHERE id = $1", [.id(id)])
    }

    /// Whether a license has another name.
    func has(_ license: LicenseID) throws(RegistryError) -> Bool {
        try reading.exists(
            "SELECT 1 AS named FROM license_alias WHERE license_id = $1", [.id(license)])
    }
}

/// What is changed about them.
struct LicenseAliasChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Lets an id mean a license; nothing where it is a license's own, or means one already.
    func add(
        _ id: LicenseID, to license: LicenseID, of organization: OrganizationID
    ) throws(RegistryError) {
        guard id != license, try LicenseQueries(change).license(id) == nil else { return }
        try change.run(
            """
            INSERT INTO license_alias (id, organization_id, license_id) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING
            """, [.id(id), .id(organization), .id(license)])
    }
}
