import LicenseRegistry
import LicenseVerifier

/// What gave a license, and how the license follows it.
struct SaleFollowing: Sendable {
    let grant: GrantRecord
    let standing: SaleStanding?

    /// Nil for a license that nothing has given, such as one that was minted without a customer.
    init?(of license: LicenseID, in sales: Sales) throws(RegistryError) {
        guard let grant = try sales.grants.find(of: license) else { return nil }
        try self.init(grant, in: sales)
    }

    init(_ grant: GrantRecord, in sales: Sales) throws(RegistryError) {
        self.grant = grant
        standing = try sales.standing(of: grant.sale, in: grant.organization)
    }

    /// What becomes of the license with the sale; nil for one that follows none.
    var sentence: Sentence? {
        switch grant.sale.kind {
        case .manual: nil
        case .order: order
        case .subscription: subscription
        }
    }

    private var order: Sentence {
        guard let standing, standing.status != .granted else {
            return "stays as it is, unless the shop takes the order back"
        }
        return "the shop took the order back on \(standing.since)"
    }

    private var subscription: Sentence {
        guard let standing else { return "follows the subscription: good until that ends" }
        switch standing.status {
        case .revoked: return "the subscription ended on \(standing.since)"
        case .suspended:
            return
                "the subscription is on hold since \(standing.since); what it gave comes back with it"
        case .granted:
            if let end = standing.endsAt {
                return "the subscription ends on \(end), and the license with it"
            }
            return standing.licensesEnd == nil
                ? "follows the subscription: good until that ends"
                : "follows the subscription: each payment makes it later"
        }
    }
}

extension SaleStatus {
    /// For people.
    var badge: Badge {
        switch self {
        case .granted: Badge("granted", .good)
        case .suspended: Badge("on hold", .warning)
        case .revoked: Badge("ended", .danger)
        }
    }
}
