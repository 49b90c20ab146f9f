public import LicenseVerifier
import SQLDatabase

/// Names a grant.
public typealias GrantID = Identifier<GrantKind>

/// The kind of thing that a `GrantID` names.
public enum GrantKind {}

/// That a customer has a benefit through a sale, and with it a license.
public struct GrantRecord: Equatable, Sendable {
    /// Names the grant.
    public let id: GrantID
    /// Whose benefit.
    public let organization: OrganizationID
    /// Which benefit.
    public let benefit: BenefitID
    /// Who has it.
    public let customer: CustomerID
    /// The license that it gave; the same when it is granted again.
    public let license: LicenseID
    /// Through what.
    public let sale: Sale
    /// Since when it is known.
    public let createdAt: Timestamp
    /// When it was changed last; nil for never.
    public let changedAt: Timestamp?
    /// When it was granted last.
    public let grantedAt: Timestamp
    /// Since when it is revoked; nil while it is granted.
    public let revokedAt: Timestamp?

    /// A grant that is to be recorded with its license.
    public init(
        id: GrantID, of benefit: BenefitID, organization: OrganizationID, customer: CustomerID,
        license: LicenseID, through sale: Sale, now: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.benefit = benefit
        self.customer = customer
        self.license = license
        self.sale = sale
        createdAt = now
        changedAt = nil
        grantedAt = now
        revokedAt = nil
    }
}

extension GrantRecord {
    /// A grant without a sale, of a license that is given by hand.
    public init?(
        byHand license: LicenseID, of benefit: BenefitID, to customer: CustomerID,
        of organization: OrganizationID, now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) {
        // The license's id stands for the sale, so that a customer can be given the benefit again.
        guard let sale = Sale(.manual, "\(license)") else { return nil }
        self.init(
            id: .random(using: &generator), of: benefit, organization: organization,
            customer: customer, license: license, through: sale, now: now)
    }
}

/// What was sold, in the words of the system that sold it.
public struct Sale: Hashable, Sendable {
    /// Whether it recurs.
    public enum Kind: Int64, Sendable {
        /// Paid once.
        case order = 0
        /// Renewed until it is cancelled.
        case subscription = 1
        /// No sale: granted by hand.
        case manual = 2
    }

    /// Whether it recurs.
    public let kind: Kind
    /// The sale's id there; 1 to 200 bytes.
    public let id: String

    /// Takes an id of 1 to 200 bytes without control characters; nil for any other.
    public init?(_ kind: Kind, _ id: String) {
        guard (1...200).contains(id.utf8.count),
            id.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.kind = kind
        self.id = id
    }
}

extension Sale {
    init(_ row: SQLRow) throws(SQLError) {
        guard let kind = Kind(rawValue: try row.integer("sale_kind")) else {
            throw .column("sale_kind")
        }
        self = try row.parsed(text: "sale") { Sale(kind, $0) }
    }
}

extension GrantRecord {
    static let columns = """
        license_grant.id, license_grant.organization_id, license_grant.benefit_id,
        license_grant.customer_id, license_grant.license_id, license_grant.sale_kind,
        license_grant.sale, license_grant.created_at, license_grant.changed_at,
        license_grant.granted_at, license_grant.revoked_at
        """

    init(_ row: SQLRow) throws(SQLError) {
        id = try row.parsed("id") { GrantID($0) }
        organization = try row.parsed("organization_id") { OrganizationID($0) }
        benefit = try row.parsed("benefit_id") { BenefitID($0) }
        customer = try row.parsed("customer_id") { CustomerID($0) }
        license = try row.parsed("license_id") { LicenseID($0) }
        sale = try Sale(row)
        createdAt = try row.timestamp("created_at")
        changedAt = try row.optionalTimestamp("changed_at")
        grantedAt = try row.timestamp("granted_at")
        revokedAt = try row.optionalTimestamp("revoked_at")
    }

    var values: [SQLValue] {
        [
            .blob(id.bytes), .blob(organization.bytes), .blob(benefit.bytes),
            .blob(customer.bytes), .blob(license.bytes), .integer(sale.kind.rawValue),
            .text(sale.id), .integer(createdAt.secondsSinceEpoch),
            .integer(grantedAt.secondsSinceEpoch),
        ]
    }
}
