import LicenseIssuer
public import LicenseVerifier

/// Which benefits a page of a list is about; what is nil or empty asks for all.
///
/// Those that were deleted are never among them.
public struct BenefitListingFilter: Sendable {
    /// In which order a list comes.
    public enum Order: String, Sendable {
        case created = "created_at"
        case description = "coalesce(description, name)"
    }

    /// Whose.
    public var organization: OrganizationID
    /// Only these.
    public var ids: [BenefitID] = []
    /// Not these.
    public var excluded: [BenefitID] = []
    /// With these characters in the description, in whatever case.
    public var words: String?
    /// With all of these names in what the organization keeps with it, each with one of its values
    /// as texts.
    public var metadata: [(name: String, values: [String])] = []
    /// What comes first.
    public var order: [(by: Order, PageOrder)] = []

    /// All benefits of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    fileprivate var condition: (sql: String, values: [SQLValue]) {
        var values = [SQLValue.blob(organization.bytes)]
        func place(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        func places(_ ids: [BenefitID]) -> String {
            ids.map { place(.blob($0.bytes)) }.joined(separator: ", ")
        }
        var parts = ["organization_id = $1", "deleted_at IS NULL"]
        if !ids.isEmpty { parts.append("id IN (\(places(ids)))") }
        if !excluded.isEmpty { parts.append("id NOT IN (\(places(excluded)))") }
        if let words {
            let name = "lower(\(Order.description.rawValue))"
            parts.append(
                "\(name) LIKE \(place(.text(SearchPattern(words).text))) ESCAPE '\\'")
        }
        // Whole members with a comma on either side, as no text within a member can be: its quotes
        // are escaped.
        let members = "',' || substr(metadata, 2, length(metadata) - 2) || ','"
        for (name, alternatives) in metadata {
            let tests = alternatives.flatMap { Attributes.columnMembers(name, $0) }.map { member in
                "replace(\(members), \(place(.text(",\(member),"))), '') <> \(members)"
            }
            parts.append("(\(tests.joined(separator: " OR ")))")
        }
        return (parts.joined(separator: " AND "), values)
    }

    fileprivate var ordering: String {
        let all = order + [(.created, .newestFirst)]
        return all.map { "\($0.by.rawValue) \($0.1.rawValue)" }.joined(separator: ", ") + ", id"
    }
}

extension Registry {
    /// Adds a benefit with what is shown of it; throws `exists` for a name that is taken.
    public func addBenefit(_ listing: BenefitListing, now: Timestamp) throws(RegistryError) {
        let benefit = listing.benefit
        try change("benefit.add", of: "\(benefit.id)", "\(benefit.name)", now: now) {
            (writer) throws(RegistryError) in
            try Self.insert(benefit, listing.organization, now, writer)
            try Self.update(listing, writer)
        }
    }

    /// Changes a benefit and what is shown of it; throws `missing` for one that is not there or was
    /// deleted.
    public func replaceBenefit(_ listing: BenefitListing, now: Timestamp) throws(RegistryError) {
        let benefit = listing.benefit
        try change("benefit.edit", of: "\(benefit.id)", "\(benefit.name)", now: now) {
            (writer) throws(RegistryError) in
            try Self.update(benefit, listing.organization, now, writer)
            try Self.update(listing, writer)
        }
    }

    /// Marks a benefit as deleted; throws `missing` for one that is not there or was deleted before.
    ///
    /// Licenses of it stay as they are: its grants are revoked before.
    public func deleteBenefit(_ id: BenefitID, now: Timestamp) throws(RegistryError) {
        try change("benefit.delete", of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                "UPDATE benefit SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL",
                [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .missing(kind: .benefit) }
        }
    }

    /// A benefit with what is shown of it, also one that was deleted.
    public func benefitListing(_ id: BenefitID) throws(RegistryError) -> BenefitListing? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row("SELECT * FROM benefit WHERE id = $1", [.blob(id.bytes)]) {
                (row) throws(RegistryError) in try BenefitListing(row)
            }
        }
    }

    /// Benefits with what is shown of them, a page of those that a filter lets through.
    public func benefitListings(
        matching filter: BenefitListingFilter, page: PageRange
    ) throws(RegistryError) -> (listings: [BenefitListing], total: Int64) {
        let (condition, values) = filter.condition
        return try database.read { (reader) throws(RegistryError) in
            let total = try reader.row(
                "SELECT count(*) AS total FROM benefit WHERE \(condition)", values
            ) { (row) throws(RegistryError) in try row.integer("total") }
            let listings = try reader.rows(
                """
                SELECT * FROM benefit WHERE \(condition) ORDER BY \(filter.ordering)
                LIMIT $\(values.count + 1) OFFSET $\(values.count + 2)
                """, values + [.integer(page.limit), .integer(page.offset)],
                { (row) throws(RegistryError) in try BenefitListing(row) })
            return (listings, total ?? 0)
        }
    }

    private static func update(
        _ listing: BenefitListing, _ writer: any SQLWriter
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            UPDATE benefit SET description = $2, visibility = $3, metadata = $4, brand = $5,
                shows_seats = $6
            WHERE id = $1 AND deleted_at IS NULL
            """,
            [
                .blob(listing.benefit.id.bytes), .text(listing.description),
                .integer(listing.visibility.rawValue),
                listing.metadata.isEmpty ? .null : listing.metadata.column,
                listing.brand.map { .text($0) } ?? .null, .integer(listing.showsSeats ? 1 : 0),
            ])
        guard count == 1 else { throw .missing(kind: .benefit) }
    }
}
