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
    public var search: String?

    /// All customers of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("organization_id =", .id(organization))
        condition.require("deleted_at IS NULL")
        condition.require("email =", email.map { .text($0) })
        if let search {
            let parameter = condition.parameter(.text(SearchPattern(search).text))
            let tests = ["name", "email", "external_id"].map {
                "lower(coalesce(\($0), '')) LIKE \(parameter) ESCAPE '\\'"
            }
            condition.require("(\(tests.joined(separator: " OR ")))")
        }
        return condition
    }
}
