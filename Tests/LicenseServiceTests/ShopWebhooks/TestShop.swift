import COSE
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import NIOCore

@testable import LicenseService

/// A shop that signs messages and sends them to a service.
struct TestShop: Sendable {
    static let secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
    /// The bytes that the secret stands for by the standard.
    static let key = [UInt8](1...32)

    let client: any TestClientProtocol
    let shop: ShopMessage.Shop
    var key: [UInt8] = TestShop.key

    /// A shop's policy with the benefit under some of its ids.
    static func policy(
        _ shop: ShopMessage.Shop, _ benefits: [String: [BenefitID]]
    ) -> ShopPolicy {
        ShopPolicy(shop, secrets: [ShopWebhookSecret(secret, of: shop)!], benefits: benefits)
    }

    /// Sends an event; the answer's outcome is the problem's code where it is refused.
    @discardableResult
    func send(
        _ body: String, id: String = "msg_1", at sentAt: Timestamp = TestService.now,
        _ change: (inout HTTPFields, inout [UInt8]) -> Void = { _, _ in }
    ) async throws -> (status: HTTPResponse.Status, outcome: String?) {
        let time = "\(sentAt.secondsSinceEpoch)"
        var bytes = Array(body.utf8)
        let code = SHA256.authenticationCode(
            for: Array("\(id).\(time).".utf8) + bytes, key: key)
        var headers: HTTPFields = [
            .contentType: "application/json", .webhookID: id, .webhookTimestamp: time,
            .webhookSignature: "v1,\(Base64.encodePadded(code))",
        ]
        change(&headers, &bytes)
        let answer = try await client.execute(
            uri: "/hooks/\(shop.name)", method: .post, headers: headers,
            body: ByteBuffer(bytes: bytes))
        let read = TestCaller.Answer(
            status: answer.status, headers: answer.headers,
            bytes: Array(answer.body.readableBytesView))
        return (read.status, read["outcome"] ?? read["code"])
    }
}

/// Events of Polar, with the members that count and some that do not.
enum PolarOutboundEvent {
    static let customer = "0f3c7a52-41a5-4f0e-9f0a-2f1f5c1d9f4e"

    static func subscription(
        _ type: String, _ status: String, at second: Int, id: String = "sub_1",
        product: String = "prod_1", more: String = ""
    ) -> String {
        """
        {"type": "subscription.\(type)", "timestamp": "2027-01-01T00:00:\(two(second)).5Z",
         "api_version": "2026-10", "data": {"id": "\(id)", "status": "\(status)",
         "product_id": "\(product)", "current_period_end": "2027-02-01T00:00:00.123Z",
         "cancel_at_period_end": \(type == "canceled"), \(more)
         "customer_id": "\(customer)", "customer": {"id": "\(customer)", "name": "Ann",
         "email": "ann@example.com", "external_id": null, "type": "individual"},
         "product": {"id": "\(product)", "benefits": [{"id": "ben_9", "type": "custom"}]}}}
        """
    }

    static func grant(
        _ type: String, granted: Bool, at second: Int, benefit: String = "ben_1"
    ) -> String {
        """
        {"type": "benefit_grant.\(type)", "timestamp": "2027-01-01T00:00:\(two(second))Z",
         "data": {"id": "g1", "is_granted": \(granted), "is_revoked": \(!granted),
         "subscription_id": null, "order_id": "ord_1", "customer_id": "\(customer)",
         "benefit_id": "\(benefit)", "customer": {"id": "\(customer)", "name": null,
         "email": "ann@example.com"}, "properties": {"license_key_id": null}}}
        """
    }

    static func order(_ type: String, _ status: String, at second: Int, more: String = "")
        -> String
    {
        """
        {"type": "order.\(type)", "timestamp": "2027-01-01T00:00:\(two(second))Z",
         "data": {"id": "ord_1", "status": "\(status)", "paid": true, \(more)
         "product_id": "prod_1", "customer_id": "\(customer)",
         "customer": {"id": "\(customer)", "name": "Ann", "email": "ann@example.com"}}}
        """
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Events of Dodo Payments.
enum DodoEvent {
    static func subscription(
        _ type: String, at second: Int, product: String = "pdt_1", more: String = ""
    ) -> String {
        event(
            "subscription.\(type)", at: second,
            """
            "subscription_id": "sub_1", "product_id": "\(product)", "status": "active",
            "next_billing_date": "2027-02-01T00:00:00Z", \(more) \(customer)
            """)
    }

    static func payment(at second: Int, subscription: String = "null") -> String {
        event(
            "payment.succeeded", at: second,
            """
            "payment_id": "pay_1", "subscription_id": \(subscription), "subscription_ids": [],
            "product_cart": [{"product_id": "pdt_1", "quantity": 1}], \(customer)
            """)
    }

    static func refund(at second: Int, partial: Bool = false) -> String {
        event(
            "refund.succeeded", at: second,
            """
            "refund_id": "ref_1", "payment_id": "pay_1", "is_partial": \(partial), \(customer)
            """)
    }

    static func event(_ type: String, at second: Int, _ members: String) -> String {
        """
        {"business_id": "bus_1", "type": "\(type)",
         "timestamp": "2027-01-01T00:00:\(second < 10 ? "0" : "")\(second).000000Z",
         "data": {\(members)}}
        """
    }

    static let customer =
        #""customer": {"customer_id": "cus_1", "name": "Ann", "email": "ann@example.com"}"#
}

extension TestService {
    /// Runs a test with a service that takes a shop's messages.
    static func withShop(
        _ shop: ShopMessage.Shop, adjust: @escaping @Sendable (inout ShopPolicy) -> Void = { _ in },
        mail: MailPolicy? = nil,
        _ body: @escaping @Sendable (TestService, TestShop, TestCaller) async throws -> Void
    ) async throws {
        try await with(
            adjust: { parts in
                let benefit = try! parts.registry.benefits.all(
                    of: parts.registry.organizations.first()!)[0].id
                var policy = TestShop.policy(
                    shop,
                    [
                        "prod_1": [benefit], "ben_1": [benefit], "pdt_1": [benefit],
                        "ent_1": [benefit],
                    ])
                adjust(&policy)
                parts.shops = [policy]
                parts.mail = mail
            }
        ) { vendor in
            try await vendor.withCaller { caller in
                try await body(vendor, TestShop(client: caller.client, shop: shop), caller)
            }
        }
    }

    /// All licenses with their states, the oldest first.
    func licenses() throws -> [LicenseDetails] {
        try registry.licenses.details(
            matching: LicenseDetailsFilter(organization: organization),
            page: PageRange(number: 0, size: 100), now: Self.now
        ).licenses
    }

    func states() throws -> [LicenseState] { try licenses().map(\.record.state) }
}
