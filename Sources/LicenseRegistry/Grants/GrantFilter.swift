public import LicenseVerifier
import SQLDatabase

/// Which grants are asked for; nil asks for all.
public struct GrantFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Of which benefit.
    public var benefit: BenefitID?
    /// Of which customer.
    public var customer: CustomerID?
    /// Through which sale.
    public var sale: Sale?
    /// Whether they are granted.
    public var isGranted: Bool?
    /// Of benefits that these may see.
    public var visibility: BenefitListing.Visibility?
    /// Only those created before this one.
    public var before: GrantID?
    /// By what they are ordered.
    public var order = Order.created

    /// A moment of a grant.
    public enum Order: String, Sendable {
        case created = "created_at"
        case granted = "granted_at"
        case revoked = "coalesce(revoked_at, 0)"
    }

    /// All grants of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("organization_id =", .id(organization))
        condition.require("benefit_id =", benefit.map { .id($0) })
        condition.require("customer_id =", customer.map { .id($0) })
        condition.require("sale_kind =", sale.map { .integer($0.kind.rawValue) })
        condition.require("sale =", sale.map { .text($0.id) })
        if let isGranted {
            condition.require("revoked_at IS \(isGranted ? "" : "NOT ")NULL")
        }
        if let visibility {
            let parameter = condition.parameter(.integer(visibility.rawValue))
            condition.require(
                """
                benefit_id IN (SELECT id FROM benefit WHERE organization_id = $1
                    AND visibility = \(parameter) AND deleted_at IS NULL)
                """)
        }
        if let before {
            let parameter = condition.parameter(.id(before))
            condition.require(
                """
                (created_at, created_us, id) < (
                    SELECT created_at, created_us, id FROM license_grant
                    WHERE id = \(parameter))
                """)
        }
        return condition
    }
}
