import COSE
public import LicenseVerifier

/// What people see as a license's key.
public enum KeyForm: Int64, Sendable {
    /// The signed license key.
    case signed = 0
    /// A short text, which works online and is exchanged for the signed key.
    case short = 1

    /// The text of a license that is about to be recorded; nil where people see the signed key.
    ///
    /// A short text is `PREFIX-UUID`: 122 random bits, so nobody finds one by trying.
    package func text(of claims: LicenseClaims) -> String? {
        guard self == .short else { return nil }
        var generator = SystemRandomNumberGenerator()
        return "\(claims.prefix)-\(LicenseID.random(using: &generator))".uppercased()
    }
}

extension Registry {
    /// In which form a benefit's keys are handed out.
    public func keyForm(of benefit: BenefitID) throws(RegistryError) -> KeyForm {
        try database.read { (reader) throws(RegistryError) in
            try Self.keyForm(of: benefit, reader)
        }
    }

    static func keyForm(
        of benefit: BenefitID, _ reader: any SQLReader
    ) throws(RegistryError) -> KeyForm {
        let form = try reader.row(
            "SELECT key_form FROM benefit WHERE id = $1", [.blob(benefit.bytes)]
        ) { (row) throws(RegistryError) in KeyForm(rawValue: try row.integer("key_form")) }
        guard let form else { throw .missing(kind: .benefit) }
        guard let form else { throw .column("key_form") }
        return form
    }

    /// Chooses the form of the keys that a benefit's licenses get from now on.
    public func setKeyForm(
        of benefit: BenefitID, to form: KeyForm, now: Timestamp
    ) throws(RegistryError) {
        try change("benefit.key-form", of: "\(benefit)", "\(form)", now: now) {
            (writer) throws(RegistryError) in
            let count = try writer.run(
                "UPDATE benefit SET key_form = $2 WHERE id = $1",
                [.blob(benefit.bytes), .integer(form.rawValue)])
            guard count == 1 else { throw .missing(kind: .benefit) }
        }
    }

    /// The texts that people see of licenses whose signed keys they do not.
    public func shownTexts(
        of licenses: [LicenseID]
    ) throws(RegistryError) -> [LicenseID: String] {
        guard !licenses.isEmpty else { return [:] }
        let list = SQLList(licenses.map { .blob($0.bytes) }, after: 0)
        let found = try database.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT license_id, characters FROM license_text
                WHERE is_shown = 1 AND license_id IN (\(list.places))
                """, list.values
            ) { (row) throws(RegistryError) in
                (try row.parsed("license_id") { LicenseID($0) }, try row.text("characters"))
            }
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Shows the signed key from now on, because its holder has it; the text before still works.
    public func exchangeText(of license: LicenseID, now: Timestamp) throws(RegistryError) {
        try database.write { (writer) throws(RegistryError) in
            try Self.exchangeText(of: license, by: actor, now: now, writer)
        }
    }

    static func exchangeText(
        of license: LicenseID, by actor: String, now: Timestamp, _ writer: any SQLWriter
    ) throws(RegistryError) {
        let count = try writer.run(
            "UPDATE license_text SET is_shown = 0 WHERE license_id = $1 AND is_shown = 1",
            [.blob(license.bytes)])
        // Whoever exchanges once more gets the same key, and changes nothing.
        guard count == 1 else { return }
        try audit(writer, actor, "license.exchange", "\(license)", "", now)
    }

    /// Whether a text stands for a license of the organization.
    static func isTaken(
        _ text: String, _ organization: OrganizationID, _ reader: any SQLReader
    ) throws(RegistryError) -> Bool {
        try reader.row(
            "SELECT 1 AS taken FROM license_text WHERE digest = $1 AND organization_id = $2",
            [.blob(SHA256.digest(of: Array(text.utf8))), .blob(organization.bytes)]
        ) { (_) throws(RegistryError) in true } ?? false
    }

    /// Lets a license be found by a text too, without showing it; nothing for a license that has
    /// one, or a text that is taken.
    static func addText(
        _ text: String, to license: LicenseID, _ organization: OrganizationID,
        _ writer: any SQLWriter
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
        _ writer: any SQLWriter
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
