public import LicenseIssuer
public import LicenseVerifier

/// A benefit as a shop shows it: besides its terms, how it is described and to whom.
public struct BenefitListing: Sendable {
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
    public let createdAt: Timestamp
    /// When it was changed last; nil for never.
    public let changedAt: Timestamp?
    /// When it was deleted; nil while it is not.
    public let deletedAt: Timestamp?

    /// A benefit that is to be added.
    public init(
        _ benefit: Benefit, of organization: OrganizationID, description: String, now: Timestamp
    ) {
        self.benefit = benefit
        self.organization = organization
        self.description = description
        createdAt = now
        changedAt = nil
        deletedAt = nil
    }
}

extension BenefitListing {
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

    init(_ row: SQLRow) throws(RegistryError) {
        benefit = try Registry.benefit(row)
        organization = try row.parsed("organization_id") { OrganizationID($0) }
        description = try row.optionalText("description") ?? "\(benefit.name)"
        guard let visibility = Visibility(rawValue: try row.integer("visibility")) else {
            throw .column("visibility")
        }
        self.visibility = visibility
        if try row.optionalText("metadata") != nil {
            metadata = try row.parsed(text: "metadata") { Attributes(column: $0) }
        }
        let written = try row.optionalText("brand")
        let prefix = benefit.terms.prefix
        // Whoever changes the terms elsewhere says nothing of what was written here.
        brand =
            Self.prefix(for: written) == prefix ? written : "\(prefix)"
        showsSeats = try row.integer("shows_seats") == 1
        createdAt = try row.timestamp("created_at")
        let changed = try row.timestamp("changed_at")
        changedAt = changed == createdAt ? nil : changed
        deletedAt = try row.optionalTimestamp("deleted_at")
    }
}
