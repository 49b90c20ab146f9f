import LicenseRegistry
import LicenseVerifier

/// What an event means here.
enum ShopEventMeaning {
    /// News of a sale, with the ids of its products that are not mapped.
    case sale(SaleNotice, unmapped: [String])
    /// News of a buyer.
    case buyer(Buyer)
    /// A buyer was deleted.
    case deleted(Buyer)
    /// News of these ids, none of which is mapped.
    case unmapped([String])
    /// Nothing.
    case ignored
    /// A known event that lacks something that it must have.
    case unreadable
}

extension ShopPolicy {
    /// The benefits that ids of the shop are mapped to, and the ids that are not.
    func mapped(_ ids: [String]) -> (benefits: [BenefitID], unmapped: [String]) {
        let known = ids.compactMap { benefits[$0] }.flatMap(\.self)
        return (Array(Set(known)).sorted(), ids.filter { benefits[$0] == nil })
    }

    /// The end of licenses that are paid until a moment.
    func licensesEnd(paidUntil end: Timestamp?) -> Timestamp? {
        renewalMargin.flatMap { margin in end.map { $0 + margin } }
    }

    /// A notice on a sale as a whole.
    ///
    /// - Parameters:
    ///   - ids: the products that the event names; a sale of none that is mapped is ignored, unless
    ///     something was granted through it before.
    ///   - isComplete: whether these are all, so that the sale gives nothing else any more.
    func notice(
        of sale: Sale, _ organization: OrganizationID, ids: [String], _ status: SaleStatus,
        at occurredAt: ExactTime, buyer: Buyer?, isComplete: Bool = true
    ) -> ShopEventMeaning {
        let (benefits, unmapped) = mapped(ids)
        let gives = benefits.isEmpty && !isComplete ? nil : benefits
        var notice = SaleNotice(
            of: sale, organization: organization, .whole(gives: gives), status,
            at: occurredAt)
        notice.buyer = buyer
        notice.isOnlyForKnown = benefits.isEmpty
        notice.licensesEndWithPayments = renewalMargin != nil
        return .sale(notice, unmapped: benefits.isEmpty ? unmapped : [])
    }
}
