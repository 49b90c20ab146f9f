public import LicenseVerifier
import SQLDatabase

/// Which licenses are asked for; nil asks for all.
public struct LicenseFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Which one.
    public var license: LicenseID?
    /// Of which benefit.
    public var benefit: BenefitID?
    /// Of which customer.
    public var customer: CustomerID?
    /// Of which batch.
    public var batch: BatchID?
    /// Ending before this moment.
    public var expiringBefore: Timestamp?
    /// In which state.
    public var state: LicenseState?

    /// All licenses of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("license.organization_id =", .id(organization))
        condition.require("license.id =", license.map { .id($0) })
        condition.require("license.benefit_id =", benefit.map { .id($0) })
        condition.require("license.customer_id =", customer.map { .id($0) })
        condition.require("license.batch_id =", batch.map { .id($0) })
        condition.require("\(EndSQL.end) <", expiringBefore.map { .time($0) })
        condition.require("license.state =", state.map { .integer($0.rawValue) })
        return condition
    }
}
