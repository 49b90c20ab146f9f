public import LicenseVerifier
import SQLDatabase

/// Which taken seats a page of a list is about; nil asks for all.
public struct SeatFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Of this license.
    public var license: LicenseID?
    /// Of the license that this grant gave.
    public var grant: GrantID?

    /// All seats of an organization's licenses.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    var condition: SQLCondition {
        var condition = SQLCondition("license.organization_id =", .id(organization))
        condition.require("license.id =", license.map { .id($0) })
        if let grant {
            let parameter = condition.parameter(.id(grant))
            condition.require(
                "license.id IN (SELECT license_id FROM license_grant WHERE id = \(parameter))")
        }
        return condition
    }
}
