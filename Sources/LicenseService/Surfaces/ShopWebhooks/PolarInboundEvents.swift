import JSON
import LicenseRegistry
import LicenseVerifier

/// What Polar's events mean here.
///
/// Their bodies are what was true at the event's time, so a subscription is judged by the status in
/// it, whatever the event is called.
struct PolarInboundEvents {
    let policy: ShopPolicy
    let organization: OrganizationID

    func meaning(of event: ShopEvent) -> ShopEventMeaning {
        let data = event.data
        switch event.type {
        case "subscription.created", "subscription.active", "subscription.updated",
            "subscription.canceled", "subscription.uncanceled", "subscription.past_due",
            "subscription.cycled", "subscription.paused", "subscription.resumed",
            "subscription.revoked":
            return subscription(data, product: data["product"]?.object, event)
        case "order.paid": return paid(data, event)
        case "order.refunded":
            guard policy.revokesRefunded, data.text("status") == "refunded" else {
                return .ignored
            }
            return refunded(order: data.text("id"), subscription: data["subscription_id"], event)
        case "refund.created", "refund.updated":
            guard data["revoke_benefits"]?.bool == true, data.text("status") == "succeeded" else {
                return .ignored
            }
            return refunded(
                order: data.text("order_id"), subscription: data["subscription_id"], event)
        case "benefit_grant.created", "benefit_grant.updated", "benefit_grant.cycled",
            "benefit_grant.revoked":
            return grant(data, event)
        case "customer.created", "customer.updated":
            return Buyer(polar: data).map { .buyer($0) } ?? .unreadable
        case "customer.deleted": return Buyer(polar: data).map { .deleted($0) } ?? .unreadable
        default: return .ignored
        }
    }

    // MARK: - Subscriptions

    private func subscription(
        _ data: JSONObject, product: JSONObject?, _ event: ShopEvent
    ) -> ShopEventMeaning {
        guard let sale = data.text("id").flatMap({ Sale(.subscription, $0) }),
            let name = data.text("status")
        else { return .unreadable }
        var endsAt: Timestamp?
        let status: SaleStatus
        switch name {
        case "active", "trialing": status = .granted
        case "past_due":
            let end = data.time("past_due_at").map { $0 + policy.grace }
            let hasEnded = end.map { ExactTime($0) <= event.occurredAt } ?? true
            status = hasEnded ? .revoked : .granted
            endsAt = hasEnded ? nil : end
        case "canceled", "unpaid", "paused", "incomplete_expired": status = .revoked
        default: return .ignored
        }
        let meaning = policy.notice(
            of: sale, organization, ids: ids(data, product), status, at: event.occurredAt,
            // The product of an order does not say which benefits it has.
            buyer: buyer(of: data), isComplete: product?["benefits"]?.array != nil)
        guard case .sale(var notice, let unmapped) = meaning else { return meaning }
        notice.endsAt = endsAt
        notice.startedAt = data.time("started_at") ?? data.time("created_at")
        notice.soldAt = notice.startedAt
        notice.licensesEnd = policy.licensesEnd(paidUntil: data.time("current_period_end"))
        return .sale(notice, unmapped: unmapped)
    }

    /// The ids to look up for a product: its own, and those of the benefits that it lists.
    ///
    /// Where none is mapped, these are all by which it could be: benefits of other types give no
    /// license.
    private func ids(_ data: JSONObject, _ product: JSONObject?) -> [String] {
        let benefits = (product?["benefits"]?.array ?? []).compactMap(\.object)
        let own = data.text("product_id") ?? product?.text("id")
        let all = (own.map { [$0] } ?? []) + benefits.compactMap { $0.text("id") }
        let known = all.filter { policy.benefits[$0] != nil }
        guard known.isEmpty else { return known }
        let licenses = benefits.filter { $0.text("type") == "license_keys" }
        return (own.map { [$0] } ?? []) + licenses.compactMap { $0.text("id") }
    }

    // MARK: - Orders

    private func paid(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        if let subscription = data["subscription"]?.object {
            return self.subscription(subscription, product: data["product"]?.object, event)
        }
        // Without its status nobody knows whether the subscription still runs.
        if data.text("subscription_id") != nil { return .ignored }
        guard let sale = data.text("id").flatMap({ Sale(.order, $0) }) else { return .unreadable }
        let meaning = policy.notice(
            of: sale, organization, ids: ids(data, data["product"]?.object), .granted,
            at: event.occurredAt, buyer: buyer(of: data))
        guard case .sale(var notice, let unmapped) = meaning else { return meaning }
        notice.startedAt = data.time("created_at") ?? event.occurredAt.timestamp
        notice.soldAt = notice.startedAt
        return .sale(notice, unmapped: unmapped)
    }

    /// What a subscription has is not taken back for one of its payments.
    private func refunded(order: String?, subscription: JSON?, _ event: ShopEvent)
        -> ShopEventMeaning
    {
        guard subscription?.string == nil else { return .ignored }
        guard let sale = order.flatMap({ Sale(.order, $0) }) else { return .unreadable }
        return .sale(
            SaleNotice(
                of: sale, organization: organization, .whole(gives: nil), .revoked,
                at: event.occurredAt), unmapped: [])
    }

    // MARK: - Grants

    private func grant(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        guard let benefit = data.text("benefit_id"), let sale = sale(data) else {
            return .unreadable
        }
        guard let ours = policy.benefits[benefit]?.first else { return .unmapped([benefit]) }
        let status: SaleStatus
        if data["is_revoked"]?.bool == true {
            status = .revoked
        } else if data["is_granted"]?.bool == true {
            status = .granted
        } else {
            return .ignored
        }
        var notice = SaleNotice(
            of: sale, organization: organization, .benefit(ours), status, at: event.occurredAt)
        notice.license = data["properties"]?.object?.text("license_key_id").map {
            ShopMessage.Shop.polar.license($0, of: organization)
        }
        notice.buyer = buyer(of: data)
        notice.soldAt = data.time("created_at")
        notice.licensesEndWithPayments = policy.renewalMargin != nil
        return .sale(notice, unmapped: [])
    }

    private func sale(_ data: JSONObject) -> Sale? {
        if let id = data.text("subscription_id") { return Sale(.subscription, id) }
        if let id = data.text("order_id") { return Sale(.order, id) }
        return data.text("id").flatMap { Sale(.manual, $0) }
    }

    // MARK: - Customers

    private func buyer(of data: JSONObject) -> Buyer? {
        data["customer"]?.object.flatMap { Buyer(polar: $0) }
            ?? data.text("customer_id").flatMap { CustomerID($0) }.map { id in
                var buyer = Buyer()
                buyer.id = id
                return buyer
            }
    }
}
