public import LicenseVerifier

/// What a sale gives its buyer at a moment, from the best to the worst.
public enum SaleStatus: Int64, Comparable, Sendable {
    /// What was bought.
    case granted = 0
    /// Nothing for now, as while a payment is missing; it can come back.
    case suspended = 1
    /// Nothing any more; only a new word of the shop brings it back.
    case revoked = 2

    /// The better comes first.
    public static func < (left: SaleStatus, right: SaleStatus) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// What a shop says of one of its sales.
///
/// Notices of one sale come in any order, and each may come late: of two about the same matter the
/// one counts that is later by its own time, and of two of one time the worse.
public struct SaleNotice: Equatable, Sendable {
    /// What of the sale a notice is about.
    public enum Scope: Equatable, Sendable {
        /// All of it, which gives these benefits; nil where the notice does not say which.
        case whole(gives: [BenefitID]?)
        /// One benefit, whatever becomes of the rest.
        case benefit(BenefitID)
    }

    /// Whose benefits.
    public let organization: OrganizationID
    /// Which sale.
    public let sale: Sale
    /// What of it.
    public let scope: Scope
    /// What it gives from then on.
    public let standing: SaleStatus
    /// From when on.
    public let occurredAt: EventTime
    /// Who bought it; without one nothing new is granted.
    public var buyer: Buyer?
    /// When the sale ends by itself, without another notice.
    public var endsAt: Timestamp?
    /// Until when its licenses are to be good, each longer than before; nil for the benefit's terms,
    /// and for no end where the sale recurs.
    public var licensesEnd: Timestamp?
    /// Whether licenses of a sale that recurs end with what is paid, also where this notice does not
    /// say when that is.
    public var licensesEndWithPayments = false
    /// A key of the benefits that are named, which the buyer has got elsewhere, and which is to work
    /// here too.
    public var text: String?
    /// Whether it is about nothing where its sale is not known, as for products that give no license.
    public var isOnlyForKnown = false

    /// Whether it names a benefit.
    func names(_ benefit: BenefitID) -> Bool {
        switch scope {
        case .benefit(let named): named == benefit
        case .whole(let gives): gives?.contains(benefit) ?? false
        }
    }

    /// A notice with nothing but what is required.
    public init(
        of sale: Sale, organization: OrganizationID, _ scope: Scope, _ standing: SaleStatus,
        at occurredAt: EventTime
    ) {
        self.organization = organization
        self.sale = sale
        self.scope = scope
        self.standing = standing
        self.occurredAt = occurredAt
    }
}

/// Who bought something, as the shop knows them.
public struct Buyer: Equatable, Sendable {
    /// Their id, where the shop has UUIDs.
    public var id: CustomerID?
    /// Their id in other words.
    public var externalID: String?
    /// Their name.
    public var name: String?
    /// Where their key is sent.
    public var email: String?

    /// Somebody of whom nothing is known.
    public init() {}
}

/// A message of a shop, which counts once however often it comes.
public struct ShopMessage: Equatable, Sendable {
    /// Whose messages are counted apart.
    public enum Shop: Int64, Sendable, CaseIterable {
        /// Polar.
        case polar = 0
        /// Dodo Payments.
        case dodo = 1
    }

    /// Whose it is.
    public let shop: Shop
    /// Names it there; 1 to 200 visible ASCII characters.
    public let id: String

    /// Takes an id of the form above; nil for any other.
    public init?(_ shop: Shop, id: String) {
        guard (1...200).contains(id.utf8.count), id.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        self.shop = shop
        self.id = id
    }
}
