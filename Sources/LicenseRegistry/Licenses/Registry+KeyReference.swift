public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// The license that a key names, with all that is counted of it; nil for an unknown key.
    ///
    /// - Parameter organization: whose the license must be; nil for anybody's, as long as only one
    ///   organization knows the key.
    public func licenseDetails(
        named key: KeyReference, of organization: OrganizationID? = nil, now: Timestamp
    ) throws(RegistryError) -> LicenseDetails? {
        try transactions.read { (reader) throws(RegistryError) in
            guard let id = try Self.license(named: key, organization, reader) else { return nil }
            return try Self.licenseDetails(id, of: organization, now, reader)
        }
    }

    /// A license by its id, with all that is counted of it.
    public func licenseDetails(
        _ id: LicenseID, now: Timestamp
    ) throws(RegistryError) -> LicenseDetails? {
        try transactions.read { (reader) throws(RegistryError) in
            try Self.licenseDetails(id, of: nil, now, reader)
        }
    }

    /// Licenses with all that is counted of them, a page of those that a filter lets through.
    public func licenseDetails(
        matching filter: LicenseDetailsFilter, order: PageOrder = .oldestFirst, page: PageRange,
        now: Timestamp
    ) throws(RegistryError) -> (licenses: [LicenseDetails], total: Int64) {
        try transactions.read { (reader) throws(RegistryError) in
            let count = try self.count(filter, reader)
            return (try Self.licenses(on: page, matching: filter, order, now, reader), count)
        }
    }

    /// Licenses by their ids, with all that is counted of them.
    public func licenseDetails(
        _ ids: [LicenseID], now: Timestamp
    ) throws(RegistryError) -> [LicenseID: LicenseDetails] {
        guard !ids.isEmpty else { return [:] }
        let places = ids.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
        let found = try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                "\(LicenseDetails.selection) WHERE license.id IN (\(places))",
                [.integer(now.secondsSinceEpoch)] + ids.map { .blob($0.bytes) },
                { (row) throws(SQLError) in try LicenseDetails(row) })
        }
        return Dictionary(found.map { ($0.claims.license, $0) }) { first, _ in first }
    }

    /// The licenses of a page alone, which costs the same however many there are.
    public func licenseDetails(
        on page: PageRange, matching filter: LicenseDetailsFilter, order: PageOrder, now: Timestamp
    ) throws(RegistryError) -> [LicenseDetails] {
        try transactions.read { (reader) throws(RegistryError) in
            try Self.licenses(on: page, matching: filter, order, now, reader)
        }
    }

    private static func licenses(
        on page: PageRange, matching filter: LicenseDetailsFilter, _ order: PageOrder,
        _ now: Timestamp, _ reader: any Reading
    ) throws(RegistryError) -> [LicenseDetails] {
        let (condition, values) = filter.condition(after: [.integer(now.secondsSinceEpoch)])
        // The page is found in an index alone: what is skipped is not read.
        return try reader.rows(
            """
            \(LicenseDetails.selection) WHERE license.sequence IN (
                SELECT license.sequence FROM license WHERE \(condition)
                ORDER BY license.sequence \(order.rawValue)
                LIMIT $\(values.count + 1) OFFSET $\(values.count + 2))
            ORDER BY license.sequence \(order.rawValue)
            """, values + [.integer(page.limit), .integer(page.offset)],
            { (row) throws(SQLError) in try LicenseDetails(row) })
    }

    /// How many licenses a filter lets through, counted once for each state of the registry.
    private func count(
        _ filter: LicenseDetailsFilter, _ reader: any Reading
    ) throws(RegistryError) -> Int64 {
        let (condition, values) = filter.condition(after: [])
        // Whatever a filter asks about changes with an audit record in the same transaction.
        let newest = try reader.row(
            "SELECT hash FROM audit_record ORDER BY sequence DESC LIMIT 1"
        ) { (row) throws(SQLError) in try row.blob("hash") }
        guard let newest else { return 0 }
        if let known = counts.value(of: condition, values, at: newest) { return known }
        let count = try reader.row(
            "SELECT count(*) AS total FROM license WHERE \(condition)", values
        ) { (row) throws(SQLError) in try row.integer("total") }
        counts.remember(count ?? 0, of: condition, values, at: newest)
        return count ?? 0
    }

    static func licenseDetails(
        _ id: LicenseID, of organization: OrganizationID?, _ now: Timestamp,
        _ reader: any Reading
    ) throws(RegistryError) -> LicenseDetails? {
        let license = try reader.row(
            "\(LicenseDetails.selection) WHERE license.id = $2",
            [.integer(now.secondsSinceEpoch), .blob(id.bytes)],
            { (row) throws(SQLError) in try LicenseDetails(row) })
        guard let license, organization.map({ $0 == license.claims.organization }) ?? true else {
            return nil
        }
        return license
    }

    /// Takes the rows of licenses for the rest of a transaction, and reads them, in one query.
    ///
    /// Always in one order, so that no two transactions wait for each other.
    static func lockedLicenses(
        _ ids: [LicenseID], _ now: Timestamp, _ writer: Change, _ dialect: SQLDialect
    ) throws(RegistryError) -> [LicenseID: LicenseDetails] {
        guard !ids.isEmpty else { return [:] }
        let list = SQLList(ids.map { .blob($0.bytes) }, after: 1)
        let licenses = try writer.rows(
            """
            \(LicenseDetails.selection) WHERE license.id IN (\(list.places))
            ORDER BY license.id \(dialect.rowLock)
            """, [.integer(now.secondsSinceEpoch)] + list.values,
            { (row) throws(SQLError) in try LicenseDetails(row) })
        var byID: [LicenseID: LicenseDetails] = [:]
        for license in licenses { byID[license.claims.license] = license }
        return byID
    }

    /// The licenses that texts stand for, in one query; without those of texts that two
    /// organizations know, unless it is said whose is meant.
    static func licenses(
        ofTexts texts: [(key: KeyReference, organization: OrganizationID?)],
        _ reader: any Reading
    ) throws(RegistryError) -> [LicenseID?] {
        let digests = texts.map { text -> [UInt8] in
            if case .text(let digest) = text.key { digest } else { [] }
        }
        guard !texts.isEmpty else { return [] }
        let list = SQLList(Set(digests).map { .blob($0) }, after: 0)
        let rows = try reader.rows(
            """
            SELECT digest, organization_id, license_id FROM license_text
            WHERE digest IN (\(list.places))
            """, list.values
        ) { (row) throws(SQLError) in
            (
                try row.blob("digest"), try row.blob("organization_id"),
                try row.parsed("license_id") { LicenseID($0) }
            )
        }
        var found: [[UInt8]: [(organization: [UInt8], license: LicenseID)]] = [:]
        for (digest, organization, license) in rows {
            found[digest, default: []].append((organization, license))
        }
        return zip(texts, digests).map { text, digest in
            let matches = (found[digest] ?? []).filter { match in
                text.organization.map { $0.bytes == match.organization } ?? true
            }
            return matches.count == 1 ? matches[0].license : nil
        }
    }

    /// The license of a key that is good, whoever asks.
    ///
    /// A signed key is good while it is the license's newest, or was replaced by one with other
    /// terms; not after a rotation.
    static func license(
        named key: KeyReference, _ organization: OrganizationID?, _ reader: any Reading
    ) throws(RegistryError) -> LicenseID? {
        switch key {
        case .token(let id, let digest):
            guard let record = try license(id, reader) else { return nil }
            return try isGood(digest, of: record, reader) ? id : nil
        case .text:
            return try licenses(ofTexts: [(key, organization)], reader)[0]
        }
    }

    /// Whether a license is still found by a token that was signed for it.
    static func isGood(
        _ token: [UInt8], of license: LicenseRecord, _ reader: any Reading
    ) throws(RegistryError) -> Bool {
        if license.tokenDigest == token { return true }
        return try reader.row(
            """
            SELECT 1 AS known FROM former_token
            WHERE digest = $1 AND license_id = $2 AND is_known = 1
            """, [.blob(token), .blob(license.claims.license.bytes)]
        ) { (_) throws(SQLError) in true } ?? false
    }
}

extension SQLDialect {
    /// Ends a query that takes the licenses that it reads; a transaction of SQLite has them all.
    fileprivate var rowLock: String {
        switch self {
        case .sqlite: ""
        case .postgreSQL: "FOR NO KEY UPDATE OF license"
        }
    }
}
