public import LicenseRegistry
public import LicenseVerifier

/// A shop whose messages are accepted, and what they mean here.
public struct ShopPolicy: Sendable {
    /// Which shop.
    public let shop: ShopMessage.Shop
    /// What it signs with when the service starts; more than one while a secret is being replaced.
    public let secrets: [ShopWebhookSecret]
    /// The benefits that its products, benefits and entitlements are mapped to, by their ids there.
    public private(set) var benefits: [String: [BenefitID]]
    /// How long a sale continues whose payment is late.
    public var grace: Duration = .zero
    /// Whether an order that was refunded in full is revoked.
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

    /// The policy with what people have mapped besides; the configuration's word counts first.
    func adding(_ mapped: [MappedProduct]) -> ShopPolicy {
        var policy = self
        for mapping in mapped where benefits[mapping.product.id] == nil {
            policy.benefits[mapping.product.id] = [mapping.benefit]
        }
        return policy
    }
}

extension ShopMessage.Shop {
    /// The last part of the path where its messages arrive, and a part of its settings' names.
    var name: String {
        switch self {
        case .polar: "polar"
        case .dodo: "dodo"
        }
    }

    /// The shop of that name; nil for none.
    init?(named name: String) {
        guard let shop = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = shop
    }
}
