public import LicenseIssuer
public import LicenseVerifier

extension SaleImports {
    /// An organization's benefits, and which ids of a shop somebody has mapped to them.
    public func benefits(
        of organization: OrganizationID, from shop: ShopMessage.Shop
    ) throws(RegistryError) -> (benefits: [Benefit], products: [MappedProduct]) {
        try transactions.read { (reading) throws(RegistryError) in
            (
                try BenefitQueries(reading).all(of: organization),
                try ShopProductQueries(reading).mapped(of: shop, by: organization)
            )
        }
    }

    /// Brings a benefit or product of a shop: it is made, or gets what it does not say itself, and is
    /// found by its id there from then on, by lists and by messages.
    ///
    /// - Parameter own: which benefit it is here; nil for the one that its id is mapped to, the one
    ///   that has the shop's id, or a new one.
    public func bring(
        _ benefit: ForeignBenefit, as own: BenefitID? = nil, of organization: OrganizationID,
        now: Timestamp
    ) throws(RegistryError) -> BroughtBenefit {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ForeignBenefitChanges(change, of: organization).bring(benefit, as: own)
        }
    }
}

/// Benefits of a shop, as they are taken over.
private struct ForeignBenefitChanges {
    private let change: Change
    private let organization: OrganizationID

    init(_ change: Change, of organization: OrganizationID) {
        self.change = change
        self.organization = organization
    }

    func bring(
        _ benefit: ForeignBenefit, as own: BenefitID?
    ) throws(RegistryError) -> BroughtBenefit {
        let mapped = try ShopProductQueries(change)
            .benefit(of: benefit.product, by: organization)
        let theirs = benefit.product.shop == .polar ? BenefitID(benefit.product.id) : nil
        let id = own ?? mapped ?? theirs ?? change.newID()
        let isChanged: Bool
        if let known = try BenefitQueries(change).listing(id) {
            guard known.organization == organization else {
                throw .exists(kind: .benefit, name: "\(id)")
            }
            isChanged = try complete(known, with: benefit)
        } else {
            try add(benefit, id)
            isChanged = true
        }
        if mapped == nil {
            try ShopProductChanges(change).map(benefit.product, to: id, of: organization)
        }
        return BroughtBenefit(id: id, isChanged: isChanged)
    }

    private func complete(
        _ known: BenefitListing, with benefit: ForeignBenefit
    ) throws(RegistryError) -> Bool {
        let completed = benefit.completing(known)
        guard known.deletedAt == nil, completed != known else { return false }
        try BenefitChanges(change).replace(completed)
        return true
    }

    private func add(_ benefit: ForeignBenefit, _ id: BenefitID) throws(RegistryError) {
        let taken = Set(try BenefitQueries(change).all(of: organization).map { "\($0.name)" })
        let short = benefit.shortName
        let names = [short, "\(short)-\("\(id)".prefix(8))"]
        guard let name = names.first(where: { !taken.contains($0) }).flatMap({ BenefitName($0) }),
            let listing = benefit.listing(id, named: name, of: organization, now: change.now)
        else { throw .exists(kind: .benefit, name: names[1]) }
        try BenefitChanges(change).add(listing)
    }
}
