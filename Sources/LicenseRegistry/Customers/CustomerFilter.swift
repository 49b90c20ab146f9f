public import LicenseVerifier
import SQLDatabase

/// Which customers a page of a list is about; what is nil asks for all.
///
/// Those that were deleted are never among them.
public struct CustomerFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// With this mailbox, however it is spelled.
    public var email: String?
    /// With these characters in the name, in whatever case.
    public var name: String?
    /// Made at this moment or later.
    public var createdFrom: ExactTime?
    /// Made at this moment or earlier.
    public var createdUntil: ExactTime?
    /// With these characters in name, e-mail address or external id, in whatever case.
    public var search: String?

    /// All customers of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("organization_id =", .id(organization))
        condition.require("deleted_at IS NULL")
        condition.require("mailbox =", email.map { .text(Mailbox($0).text) })
        condition.require("(created_at, created_us)", createdFrom, createdUntil)
        Self.require(name, in: ["name"], &condition)
        Self.require(search, in: ["name", "email", "external_id"], &condition)
        return condition
    }

    private static func require(
        _ words: String?, in columns: [String], _ condition: inout SQLCondition
    ) {
        guard let words else { return }
        let parameter = condition.parameter(.text(SearchPattern(words).text))
        let tests = columns.map {
            "lower(coalesce(\($0), '')) LIKE \(parameter) ESCAPE '\\'"
        }
        condition.require("(\(tests.joined(separator: " OR ")))")
    }
}
