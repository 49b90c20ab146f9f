public import LicenseIssuer
public import LicenseVerifier

/// Licenses that were sold elsewhere, and are taken over with all that was counted of them.
public struct SaleImports: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Brings a license that was sold elsewhere, with its seats and counters, in one transaction.
    ///
    /// It gets a signed license at once, which is shown when its key is exchanged. One that is here
    /// already gets the seats that it lacks, and nothing else: what has happened to it here counts.
    ///
    /// - Parameter isDry: whether nothing is written.
    public func bring(
        _ license: ForeignLicense, issuer: Issuer, isDry: Bool = false, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ForeignLicenseChanges(change, issuer: issuer, isDry: isDry).bring(license)
        }
    }

    /// Brings a seat of a license that was brought before.
    public func bring(
        _ seat: ForeignSeat, ofLicense license: String, of shop: ShopMessage.Shop,
        issuer: Issuer, isDry: Bool = false, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ForeignLicenseChanges(change, issuer: issuer, isDry: isDry)
                .bring(seat, ofLicense: license, of: shop)
        }
    }
}
