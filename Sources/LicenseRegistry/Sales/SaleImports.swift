public import LicenseIssuer
public import LicenseVerifier

/// Licenses that were sold elsewhere, and are taken over with all that was counted of them.
public struct SaleImports: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// The same with another name in the audit log.
    public func acting(as actor: String) -> SaleImports {
        SaleImports(transactions.acting(as: actor))
    }

    /// Brings a license that was sold elsewhere, with its seats and counters, in one transaction.
    ///
    /// It gets a signed license at once, which is shown when its key is exchanged. One that is here
    /// already gets the seats that it lacks, and nothing else: what has happened to it here counts.
    public func bring(
        _ license: ForeignLicense, issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ForeignLicenseChanges(change, issuer: issuer).bring(license)
        }
    }

    /// Brings a seat of a license that was brought before.
    public func bring(
        _ seat: ForeignSeat, ofLicense license: String, of shop: ShopMessage.Shop,
        issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ForeignLicenseChanges(change, issuer: issuer)
                .bring(seat, ofLicense: license, of: shop)
        }
    }

    /// Brings a customer of the shop; one who is here gets the name and the address that are missing.
    public func bring(
        _ buyer: Buyer, of organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let buyers = BuyerChanges(change, of: organization)
            guard let known = try buyers.find(buyer) else {
                let customer = try buyers.customer(for: buyer)
                try change.audit(.customerAdd, of: customer, "imported")
                return .importedCustomer
            }
            return try buyers.fill(known, from: buyer) ? .importedCustomer : .known(newSeats: 0)
        }
    }

    /// Takes the name of a product for the benefit that it gives; one that somebody has described
    /// already keeps its words.
    ///
    /// - Parameter given: the benefit that it is said to be; nil for the one of its licenses.
    public func bring(
        _ product: ShopProduct, name: String, as given: BenefitID?, of organization: OrganizationID,
        now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let known = try ShopProductQueries(change).benefit(of: product, by: organization)
            guard let benefit = known ?? given else { return .otherProduct }
            if known == nil {
                try ShopProductChanges(change).map(product, to: benefit, of: organization)
            }
            guard var listing = try BenefitQueries(change).listing(benefit),
                listing.deletedAt == nil, listing.isUndescribed,
                listing.description != name
            else { return .known(newSeats: 0) }
            listing.description = name
            try BenefitChanges(change).replace(listing)
            return .namedProduct
        }
    }
}
