import COSE
import LicenseVerifier
import SQLDatabase

/// What is asked about license keys: which license they name, and what people see.
struct KeyQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// The license of a key that is good, no matter who asks.
    ///
    /// A signed key is good while it is the license's newest, or was replaced by one with other
    /// terms; not after a rotation.
    ///
    /// - Parameter organization: whose the license must be; nil for anybody's. What another's key
    ///   names is not found, so that nothing is locked, counted or written about it.
    func license(
        named key: KeyReference, of organization: OrganizationID?
    ) throws(RegistryError) -> LicenseID? {
        switch key {
        case .token(let id, let digest):
            guard let record = try LicenseQueries(reading).license(id),
                organization.map({ $0 == record.claims.organization }) ?? true
            else { return nil }
            return try isGood(digest, of: record) ? id : nil
        case .text:
            return try licenses(ofTexts: [(key, organization)])[0]
        }
    }

    /// Whether a license is still found by a token that was signed for it.
    func isGood(_ token: [UInt8], of license: LicenseRecord) throws(RegistryError) -> Bool {
        if license.tokenDigest == token { return true }
        return try reading.exists(
            """
            SELECT 1 AS known FROM former_token
            WHERE digest = $1 AND license_id = $2 AND is_known = 1
            """, [.blob(token), .id(license.claims.license)])
    }

    /// Whether a license has ever had a token; a rotation may have made it void.
    func had(_ token: [UInt8], _ license: LicenseRecord) throws(RegistryError) -> Bool {
        if license.tokenDigest == token { return true }
        return try reading.exists(
            "SELECT 1 AS had FROM former_token WHERE digest = $1 AND license_id = $2",
            [.blob(token), .id(license.claims.license)])
    }

    /// The licenses that texts stand for, in one query.
    ///
    /// Of a text that several organizations know, and where none is said to be meant, that of the one
    /// that had it first: whoever imports a text of others changes nothing about theirs.
    func licenses(
        ofTexts texts: [(key: KeyReference, organization: OrganizationID?)]
    ) throws(RegistryError) -> [LicenseID?] {
        let digests = texts.map { text -> [UInt8] in
            if case .text(let digest) = text.key { digest } else { [] }
        }
        guard !texts.isEmpty else { return [] }
        let list = SQLList(Set(digests).map { .blob($0) }, after: 0)
        // What another organization knows is not read, so that it takes no time either.
        let named = texts.compactMap(\.organization)
        let organizations = SQLList(Set(named).map { .id($0) }, after: list.values.count)
        let isNarrowed = named.count == texts.count
        let rows = try reading.rows(
            KnownText.self,
            """
            SELECT digest, organization_id, license_id, precedence FROM license_text
            WHERE digest IN (\(list.parameters))
                \(isNarrowed ? "AND organization_id IN (\(organizations.parameters))" : "")
            """, list.values + (isNarrowed ? organizations.values : []))
        let found = Dictionary(grouping: rows, by: \.digest)
        return zip(texts, digests).map { text, digest in
            let matches = (found[digest] ?? []).filter { match in
                text.organization.map { $0 == match.organization } ?? true
            }
            return matches.min { $0.precedence < $1.precedence }?.license
        }
    }

    /// Whether a text stands for a license of the organization.
    func isTaken(_ text: String, in organization: OrganizationID) throws(RegistryError) -> Bool {
        try reading.exists(
            "SELECT 1 AS taken FROM license_text WHERE digest = $1 AND organization_id = $2",
            [.blob(SHA256.digest(of: Array(text.utf8))), .id(organization)])
    }

    /// Whether a text would be read as that of another organization: with small letters, blanks or
    /// look-alikes, as somebody types the other's.
    func isReadAsAnothers(
        _ text: String, in organization: OrganizationID
    ) throws(RegistryError) -> Bool {
        let readings = KeyForm.readings(of: text)
        guard !readings.isEmpty else { return false }
        let list = SQLList(
            readings.map { .blob(SHA256.digest(of: Array($0.utf8))) }, after: 1)
        return try reading.exists(
            """
            SELECT 1 AS known FROM license_text
            WHERE organization_id <> $1 AND digest IN (\(list.parameters))
            """, [.id(organization)] + list.values)
    }
}

/// A text that stands for a license of an organization.
private struct KnownText: SQLRecord {
    let digest: [UInt8]
    let organization: OrganizationID
    let license: LicenseID
    let precedence: Int64

    init(_ row: SQLRow) throws(SQLError) {
        digest = try row["digest"]
        organization = try row["organization_id"]
        license = try row["license_id"]
        precedence = try row["precedence"]
    }
}
