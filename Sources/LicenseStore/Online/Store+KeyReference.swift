public import LicenseVerifier

extension Store {
    /// The license that a key names, with all that is counted of it; nil for an unknown key.
    ///
    /// - Parameter organization: whose the license must be; nil for anybody's, as long as only one
    ///   organization knows the key.
    public func onlineLicense(
        named key: KeyReference, of organization: OrganizationID? = nil, now: Timestamp
    ) throws(StoreError) -> OnlineLicense? {
        try database.read { (reader) throws(StoreError) in
            guard let id = try Self.license(named: key, organization, reader) else { return nil }
            return try Self.onlineLicense(id, of: organization, now, reader)
        }
    }

    /// A license by its id, with all that is counted of it.
    public func onlineLicense(
        _ id: LicenseID, now: Timestamp
    ) throws(StoreError) -> OnlineLicense? {
        try database.read { (reader) throws(StoreError) in
            try Self.onlineLicense(id, of: nil, now, reader)
        }
    }

    /// Licenses with all that is counted of them, a page of those that a filter lets through.
    public func onlineLicenses(
        matching filter: OnlineLicenseFilter, order: PageOrder = .oldestFirst, page: PageRange,
        now: Timestamp
    ) throws(StoreError) -> (licenses: [OnlineLicense], total: Int64) {
        try database.read { (reader) throws(StoreError) in
            let count = try reader.row(
                "SELECT count(*) AS total FROM license WHERE \(filter.condition(after: []).sql)",
                filter.condition(after: []).values
            ) { (row) throws(StoreError) in try row.integer("total") }
            return (try Self.licenses(on: page, matching: filter, order, now, reader), count ?? 0)
        }
    }

    /// Licenses by their ids, with all that is counted of them.
    public func onlineLicenses(
        _ ids: [LicenseID], now: Timestamp
    ) throws(StoreError) -> [LicenseID: OnlineLicense] {
        guard !ids.isEmpty else { return [:] }
        let places = ids.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
        let found = try database.read { (reader) throws(StoreError) in
            try reader.rows(
                "\(OnlineLicense.selection) WHERE license.id IN (\(places))",
                [.integer(now.secondsSinceEpoch)] + ids.map { .blob($0.bytes) },
                { (row) throws(StoreError) in try OnlineLicense(row) })
        }
        return Dictionary(found.map { ($0.claims.license, $0) }) { first, _ in first }
    }

    /// The licenses of a page alone, which costs the same however many there are.
    public func onlineLicenses(
        on page: PageRange, matching filter: OnlineLicenseFilter, order: PageOrder, now: Timestamp
    ) throws(StoreError) -> [OnlineLicense] {
        try database.read { (reader) throws(StoreError) in
            try Self.licenses(on: page, matching: filter, order, now, reader)
        }
    }

    private static func licenses(
        on page: PageRange, matching filter: OnlineLicenseFilter, _ order: PageOrder,
        _ now: Timestamp, _ reader: any SQLReader
    ) throws(StoreError) -> [OnlineLicense] {
        let (condition, values) = filter.condition(after: [.integer(now.secondsSinceEpoch)])
        return try reader.rows(
            """
            \(OnlineLicense.selection) WHERE \(condition)
            ORDER BY license.sequence \(order.rawValue)
            LIMIT $\(values.count + 1) OFFSET $\(values.count + 2)
            """, values + [.integer(page.limit), .integer(page.offset)],
            { (row) throws(StoreError) in try OnlineLicense(row) })
    }

    static func onlineLicense(
        _ id: LicenseID, of organization: OrganizationID?, _ now: Timestamp,
        _ reader: any SQLReader
    ) throws(StoreError) -> OnlineLicense? {
        let license = try reader.row(
            "\(OnlineLicense.selection) WHERE license.id = $2",
            [.integer(now.secondsSinceEpoch), .blob(id.bytes)],
            { (row) throws(StoreError) in try OnlineLicense(row) })
        guard let license, organization.map({ $0 == license.claims.organization }) ?? true else {
            return nil
        }
        return license
    }

    /// The license of a key that is good, whoever asks.
    ///
    /// A signed key is good while it is the license's newest, or was replaced by one with other
    /// terms; not after a rotation.
    static func license(
        named key: KeyReference, _ organization: OrganizationID?, _ reader: any SQLReader
    ) throws(StoreError) -> LicenseID? {
        switch key {
        case .token(let id, let digest):
            guard let record = try license(id, reader) else { return nil }
            if record.tokenDigest == digest { return id }
            let isKnown = try reader.row(
                """
                SELECT 1 AS known FROM former_token
                WHERE digest = $1 AND license_id = $2 AND is_known = 1
                """, [.blob(digest), .blob(id.bytes)]
            ) { (_) throws(StoreError) in true }
            return isKnown == nil ? nil : id
        case .text(let digest):
            var (condition, values) = ("digest = $1", [SQLValue.blob(digest)])
            if let organization {
                condition += " AND organization_id = $2"
                values.append(.blob(organization.bytes))
            }
            let found = try reader.rows(
                "SELECT license_id FROM license_text WHERE \(condition)", values
            ) { (row) throws(StoreError) in try row.parsed("license_id") { LicenseID($0) } }
            return found.count == 1 ? found.first : nil
        }
    }
}
