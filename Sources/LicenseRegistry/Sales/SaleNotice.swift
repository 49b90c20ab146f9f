public import LicenseVerifier
import SQLDatabase

/// What a sale gives its buyer at a moment, from the best to the worst.
public enum SaleStatus: Int64, Comparable, Sendable {
    /// What was bought.
    case granted = 0
    /// Nothing for now, as while a payment is missing; it can come back.
    case suspended = 1
    /// Nothing any more; only a new notice of the shop brings it back.
    case revoked = 2

    /// The better comes first.
    public static func < (left: SaleStatus, right: SaleStatus) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension SaleStatus: SQLColumnValue {}

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
    public let status: SaleStatus
    /// From when on.
    public let occurredAt: ExactTime
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
    /// The license that the shop says the sale gave, as it was imported; nil where it names none.
    public var license: LicenseID?
    /// Since when the sale runs, as far as the shop says.
    public var startedAt: Timestamp?
    /// When it was sold, as far as the shop says: a license that is minted for it later was bought then.
    public var soldAt: Timestamp?
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
        of sale: Sale, organization: OrganizationID, _ scope: Scope, _ status: SaleStatus,
        at occurredAt: ExactTime
    ) {
        self.organization = organization
        self.sale = sale
        self.scope = scope
        self.status = status
        self.occurredAt = occurredAt
    }
}
