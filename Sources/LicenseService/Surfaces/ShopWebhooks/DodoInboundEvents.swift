import JSON
import LicenseRegistry
import LicenseVerifier

/// What the events of Dodo Payments mean here.
///
/// Their bodies are what is true when they are delivered, which may be later than the event, so a
/// subscription is judged by what the event is called.
struct DodoInboundEvents {
    let policy: ShopPolicy
    let organization: OrganizationID

    func meaning(of event: ShopEvent) -> ShopEventMeaning {
        let data = event.data
        switch event.type {
        case "subscription.active", "subscription.renewed", "subscription.plan_changed",
            "subscription.unpaused":
            return subscription(data, .granted, event)
        case "subscription.on_hold", "subscription.paused":
            return subscription(data, .suspended, event)
        case "subscription.cancelled": return cancelled(data, event)
        case "subscription.expired", "subscription.failed":
            return subscription(data, .revoked, event)
        case "payment.succeeded": return paid(data, event)
        case "refund.succeeded": return refunded(data, event)
        case "license_key.created": return key(data, event)
        case "entitlement_grant.created", "entitlement_grant.delivered",
            "entitlement_grant.revoked":
            return grant(data, event)
        default: return .ignored
        }
    }

    // MARK: - Subscriptions

    private func subscription(
        _ data: JSONObject, _ status: SaleStatus, _ event: ShopEvent, endsAt: Timestamp? = nil
    ) -> ShopEventMeaning {
        guard let sale = data.text("subscription_id").flatMap({ Sale(.subscription, $0) }),
            let product = data.text("product_id")
        else { return .unreadable }
        let meaning = policy.notice(
            of: sale, organization, ids: [product], status, at: event.occurredAt,
            buyer: buyer(of: data))
        guard case .sale(var notice, let unmapped) = meaning else { return meaning }
        notice.endsAt = endsAt
        notice.soldAt = data.time("created_at")
        notice.licensesEnd = policy.licensesEnd(paidUntil: data.time("next_billing_date"))
        return .sale(notice, unmapped: unmapped)
    }

    /// One that is cancelled for the end of its period runs until then.
    private func cancelled(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        guard data["cancel_at_next_billing_date"]?.bool == true,
            let end = data.time("next_billing_date"), ExactTime(end) > event.occurredAt
        else { return subscription(data, .revoked, event) }
        return subscription(data, .granted, event, endsAt: end)
    }

    // MARK: - Payments

    private func paid(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        // A subscription's own events say what becomes of it.
        let isRecurring =
            data.text("subscription_id") != nil
            || !(data["subscription_ids"]?.array ?? []).isEmpty
        guard !isRecurring else { return .ignored }
        guard let sale = data.text("payment_id").flatMap({ Sale(.order, $0) }) else {
            return .unreadable
        }
        let products = (data["product_cart"]?.array ?? []).compactMap {
            $0.object?.text("product_id")
        }
        let meaning = policy.notice(
            of: sale, organization, ids: products, .granted, at: event.occurredAt,
            buyer: buyer(of: data))
        guard case .sale(var notice, let unmapped) = meaning else { return meaning }
        notice.soldAt = data.time("created_at") ?? event.occurredAt.timestamp
        return .sale(notice, unmapped: unmapped)
    }

    private func refunded(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        guard policy.revokesRefunded, data["is_partial"]?.bool == false else { return .ignored }
        guard let sale = data.text("payment_id").flatMap({ Sale(.order, $0) }) else {
            return .unreadable
        }
        return .sale(
            SaleNotice(
                of: sale, organization: organization, .whole(gives: nil), .revoked,
                at: event.occurredAt), unmapped: [])
    }

    // MARK: - Keys and grants

    /// A key that was made there works here too, for the license of its sale.
    private func key(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        guard let product = data.text("product_id") else { return .unreadable }
        // One that was imported there belongs to no sale.
        guard let sale = sale(data) else { return .ignored }
        let meaning = policy.notice(
            of: sale, organization, ids: [product], .granted, at: event.occurredAt,
            buyer: buyer(of: data))
        guard case .sale(var notice, let unmapped) = meaning else { return meaning }
        notice.text = data.displayText("key", upTo: 512)
        notice.soldAt = data.time("created_at")
        notice.license = data.text("id").map {
            ShopMessage.Shop.dodo.license($0, of: organization)
        }
        return .sale(notice, unmapped: unmapped)
    }

    private func grant(_ data: JSONObject, _ event: ShopEvent) -> ShopEventMeaning {
        guard data.text("integration_type") == "license_key" else { return .ignored }
        guard let entitlement = data.text("entitlement_id"), let id = data.text("id"),
            let sale = sale(data) ?? Sale(.manual, id)
        else { return .unreadable }
        guard let benefit = policy.benefits[entitlement]?.first else {
            return .unmapped([entitlement])
        }
        let status: SaleStatus
        switch (event.type, data.text("status")) {
        case ("entitlement_grant.revoked", _): status = .revoked
        case ("entitlement_grant.delivered", _), (_, "Delivered"): status = .granted
        default: return .ignored
        }
        var notice = SaleNotice(
            of: sale, organization: organization, .benefit(benefit), status,
            at: event.occurredAt)
        notice.soldAt = data.time("created_at")
        notice.text = data["license_key"]?.object?.displayText("key", upTo: 512)
        notice.buyer = buyer(of: data)
        notice.licensesEndWithPayments = policy.renewalMargin != nil
        return .sale(notice, unmapped: [])
    }

    private func sale(_ data: JSONObject) -> Sale? {
        if let id = data.text("subscription_id") { return Sale(.subscription, id) }
        return data.text("payment_id").flatMap { Sale(.order, $0) }
    }

    // MARK: - Customers

    private func buyer(of data: JSONObject) -> Buyer? {
        if let customer = data["customer"]?.object.flatMap({ Buyer(dodo: $0) }) { return customer }
        return data.displayText("customer_id", upTo: 200).map { id in
            var buyer = Buyer()
            buyer.externalID = id
            return buyer
        }
    }
}
