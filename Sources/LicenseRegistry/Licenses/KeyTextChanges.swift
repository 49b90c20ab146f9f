import COSE
import LicenseVerifier
import SQLDatabase

/// A text that people see of a license instead of its signed key.
struct KeyText {
    let characters: String
    /// Whether nobody has got the signed key so far.
    let hidesToken: Bool

    init(_ characters: String, hidesToken: Bool = false) {
        self.characters = characters
        self.hidesToken = hidesToken
    }
}

/// What is changed about the texts by which people know licenses.
struct KeyTextChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Shows the signed key from now on, because its holder has it; the text before still works.
    func exchange(of license: LicenseID) throws(RegistryError) {
        let count = try change.run(
            """
            UPDATE license_text SET is_shown = 0, hides_token = 0
            WHERE license_id = $1 AND is_shown = 1
            """, [.id(license)])
        // An exchange that is repeated gives the same key, and changes nothing.
        guard count == 1 else { return }
        try change.audit(.licenseExchange, of: license)
    }

    /// Lets a license be found by a text too, without showing it; nothing for a license that has
    /// one, or a text that is taken or read as another organization's.
    func add(
        _ text: String, to license: LicenseID, of organization: OrganizationID
    ) throws(RegistryError) {
        guard try !KeyQueries(change).isReadAsAnothers(text, in: organization) else { return }
        try change.run(
            """
            INSERT INTO license_text
                (digest, organization_id, license_id, characters, is_shown, precedence)
            VALUES ($1, $2, $3, $4, 0, \(Self.nextPrecedence)) ON CONFLICT DO NOTHING
            """, values(text, license, organization))
    }

    /// Replaces the text that a license has, if it has one; nobody finds it by the former text.
    func replace(
        of license: LicenseID, by text: KeyText, of organization: OrganizationID
    ) throws(RegistryError) {
        try forget(license)
        guard try !KeyQueries(change).isReadAsAnothers(text.characters, in: organization) else {
            throw .exists(kind: .key, name: "")
        }
        let count = try change.run(
            """
            INSERT INTO license_text (
                digest, organization_id, license_id, characters, is_shown, hides_token, precedence)
            VALUES ($1, $2, $3, $4, 1, $5, \(Self.nextPrecedence)) ON CONFLICT DO NOTHING
            """, values(text.characters, license, organization) + [.flag(text.hidesToken)])
        guard count == 1 else { throw .exists(kind: .key, name: "") }
    }

    /// Remembers that the vendor was shown the signed keys of licenses; nil for all.
    func showTokens(of licenses: [LicenseID]?) throws(RegistryError) {
        guard let licenses else {
            try change.run("UPDATE license_text SET hides_token = 0 WHERE hides_token = 1")
            return
        }
        try change.run(
            "UPDATE license_text SET hides_token = 0 WHERE license_id = $1 AND hides_token = 1",
            each: licenses.map { [.id($0)] })
    }

    /// Lets no text name a license any more.
    func forget(_ license: LicenseID) throws(RegistryError) {
        try change.run("DELETE FROM license_text WHERE license_id = $1", [.id(license)])
    }

    /// After all that have the text of the digest `$1`.
    ///
    /// Two that come at once get the same, and one of them is refused.
    private static let nextPrecedence =
        "(SELECT coalesce(max(precedence), 0) + 1 FROM license_text WHERE digest = $1)"

    private func values(
        _ text: String, _ license: LicenseID, _ organization: OrganizationID
    ) -> [SQLValue] {
        [
            .blob(SHA256.digest(of: Array(text.utf8))), .id(organization), .id(license),
            .text(text),
        ]
    }
}
