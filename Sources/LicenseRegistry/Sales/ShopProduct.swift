public import LicenseVerifier
package import SQLDatabase

/// A product, benefit or entitlement of a shop, by its id there.
public struct ShopProduct: Hashable, Sendable {
    /// In which shop.
    public let shop: ShopMessage.Shop
    /// Names it there; 1 to 200 bytes without control characters.
    public let id: String

    /// Takes an id of the form above; nil for any other.
    public init?(_ shop: ShopMessage.Shop, id: String) {
        guard (1...200).contains(id.utf8.count), id.unicodeScalars.allSatisfy(\.isVisible) else {
            return nil
        }
        self.shop = shop
        self.id = id
    }
}

/// A product that somebody has mapped to a benefit.
public struct MappedProduct: Equatable, Sendable {
    /// Which product.
    public let product: ShopProduct
    /// What a sale of it gives.
    public let benefit: BenefitID
    /// Since when.
    public let mappedAt: Timestamp
}

/// A product of which messages came, and that nobody has mapped.
public struct UnmappedProduct: Equatable, Sendable {
    /// Which product.
    public let product: ShopProduct
    /// How many messages wait.
    public let messages: Int64
    /// When the newest came.
    public let receivedAt: Timestamp
}

/// A message about products that nobody has mapped, as it came.
public struct WaitingMessage: Equatable, Sendable {
    /// Which message.
    public let message: ShopMessage
    /// The organization that sells through the shop.
    public let organization: OrganizationID
    /// When what it says happened.
    public let occurredAt: ExactTime
    /// The bytes that the shop had signed.
    public let body: [UInt8]

    /// A message that has just come.
    public init(
        _ message: ShopMessage, of organization: OrganizationID, at occurredAt: ExactTime,
        body: [UInt8]
    ) {
        self.message = message
        self.organization = organization
        self.occurredAt = occurredAt
        self.body = body
    }
}

extension ShopMessage.Shop: SQLColumnValue {}

extension ShopProduct {
    init(_ row: SQLRow, id column: String) throws(SQLError) {
        let shop: ShopMessage.Shop = try row["shop"]
        self = try row.parsed(text: column) { ShopProduct(shop, id: $0) }
    }
}

extension MappedProduct: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        product = try ShopProduct(row, id: "id")
        benefit = try row["benefit_id"]
        mappedAt = try row["mapped_at"]
    }
}

extension UnmappedProduct: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        product = try ShopProduct(row, id: "product")
        messages = try row["messages"]
        receivedAt = try row["received_at"]
    }
}

extension WaitingMessage: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        let shop: ShopMessage.Shop = try row["shop"]
        message = try row.parsed(text: "id") { ShopMessage(shop, id: $0) }
        organization = try row["organization_id"]
        occurredAt = ExactTime(microseconds: try row.integer("occurred_us"))
        body = try row["body"]
    }
}
