import COSE
public import LicenseVerifier

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
    public let createdAt: Timestamp
    /// When it was changed last; nil for never.
    public internal(set) var changedAt: Timestamp?
    /// When it was deleted; nil while it is not.
    public internal(set) var deletedAt: Timestamp?
    /// Whether no customer is recorded, and this one stands for whoever has the license.
    public internal(set) var isPlaceholder = false

    /// A customer that is to be added.
    public init(
        id: CustomerID, organization: OrganizationID, name: String, createdAt: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.name = name
        self.createdAt = createdAt
    }

    /// Stands for the unnamed holder of a license, under one id for ever.
    static func placeholder(for license: LicenseClaims) -> CustomerRecord {
        let digest = SHA256.digest(of: Array("customer".utf8) + license.license.bytes)
        var source = DigestBytes(rest: digest[...])
        var customer = CustomerRecord(
            id: .random(using: &source), organization: license.organization, name: "",
            createdAt: license.issuedAt)
        customer.isPlaceholder = true
        return customer
    }
}

extension CustomerRecord {
    static let selection = """
        SELECT id AS customer_id, organization_id, name AS customer_name, email, external_id,
            metadata, is_team, created_at AS customer_created_at, changed_at AS customer_changed_at,
            deleted_at AS customer_deleted_at
        FROM customer
        """

    init(_ row: SQLRow) throws(RegistryError) {
        try self.init(row, of: row.parsed("organization_id") { OrganizationID($0) })
    }

    init(_ row: SQLRow, of organization: OrganizationID) throws(RegistryError) {
        id = try row.parsed("customer_id") { CustomerID($0) }
        self.organization = organization
        name = try row.text("customer_name")
        email = try row.optionalText("email")
        externalID = try row.optionalText("external_id")
        if try row.optionalText("metadata") != nil {
            metadata = try row.parsed(text: "metadata") { Attributes(column: $0) }
        }
        isTeam = try row.integer("is_team") == 1
        createdAt = try row.timestamp("customer_created_at")
        changedAt = try row.optionalTimestamp("customer_changed_at")
        deletedAt = try row.optionalTimestamp("customer_deleted_at")
    }

    /// Name, e-mail address, external id, metadata and kind, as columns hold them.
    var values: [SQLValue] {
        [
            .text(name), email.map { .text($0) } ?? .null, externalID.map { .text($0) } ?? .null,
            metadata.isEmpty ? .null : metadata.column, .integer(isTeam ? 1 : 0),
        ]
    }
}

/// Draws an id from a digest, so that it is the same each time and has the form of any other.
struct DigestBytes: RandomNumberGenerator {
    var rest: ArraySlice<UInt8>

    mutating func next() -> UInt64 {
        let word = rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        return word
    }
}
