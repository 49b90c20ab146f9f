public import LicenseRegistry
public import LicenseVerifier

/// A shop whose messages are taken, and what they mean here.
public struct ShopPolicy: Sendable {
    /// Which shop.
    public let shop: ShopMessage.Shop
    /// What it signs with when the service starts; more than one while a secret is being replaced.
    public let secrets: [ShopWebhookSecret]
    /// Which benefits its products, benefits and entitlements stand for, by their ids there.
    public let benefits: [String: [BenefitID]]
    /// How long a sale whose payment is late goes on.
    public var grace: Duration = .zero
    /// Whether an order that was paid back in full is revoked, whatever else is said of it.
    public var revokesRefunded = true
    /// How long after its paid time a subscription's license ends; nil for licenses without an end.
    public var renewalMargin: Duration?

    /// A shop with its secrets and its products.
    public init(
        _ shop: ShopMessage.Shop, secrets: [ShopWebhookSecret], benefits: [String: [BenefitID]]
    ) {
        self.shop = shop
        self.secrets = secrets
        self.benefits = benefits
    }
}

extension ShopMessage.Shop {
    /// The last part of the place where its messages come in, and of its settings' names.
    var name: String {
        switch self {
        case .polar: "polar"
        case .dodo: "dodo"
        }
    }
}
