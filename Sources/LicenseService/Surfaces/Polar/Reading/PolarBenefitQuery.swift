import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// Which benefits a merchant asks for.
struct PolarBenefitQuery {
    static let sortings = [
        "created_at", "-created_at", "description", "-description", "type", "-type", "user_order",
        "-user_order",
    ]
    /// The type of all benefits here.
    static let type = "license_keys"

    let organizations: [OrganizationID]
    let page: PolarPage
    private let types: [String]
    private let ids: [BenefitID]
    private let excluded: [BenefitID]
    private let text: String?
    private let sortings: [String]
    private let metadata: [(name: String, values: [String])]

    /// Reads the query; throws all that is wrong with it.
    init(_ request: Request) throws(PolarRefusal) {
        var form = PolarForm()
        organizations = form.queries("organization_id", of: request, PolarValue.id)
        types = form.queries("type", of: request, Self.anyType)
        ids = form.queries("id", of: request, PolarValue.id)
        excluded = form.queries("exclude_id", of: request, PolarValue.id)
        text = form.query("query", of: request, PolarValue.text)
        sortings = form.queries(
            "sorting", of: request,
            PolarValue.oneOf(Dictionary(uniqueKeysWithValues: Self.sortings.map { ($0, $0) })))
        metadata = form.map("metadata", of: request)
        page = PolarPage(request, &form)
        try form.check()
    }

    /// What the registry is asked for; nil where no benefit can match.
    func filter(of organization: OrganizationID?) -> BenefitListingFilter? {
        guard let organization, types.isEmpty || types.contains(Self.type) else { return nil }
        var filter = BenefitListingFilter(organization: organization)
        filter.ids = ids
        filter.excluded = excluded
        filter.words = text
        filter.metadata = metadata
        filter.order = sortings.compactMap { Self.order($0) }
        return filter
    }

    /// All benefits here have one type, and organizations no order of their own.
    private static func order(
        _ sorting: String
    ) -> (by: BenefitListingFilter.Order, PageOrder)? {
        let direction: PageOrder = sorting.hasPrefix("-") ? .newestFirst : .oldestFirst
        return switch sorting.drop(while: { $0 == "-" }) {
        case "created_at": (.created, direction)
        case "description": (.description, direction)
        default: nil
        }
    }

    private static var anyType: PolarForm.Reader<String> {
        let all = [
            type, "custom", "discord", "github_repository", "downloadables", "meter_credit",
            "feature_flag", "slack_shared_channel",
        ]
        return PolarValue.oneOf(Dictionary(uniqueKeysWithValues: all.map { ($0, $0) }))
    }
}
