import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier

/// What pages show beside a million keys: enough of each thing for more than one page of it.
struct PagesFill {
    private static let count = 120

    let fleet: Fleet

    /// Fills a registry that no service has open.
    ///
    /// Returns somebody who has bought more than one page shows.
    func run() throws -> CustomerID {
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) else {
            throw CancellationError()
        }
        var generator = SplitMix64(seed: 99)
        let registry = fleet.registry
        if var listing = try registry.benefits.listing(fleet.benefit.id) {
            listing.showsSeats = true
            try registry.benefits.replace(listing, now: now)
        }
        var customer = CustomerRecord(
            id: .random(using: &generator), organization: fleet.organization,
            name: "Buyer of much", createdAt: now)
        customer.email = "buyer@example.com"
        try registry.customers.add(customer, now: now)
        try sell(to: customer.id, now)
        try hook(now)
        for number in 0..<Self.count {
            let name = "\(number)"
            guard let unread = ShopMessage(.polar, id: "unread-\(name)"),
                let open = ShopMessage(.dodo, id: "open-\(name)")
            else { continue }
            try registry.sales.note(
                ShopNote(unread, .unreadable, type: "order.paid", at: now),
                of: fleet.organization)
            try registry.sales.keep(
                WaitingMessage(
                    open, of: fleet.organization, at: ExactTime(now), body: Array("{}".utf8)),
                for: ["product-\(name)"], now: now)
        }
        var row = ManualOrder()
        row.name = "Somebody"
        try registry.issuance.batches.order(
            .random(using: &generator), of: fleet.benefit.id, rows: [row],
            input: generator.bytes(32), now: now)
        return customer.id
    }

    private func sell(to customer: CustomerID, _ now: Timestamp) throws {
        var buyer = Buyer()
        buyer.id = customer
        for number in 0..<Self.count {
            guard let sale = Sale(.subscription, "sub_\(number)") else { continue }
            _ = try fleet.registry.sales.grant(
                GrantOrder(
                    fleet.benefit.id, of: fleet.organization, through: sale, to: buyer,
                    until: nil),
                policy: SalePolicy(issuer: fleet.issuer, sendsEmails: false), now: now)
        }
    }

    private func hook(_ now: Timestamp) throws {
        var generator = SplitMix64(seed: 98)
        let endpoint = WebhookEndpointID.random(using: &generator)
        try fleet.registry.webhooks.addEndpoint(
            endpoint, of: fleet.organization, WebhookTerms(url: "https://hooks.example/"),
            secrets: [
                WebhookSecretRecord(
                    .symmetric, "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")
            ], now: now)
        for number in 0..<Self.count {
            let body = "{\"number\":\(number)}"
            try fleet.registry.webhooks.addTestDelivery(
                NewDelivery(
                    id: .random(using: &generator), endpoint: endpoint, body: Array(body.utf8)),
                of: fleet.organization, messageID: "msg_\(number)", now: PreciseTime(now))
        }
    }
}
