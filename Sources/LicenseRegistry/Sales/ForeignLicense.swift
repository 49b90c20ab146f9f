import COSE
public import LicenseVerifier

/// A license that was sold elsewhere, with all that was counted of it there.
public struct ForeignLicense: Sendable {
    /// Which shop sold it.
    public let shop: ShopMessage.Shop
    /// Its id there.
    public let id: String
    /// The key that its holder has.
    public let key: String
    /// Which benefit it is here.
    public let benefit: BenefitID
    /// Who has it.
    public let buyer: Buyer
    /// The product that it is of there; nil where it is not to be found by that.
    public var product: ShopProduct?
    /// Through what, where that is known.
    public var sale: Sale?
    /// Where it came from there.
    public var origin = LicenseOrigin.imported
    /// When it was sold; nil where that is not known.
    public var soldAt: ExactTime?
    /// When it ends; nil for never.
    public var expiresAt: Timestamp?
    /// Its seats.
    public var activationLimit = ActivationLimit.notUsed
    /// Its units; nil for any number.
    public var usageLimit: UInt64?
    /// The units that were used.
    public var uses: Int64 = 0
    /// How often it was validated.
    public var validations: Int64 = 0
    /// When it was validated last.
    public var validatedAt: Timestamp?
    /// Whether it may be used.
    public var state = LicenseState.granted
    /// The seats that are taken.
    public var seats: [ForeignSeat] = []

    /// A license with nothing but what is required.
    public init(
        _ shop: ShopMessage.Shop, id: String, key: String, benefit: BenefitID, buyer: Buyer
    ) {
        self.shop = shop
        self.id = id
        self.key = key
        self.benefit = benefit
        self.buyer = buyer
    }
}

/// A seat of a license that was sold elsewhere.
public struct ForeignSeat: Sendable {
    /// Its id there, which shipped apps have kept.
    public let id: String
    /// A name for people.
    public let label: String
    /// What must be presented to validate it; no list of a shop says so.
    public var conditions = Attributes()
    /// What its app keeps with it.
    public var meta = Attributes()
    /// Since when it is taken.
    public var takenAt: ExactTime?

    /// A seat that is taken.
    public init(id: String, label: String) {
        self.id = id
        self.label = label
    }
}

/// What became of a license or seat that was brought here.
public enum ForeignOutcome: Equatable, Sendable {
    /// It is new here, with this number of seats.
    case imported(seats: Int)
    /// It was here, and got this number of seats that were not.
    case known(newSeats: Int)
    /// It is a customer who is new here, or has a name or an address that was missing.
    case importedCustomer
    /// It is a product, whose name its benefit has now.
    case namedProduct
    /// It is a product that gives no license.
    case otherProduct
    /// Its key names another license of the organization.
    case keyTaken
    /// It is here, with another key.
    case otherKey
    /// Its license is not here.
    case unknownLicense
}

extension ShopMessage.Shop {
    /// The id here of a license that the shop has sold.
    public func license(_ text: String, of organization: OrganizationID) -> LicenseID {
        identifier(text, of: organization, kind: "license")
    }

    /// The id here of a seat that was taken while the shop answered.
    public func seat(_ text: String, of organization: OrganizationID) -> ActivationID {
        identifier(text, of: organization, kind: "seat")
    }

    /// The id that a thing of the shop has here: its own where that is a UUID, else one that is
    /// drawn from it, the same each time.
    private func identifier<Kind>(
        _ text: String, of organization: OrganizationID, kind: String
    ) -> Identifier<Kind> {
        if let id = Identifier<Kind>(text) { return id }
        let name = "\(rawValue)/\(kind)/\(organization)/\(text)"
        var source = DigestBytes(rest: SHA256.digest(of: Array(name.utf8))[...])
        return .random(using: &source)
    }
}
