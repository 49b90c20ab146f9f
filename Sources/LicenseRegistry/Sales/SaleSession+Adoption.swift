import LicenseVerifier
import SQLDatabase

/// Licenses that were imported and belong to a sale of which the shop tells only now.
extension SaleSession {
    /// Makes imported licenses those of the sale that a notice is about, as far as it shows which they
    /// are; true where there was one.
    ///
    /// A shop that lists its keys does not say through which sale each came. Without this a renewal
    /// would give a second key, and the end of the sale would end nothing.
    ///
    /// - Parameters:
    ///   - grants: what the sale is known to have given.
    ///   - isFirst: whether nothing is known of the sale.
    func adopt(
        _ notice: SaleNotice, besides grants: [GrantRecord], isFirst: Bool
    ) throws(RegistryError) -> Bool {
        var isAny = false
        for benefit in notice.named where !grants.contains(where: { $0.benefit == benefit }) {
            guard let grant = try imported(benefit, notice, isFirst: isFirst) else { continue }
            try change.run(
                """
                UPDATE license_grant SET sale_kind = $2, sale = $3, changed_at = $4 WHERE id = $1
                """,
                [
                    .id(grant.id), .integer(notice.sale.kind.rawValue), .text(notice.sale.id),
                    .time(change.now),
                ])
            try change.audit(.licenseImport, of: grant.license, "of sale \(notice.sale.id)")
            isAny = true
        }
        return isAny
    }

    /// The imported license that a notice means: the one that it names, or else the only one that its
    /// buyer has, for a subscription that is older than the license.
    private func imported(
        _ benefit: BenefitID, _ notice: SaleNotice, isFirst: Bool
    ) throws(RegistryError) -> GrantRecord? {
        let candidates: [GrantRecord]
        if let license = notice.license {
            candidates = try SaleQueries(change).grants(of: license)
        } else if isFirst, notice.sale.kind == .subscription, let start = notice.startedAt,
            let buyer = notice.buyer,
            let customer = try BuyerChanges(change, of: notice.organization).find(buyer)
        {
            candidates = try SaleQueries(change).grants(to: customer.id)
                .filter { start <= $0.createdAt }
        } else {
            return nil
        }
        let open = candidates.filter { grant in
            grant.organization == notice.organization && grant.benefit == benefit
                && grant.sale.isImport
        }
        return open.count == 1 ? open[0] : nil
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
