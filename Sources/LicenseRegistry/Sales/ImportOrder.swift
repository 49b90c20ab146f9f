public import LicenseVerifier
package import SQLDatabase

/// Names a list that somebody has uploaded.
public typealias ImportOrderID = Identifier<ImportOrderKind>

/// The kind of thing that an `ImportOrderID` names.
public enum ImportOrderKind {}

/// A list of another shop that the service takes by itself, item by item.
public struct ImportOrder: Equatable, Sendable {
    /// What became of items.
    public struct Tally: Equatable, Sendable {
        /// Licenses that are new here.
        public var imported: Int64 = 0
        /// Licenses and seats that were here.
        public var known: Int64 = 0
        /// Seats that are new here.
        public var seats: Int64 = 0
        /// Customers who are new here, or got the name or address that was missing.
        public var customers: Int64 = 0
        /// Items that could not be taken, with why.
        public var faults: [Fault] = []

        /// Nothing.
        public init() {}
    }

    /// An item that could not be taken.
    public struct Fault: Equatable, Sendable {
        /// Its number in the list, from 1 on.
        public let number: Int64
        /// Why, for people.
        public let sentence: String

        /// Names an item.
        public init(number: Int64, sentence: String) {
            self.number = number
            self.sentence = sentence
        }
    }

    /// Names it.
    public let id: ImportOrderID
    /// Whose licenses they become.
    public let organization: OrganizationID
    /// Whose list it is.
    public let shop: ShopMessage.Shop
    /// Which of the shop's ids become which benefits, a pair on each line.
    public let mapping: String
    /// What all others become; nil for none.
    public let otherBenefit: BenefitID?
    /// Who has uploaded it, as the audit log names them.
    public let actor: String
    /// How many items it has.
    public let itemCount: Int64
    /// How many of them are worked off, the first ones.
    public internal(set) var done: Int64 = 0
    /// Licenses that are new here.
    public internal(set) var imported: Int64 = 0
    /// Licenses and seats that were here.
    public internal(set) var known: Int64 = 0
    /// Seats that are new here.
    public internal(set) var seats: Int64 = 0
    /// Customers who are new here, or got the name or address that was missing.
    public internal(set) var customers: Int64 = 0
    /// Items that could not be taken.
    public internal(set) var refused: Int64 = 0
    /// When it was uploaded.
    public let createdAt: Timestamp
    /// When somebody has looked at it and said that it is right; nil for not yet.
    public internal(set) var confirmedAt: Timestamp?
    /// When the last item was worked off, or the rest was given up.
    public internal(set) var finishedAt: Timestamp?

    /// A list that was just uploaded.
    public init(
        _ id: ImportOrderID, of organization: OrganizationID, from shop: ShopMessage.Shop,
        mapping: String, otherBenefit: BenefitID?, actor: String, itemCount: Int, at now: Timestamp
    ) {
        self.id = id
        self.organization = organization
        self.shop = shop
        self.mapping = mapping
        self.otherBenefit = otherBenefit
        self.actor = actor
        self.itemCount = Int64(itemCount)
        createdAt = now
    }

    /// Whether items are still to be taken, and somebody has said so.
    public var isUnderWay: Bool { confirmedAt != nil && finishedAt == nil }
}

extension ImportOrder: SQLRecord {
    static let selection = """
        SELECT id, organization_id, shop, mapping, other_benefit_id, actor, item_count, done,
            imported, known, seats, customers, refused, created_at, confirmed_at, finished_at
        FROM import_order
        """

    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        organization = try row["organization_id"]
        shop = try row["shop"]
        mapping = try row["mapping"]
        otherBenefit = try row["other_benefit_id"]
        actor = try row["actor"]
        itemCount = try row["item_count"]
        done = try row["done"]
        imported = try row["imported"]
        known = try row["known"]
        seats = try row["seats"]
        customers = try row["customers"]
        refused = try row["refused"]
        createdAt = try row["created_at"]
        confirmedAt = try row["confirmed_at"]
        finishedAt = try row["finished_at"]
    }
}

extension ImportOrder.Fault: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        number = try row["number"]
        sentence = try row["sentence"]
    }
}
