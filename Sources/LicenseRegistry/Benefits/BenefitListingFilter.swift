import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

/// Which benefits a page of a list is about; what is nil or empty asks for all.
///
/// Those that were deleted are never among them.
public struct BenefitListingFilter: Sendable {
    /// In which order a list comes.
    public enum Order: String, Sendable {
        case created = "created_at"
        case description = "coalesce(description, name)"

        fileprivate var columns: [String] {
            switch self {
            case .created: [rawValue, "created_us"]
            case .description: [rawValue]
            }
        }
    }

    /// Whose.
    public var organization: OrganizationID
    /// Only these.
    public var ids: [BenefitID] = []
    /// Not these.
    public var excluded: [BenefitID] = []
    /// With these characters in the description, in whatever case.
    public var search: String?
    /// With all of these names in what the organization keeps with it, each with one of its values
    /// as texts.
    public var metadata: [(name: String, values: [String])] = []
    /// What comes first.
    public var order: [(by: Order, PageOrder)] = []

    /// All benefits of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("organization_id =", .id(organization))
        condition.require("deleted_at IS NULL")
        if !ids.isEmpty {
            condition.require("id IN (\(condition.parameters(ids.map { .id($0) })))")
        }
        if !excluded.isEmpty {
            condition.require("id NOT IN (\(condition.parameters(excluded.map { .id($0) })))")
        }
        if let search {
            let name = "lower(\(Order.description.rawValue))"
            let pattern = condition.parameter(.text(SearchPattern(search).text))
            condition.require("\(name) LIKE \(pattern) ESCAPE '\\'")
        }
        // Whole members with a comma on either side, as no text within a member can be: its quotes
        // are escaped.
        let members = "',' || substr(metadata, 2, length(metadata) - 2) || ','"
        for (name, alternatives) in metadata {
            var tests: [String] = []
            for member in alternatives.flatMap({ Attributes.columnMembers(name, $0) }) {
                let parameter = condition.parameter(.text(",\(member),"))
                tests.append("replace(\(members), \(parameter), '') <> \(members)")
            }
            condition.require("(\(tests.joined(separator: " OR ")))")
        }
        return condition
    }

    var ordering: String {
        let all = order + [(.created, .newestFirst)]
        let columns = all.flatMap { by, order in
            by.columns.map { "\($0) \(order.rawValue)" }
        }
        return (columns + ["id"]).joined(separator: ", ")
    }
}
