import COSE
public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// The texts that people see of licenses whose signed keys they do not.
    public func shownTexts(
        of licenses: [LicenseID]
    ) throws(RegistryError) -> [LicenseID: String] {
        guard !licenses.isEmpty else { return [:] }
        let list = SQLList(licenses.map { .blob($0.bytes) }, after: 0)
        let found = try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT license_id, characters FROM license_text
                WHERE is_shown = 1 AND license_id IN (\(list.places))
                """, list.values
            ) { (row) throws(SQLError) in
                (try row.parsed("license_id") { LicenseID($0) }, try row.text("characters"))
            }
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Shows the signed key from now on, because its holder has it; the text before still works.
    public func exchangeText(of license: LicenseID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            try Self.exchangeText(of: license, by: actor, now: now, writer)
        }
    }

    static func exchangeText(
        of license: LicenseID, by actor: String, now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        let count = try writer.run(
            "UPDATE license_text SET is_shown = 0 WHERE license_id = $1 AND is_shown = 1",
            [.blob(license.bytes)])
        // Whoever exchanges once more gets the same key, and changes nothing.
        guard count == 1 else { return }
        try writer.audit(.licenseExchange, of: "\(license)")
    }

    /// Whether a text stands for a license of the organization.
    static func isTaken(
        _ text: String, _ organization: OrganizationID, _ reader: any Reading
    ) throws(RegistryError) -> Bool {
        try reader.row(
            "SELECT 1 AS taken FROM license_text WHERE digest = $1 AND organization_id = $2",
            [.blob(SHA256.digest(of: Array(text.utf8))), .blob(organization.bytes)]
        ) { (_) throws(SQLError) in true } ?? false
    }

    /// Lets a license be found by a text too, without showing it; nothing for a license that has
    /// one, or a text that is taken.
    static func addText(
        _ text: String, to license: LicenseID, _ organization: OrganizationID,
        _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO license_text (digest, organization_id, license_id, characters, is_shown)
            VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING
            """,
            [
                .blob(SHA256.digest(of: Array(text.utf8))), .blob(organization.bytes),
                .blob(license.bytes), .text(text),
            ])
    }

    /// Puts another text in the place of the one that a license has; the one before is unknown.
    static func replaceText(
        of license: LicenseID, by text: String, _ organization: OrganizationID,
        _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            "DELETE FROM license_text WHERE license_id = $1", [.blob(license.bytes)])
        let count = try writer.run(
            """
            INSERT INTO license_text (digest, organization_id, license_id, characters, is_shown)
            VALUES ($1, $2, $3, $4, 1) ON CONFLICT DO NOTHING
            """,
            [
                .blob(SHA256.digest(of: Array(text.utf8))), .blob(organization.bytes),
                .blob(license.bytes), .text(text),
            ])
        guard count == 1 else { throw .exists(kind: .key, name: "") }
    }
}
