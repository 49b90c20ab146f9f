public import LicenseIssuer
public import LicenseVerifier
package import SQLDatabase

/// A benefit as a shop shows it: besides its terms, how it is described and to whom.
public struct BenefitListing: Equatable, Sendable {
    /// Who gets to see it.
    public enum Visibility: Int64, Sendable {
        /// Everybody who has it.
        case everybody = 0
        /// The organization alone.
        case organization = 1
        /// The organization alone, as it is not finished.
        case draft = 2
    }

    /// The benefit.
    public var benefit: Benefit
    /// Whose it is.
    public let organization: OrganizationID
    /// What it is, in a few words.
    public var description: String
    /// Who gets to see it.
    public var visibility = Visibility.everybody
    /// What the organization keeps with it.
    public var metadata = Attributes()
    /// The prefix of its keys as it was written; nil for none.
    public var brand: String?
    /// Whether customers see the seats that they have taken.
    public var showsSeats = false
    /// Since when it is there.
    public internal(set) var created: ExactTime
    /// When it was changed last; nil for never.
    public internal(set) var changedAt: Timestamp?
    /// When it was deleted; nil while it is not.
    public internal(set) var deletedAt: Timestamp?

    /// A benefit that is to be added.
    public init(
        _ benefit: Benefit, of organization: OrganizationID, description: String, now: Timestamp
    ) {
        self.benefit = benefit
        self.organization = organization
        self.description = description
        created = ExactTime(now)
    }

    /// The second since when it is there.
    public var createdAt: Timestamp { created.timestamp }
}

extension BenefitListing {
    /// Whether nobody has described it, so that it is called by its short name.
    var isUndescribed: Bool { description == "\(benefit.name)" }

    /// The prefix of keys that were to have none.
    public static let plainPrefix = "KEY"

    /// The prefix that keys can have which comes closest to a text: letters and digits of it, in
    /// upper case, from the first letter on.
    public static func prefix(for brand: String?) -> LicensePrefix? {
        let characters = (brand ?? plainPrefix).uppercased().unicodeScalars
            .filter { ("A"..."Z").contains($0) || ("0"..."9").contains($0) }
            .drop { ("0"..."9").contains($0) }
            .prefix(LicensePrefix.maxCount)
        return LicensePrefix(String(String.UnicodeScalarView(characters)))
            ?? LicensePrefix(plainPrefix)
    }
}

extension BenefitListing: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        benefit = try Benefit(row)
        organization = try row["organization_id"]
        description = try row["description"] ?? "\(benefit.name)"
        visibility = try row["visibility"]
        metadata = try row["metadata"] ?? Attributes()
        let written: String? = try row["brand"]
        let prefix = benefit.terms.prefix
        // A change of the terms elsewhere says nothing of what was written here.
        brand =
            Self.prefix(for: written) == prefix ? written : "\(prefix)"
        showsSeats = try row["shows_seats"]
        created = try row.exactTime("created_at", "created_us")
        let changed: Timestamp = try row["changed_at"]
        changedAt = changed == created.timestamp ? nil : changed
        deletedAt = try row["deleted_at"]
    }
}

extension BenefitListing.Visibility: SQLColumnValue {}
