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
    public var issuedFrom: Timestamp?
    /// First issued at this moment or earlier.
    public var issuedUntil: Timestamp?
    /// Whether they have ended at a moment.
    public var hasEnded: (at: Timestamp, Bool)?

    /// All licenses of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }

    /// The conditions, only those that are asked for, so that each finds its index.
    func condition(after former: [SQLValue]) -> (sql: String, values: [SQLValue]) {
        var values = former
        func place(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        var parts = ["license.organization_id = \(place(.blob(organization.bytes)))"]
        if !benefits.isEmpty {
            let places = benefits.map { place(.blob($0.bytes)) }.joined(separator: ", ")
            parts.append("license.benefit_id IN (\(places))")
        }
        if let customer {
            parts.append("license.customer_id = \(place(.blob(customer.bytes)))")
        }
        if !states.isEmpty {
            let places = states.map { place(.integer($0.rawValue)) }.joined(separator: ", ")
            parts.append("license.state IN (\(places))")
        }
        if let origin { parts.append("license.origin = \(place(.integer(origin.rawValue)))") }
        if let issuedFrom {
            parts.append("license.created_at >= \(place(.integer(issuedFrom.secondsSinceEpoch)))")
        }
        if let issuedUntil {
            parts.append("license.created_at <= \(place(.integer(issuedUntil.secondsSinceEpoch)))")
        }
        if let (moment, hasEnded) = hasEnded {
            let now = place(.integer(moment.secondsSinceEpoch))
            let passed =
                "(coalesce(license.ended_at <= \(now), 1 = 0) OR "
                + "coalesce(license.expires_at <= \(now), 1 = 0))"
            parts.append(hasEnded ? passed : "NOT \(passed)")
        }
        return (parts.joined(separator: " AND "), values)
    }
}
