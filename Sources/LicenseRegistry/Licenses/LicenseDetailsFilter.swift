public import LicenseVerifier
import SQLDatabase

/// Which licenses a page of a list is about; what is nil or empty asks for all.
public struct LicenseDetailsFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Of one of these benefits.
    public var benefits: [BenefitID] = []
    /// Of this customer.
    public var customer: CustomerID?
    /// In one of these states.
    public var states: [LicenseState] = []
    /// From there.
    public var origin: LicenseOrigin?
    /// First issued at this moment or later.
    public var issuedFrom: ExactTime?
    /// First issued at this moment or earlier.
    public var issuedUntil: ExactTime?
    /// Whether they have ended at a moment.
    public var hasEnded: (at: Timestamp, Bool)?

    /// All licenses of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition { condition(at: nil) }

    /// The condition of a query whose parameter `$1` is the moment.
    func condition(at now: Timestamp?) -> SQLCondition {
        var condition = SQLCondition()
        if let now { _ = condition.parameter(.time(now)) }
        condition.require("license.organization_id =", .id(organization))
        if !benefits.isEmpty {
            let parameters = condition.parameters(benefits.map { .id($0) })
            condition.require("license.benefit_id IN (\(parameters))")
        }
        condition.require("license.customer_id =", customer.map { .id($0) })
        if !states.isEmpty {
            let parameters = condition.parameters(states.map { .integer($0.rawValue) })
            condition.require("license.state IN (\(parameters))")
        }
        condition.require("license.origin =", origin.map { .integer($0.rawValue) })
        condition.require(
            "(license.created_at, license.created_us)", issuedFrom, issuedUntil)
        if let (moment, hasEnded) = hasEnded {
            let now = condition.parameter(.time(moment))
            let passed = "coalesce(\(EndSQL.end) <= \(now), 1 = 0)"
            condition.require(hasEnded ? passed : "NOT \(passed)")
        }
        return condition
    }
}
