import COSE
public import LicenseVerifier
package import SQLDatabase

/// A customer as the registry keeps it.
public struct CustomerRecord: Equatable, Sendable {
    /// Names the customer in licenses.
    public let id: CustomerID
    /// Whose customer.
    public let organization: OrganizationID
    /// The issuer's own name for the customer; may be empty.
    public var name: String
    /// Where messages to the customer go.
    public var email: String?
    /// The id that another system has for it; no two customers of an organization share one.
    public var externalID: String?
    /// What the issuer keeps with it.
    public var metadata = Attributes()
    /// Whether it stands for several people.
    public var isTeam = false
    /// When it was first named.
    public internal(set) var created: ExactTime
    /// When it was changed last; nil for never.
    public internal(set) var changedAt: Timestamp?
    /// When it was deleted; nil while it is not.
    public internal(set) var deletedAt: Timestamp?
    /// Whether no customer is recorded, and this one stands for the holder of the license.
    public internal(set) var isPlaceholder = false

    /// A customer that is to be added.
    public init(
        id: CustomerID, organization: OrganizationID, name: String, createdAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.name = name
        created = ExactTime(createdAt)
    }

    /// The second in which it was first named.
    public var createdAt: Timestamp { created.timestamp }

    /// The id of the unnamed holder of a license.
    static func placeholderID(of license: LicenseID) -> CustomerID {
        let digest = SHA256.digest(of: Array("customer".utf8) + license.bytes)
        var source = DigestBytes(rest: digest[...])
        return .random(using: &source)
    }

    /// Stands for the unnamed holder of a license, under one id for ever.
    static func placeholder(for license: LicenseClaims) -> CustomerRecord {
        var customer = CustomerRecord(
            id: placeholderID(of: license.license), organization: license.organization, name: "",
            createdAt: license.issuedAt)
        customer.isPlaceholder = true
        return customer
    }
}

extension CustomerRecord: SQLRecord {
    static let selection = """
        SELECT id AS customer_id, organization_id, name AS customer_name, email, external_id,
            metadata, is_team, created_at AS customer_created_at, created_us AS customer_created_us,
            changed_at AS customer_changed_at, deleted_at AS customer_deleted_at
        FROM customer
        """

    /// In the order in which they were made.
    static let order = "created_at, created_us, id"

    package init(_ row: SQLRow) throws(SQLError) {
        try self.init(row, of: row["organization_id"])
    }

    init(_ row: SQLRow, of organization: OrganizationID) throws(SQLError) {
        id = try row["customer_id"]
        self.organization = organization
        name = try row["customer_name"]
        email = try row["email"]
        externalID = try row["external_id"]
        metadata = try row["metadata"] ?? Attributes()
        isTeam = try row["is_team"]
        created = try row.exactTime("customer_created_at", "customer_created_us")
        changedAt = try row["customer_changed_at"]
        deletedAt = try row["customer_deleted_at"]
    }

    /// Name, e-mail address, external id, metadata, kind and mailbox, as columns hold them.
    var values: [SQLValue] {
        [
            .text(name), .optional(email), .optional(externalID),
            metadata.isEmpty ? .null : metadata.column, .flag(isTeam),
            .optional(email.map { Mailbox($0).text }),
        ]
    }
}
