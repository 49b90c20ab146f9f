public import LicenseIssuer
public import LicenseVerifier

/// A benefit or product of a shop that gives license keys, as the shop describes it.
public struct ForeignBenefit: Sendable {
    /// Its id there.
    public let product: ShopProduct
    /// What people call it.
    public let title: String
    /// The prefix of its keys as it was written; nil for none.
    public var brand: String?
    /// How long a key is good.
    public var lifetime = Lifetime.perpetual
    /// The seats of a key.
    public var activationLimit = ActivationLimit.notUsed
    /// The units of a key; nil for any number.
    public var usageLimit: UInt64?
    /// Whether customers see the seats that they have taken.
    public var showsSeats = false
    /// What the customer is told to do with the key; may be empty.
    public var instructions = ""
    /// What the organization keeps with it.
    public var metadata = Attributes()

    /// One that says nothing but what is required.
    public init(_ product: ShopProduct, title: String) {
        self.product = product
        self.title = title
    }
}

/// What became of a benefit that was brought here.
public struct BroughtBenefit: Equatable, Sendable {
    /// Which it is here.
    public let id: BenefitID
    /// Whether it was made, or got something that was missing.
    public let isChanged: Bool
}

extension ForeignBenefit {
    /// A benefit that is here, with what it does not say itself: what somebody has chosen stays.
    func completing(_ listing: BenefitListing) -> BenefitListing {
        var listing = listing
        var terms = listing.benefit.terms
        if terms.lifetime == .perpetual { terms.lifetime = lifetime }
        if terms.activationLimit == .notUsed { terms.activationLimit = activationLimit }
        if terms.usageLimit == nil { terms.usageLimit = usageLimit }
        listing.benefit.terms = terms
        if listing.benefit.activationInstructions.isEmpty {
            listing.benefit.activationInstructions = instructions
        }
        if listing.isUndescribed { listing.description = title }
        if listing.metadata.isEmpty { listing.metadata = metadata }
        listing.showsSeats = listing.showsSeats || showsSeats
        return listing
    }

    /// The same as a new benefit; nil where no name can be made of its title.
    func listing(
        _ id: BenefitID, named name: BenefitName, of organization: OrganizationID, now: Timestamp
    ) -> BenefitListing? {
        guard let prefix = BenefitListing.prefix(for: brand) else { return nil }
        var listing = BenefitListing(
            Benefit(id: id, name: name, terms: LicenseTerms(prefix: prefix)), of: organization,
            description: title, now: now)
        listing.brand = brand
        return completing(listing)
    }

    /// A short name for the command line: letters and digits of the title.
    var shortName: String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "-").prefix(48)
        return name.isEmpty ? "benefit" : String(name)
    }
}
