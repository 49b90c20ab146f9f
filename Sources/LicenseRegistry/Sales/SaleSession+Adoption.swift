import LicenseVerifier
import SQLDatabase

/// Which licenses a notice is about that its sale was not known to have given.
struct Adoption {
    /// The license that the notice names, which is of its sale now.
    var named: LicenseID?
    /// Whether a license became that of the sale.
    var isAny = false
    /// Benefits of which the buyer has several imported licenses that may be of the sale; the shop's
    /// next word on a grant says which.
    var undecided: Set<BenefitID> = []
}

/// Licenses that were imported and belong to a sale of which the shop tells only now.
///
/// A shop that lists its keys does not say through which sale each came. Without this a renewal
/// would give a second key, and the end of the sale would end nothing.
extension SaleSession {
    /// How far before the beginning of its sale a license may be dated; a shop's clocks differ.
    private static let earlyKey: Duration = .seconds(60)
    /// How soon after the beginning of its sale a license is most likely the sale's own.
    private static let promptKey: Duration = .seconds(600)

    /// Makes imported licenses those of the sale that a notice is about, as far as it shows which they
    /// are.
    ///
    /// What a notice names counts, whatever was thought before. Else it can only be a license that
    /// the buyer had when the sale had begun; among several of them nobody guesses.
    ///
    /// - Parameter known: the licenses that the sale is known to have given.
    mutating func adopt(
        _ notice: SaleNotice, besides known: [SoldLicense]
    ) throws(RegistryError) -> Adoption {
        var adoption = Adoption()
        if let named = try named(by: notice) {
            adoption.named = named.license
            if named.grant.sale != notice.sale {
                try move(named, to: notice)
                adoption.isAny = true
            }
            try supersede(by: named, of: notice.sale)
            return adoption
        }
        // A license that the shop names and that is not here is no other one.
        guard notice.license == nil else { return adoption }
        for benefit in notice.named where !known.contains(where: { $0.benefit == benefit }) {
            let candidates = try candidates(benefit, notice)
            guard let only = Self.likeliest(of: candidates, notice) else {
                if candidates.contains(where: { $0.grant.sale.isImport }) {
                    adoption.undecided.insert(benefit)
                }
                continue
            }
            guard only.grant.sale.isImport else { continue }
            try move(only, to: notice)
            adoption.isAny = true
        }
        return adoption
    }

    /// The license that a notice names by its id or its key; nil where it is not here, or is of
    /// another sale for sure.
    private func named(by notice: SaleNotice) throws(RegistryError) -> SoldLicense? {
        if let theirs = notice.license,
            let sold = try sold(LicenseAliases(change).license(theirs), notice)
        {
            let isMovable = sold.importedAt != nil
            return sold.grant.sale == notice.sale || isMovable ? sold : nil
        }
        guard let text = notice.text,
            let license = try KeyQueries(change).license(
                named: KeyReference(text: text), of: notice.organization),
            let sold = try sold(license, notice)
        else { return nil }
        return sold.grant.sale == notice.sale || sold.grant.sale.isImport ? sold : nil
    }

    private func sold(
        _ license: LicenseID, _ notice: SaleNotice
    ) throws(RegistryError) -> SoldLicense? {
        guard let sold = try SaleQueries(change).license(license),
            sold.grant.organization == notice.organization, notice.names(sold.benefit)
        else { return nil }
        return sold
    }

    /// The imported licenses that the buyer had when the sale had begun, and that are no older.
    ///
    /// Those that are known to be of other sales are among them, so that it does not matter of which
    /// sale the shop tells first.
    private func candidates(
        _ benefit: BenefitID, _ notice: SaleNotice
    ) throws(RegistryError) -> [SoldLicense] {
        guard let start = notice.startedAt, let buyer = notice.buyer,
            let customer = try BuyerChanges(change, of: notice.organization).find(buyer)
        else { return [] }
        return try SaleQueries(change).licenses(of: customer.id).filter { sold in
            guard let importedAt = sold.importedAt else { return false }
            return sold.grant.organization == notice.organization && sold.benefit == benefit
                && start <= importedAt && start <= sold.grant.createdAt + Self.earlyKey
        }
    }

    /// The only candidate, or the only one that was made when the sale began.
    private static func likeliest(
        of candidates: [SoldLicense], _ notice: SaleNotice
    ) -> SoldLicense? {
        guard candidates.count > 1, let start = notice.startedAt else { return candidates.first }
        let prompt = candidates.filter { $0.grant.createdAt <= start + promptKey }
        return prompt.count == 1 ? prompt[0] : nil
    }

    /// Makes a license that of a notice's sale; the sale that it was thought to be of has none then.
    private mutating func move(
        _ sold: SoldLicense, to notice: SaleNotice
    ) throws(RegistryError) {
        let former = sold.grant.sale
        try SoldLicenseChanges(change).move(sold.license, to: notice.sale)
        try change.audit(.licenseImport, of: sold.license, "of sale \(notice.sale.id)")
        guard !former.isImport else { return }
        let left = try SaleQueries(change).licenses(through: former, of: notice.organization)
        let state = try SaleState(of: former.key(in: notice.organization), change)
        guard !left.contains(where: { $0.benefit == sold.benefit }),
            state.status(of: sold.benefit) == .granted
        else { return }
        var buyer = Buyer()
        buyer.id = sold.grant.customer
        var own = SaleNotice(
            of: former, organization: notice.organization, .benefit(sold.benefit), .granted,
            at: notice.occurredAt)
        own.licensesEndWithPayments = notice.licensesEndWithPayments
        own.licensesEnd = own.licensesEndWithPayments ? state.licensesEnd : nil
        try grant(sold.benefit, to: buyer, own)
    }

    /// Takes back what was minted for a sale before its own license was known, unless somebody uses
    /// it: that one goes on beside the other.
    mutating func supersede(
        by imported: SoldLicense, of sale: Sale
    ) throws(RegistryError) {
        guard imported.importedAt != nil else { return }
        let others = try SaleQueries(change).licenses(
            through: sale, of: imported.grant.organization)
        for other in others
        where other.importedAt == nil && other.benefit == imported.benefit
            && other.grant.customer == imported.grant.customer
        {
            guard
                let details = try LicenseDetailsQueries(change, at: change.now)
                    .details(other.license), details.isUnused,
                let nothing = Sale.superseded(other.license)
            else { continue }
            try SoldLicenseChanges(change).move(other.license, to: nothing)
            try LicenseStateChanges(change).set(
                .revoked, of: other.license, reason: "imported key takes its place")
            outcome.changed.append(other.license)
        }
    }
}

extension SaleNotice {
    /// The benefits that it names.
    fileprivate var named: [BenefitID] {
        switch scope {
        case .benefit(let benefit): [benefit]
        case .whole(let gives): gives ?? []
        }
    }
}

extension LicenseDetails {
    /// Whether no device has ever been seen with it.
    fileprivate var isUnused: Bool { seatsTaken == 0 && validations == 0 && usage == 0 }
}
