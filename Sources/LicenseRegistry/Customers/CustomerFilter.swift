public import LicenseVerifier
import SQLDatabase

/// Which customers a page of a list is about; what is nil asks for all.
///
/// Those that were deleted are never among them.
public struct CustomerFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// With this e-mail address.
    public var email: String?
    /// With these characters in name, e-mail address or external id, in whatever case.
    public var words: String?

    /// All customers of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("organization_id =", .id(organization))
        condition.require("deleted_at IS NULL")
        condition.require("email =", email.map { .text($0) })
        if let words {
            let place = condition.parameter(.text(SearchPattern(words).text))
            let tests = ["name", "email", "external_id"].map {
                "lower(coalesce(\($0), '')) LIKE \(place) ESCAPE '\\'"
            }
            condition.require("(\(tests.joined(separator: " OR ")))")
        }
        return condition
    }
}
