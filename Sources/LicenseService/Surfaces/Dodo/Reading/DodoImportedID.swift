import LicenseRegistry
import LicenseVerifier

// What was sold by Dodo and imported here is still called by the ids that Dodo gave it: apps and
// shops have stored them. A text of our form is tried first, and then the one that was imported.

extension DodoContext {
    /// The benefit that a product's id means: ours, or Dodo's where it was imported with its keys or
    /// mapped for its messages; nil where the business has none.
    func benefit(
        _ text: String, of business: OrganizationID, _ registry: Registry
    ) throws(RegistryError) -> BenefitID? {
        // The databases keep no text with a zero in it.
        guard !text.utf8.contains(0) else { return nil }
        let mapped = try registry.sales.mappedProducts(of: .dodo, by: business)
            .first { $0.product.id == text }?.benefit
        let meant = [BenefitID(dodo: text), mapped].compactMap(\.self) + (products[text] ?? [])
        for id in meant where try registry.benefits.find(id)?.organization == business {
            return id
        }
        return nil
    }
}

extension LicenseID {
    /// The licenses that a text may mean, the likeliest first.
    static func named(dodo text: String, of business: OrganizationID) -> [LicenseID] {
        [LicenseID(dodo: text)].compactMap(\.self)
            + [ShopMessage.Shop.dodo.license(text, of: business)]
    }
}

extension ActivationID {
    /// The instances that a text may mean, the likeliest first.
    static func named(dodo text: String, of business: OrganizationID) -> [ActivationID] {
        [ActivationID(dodo: text)].compactMap(\.self)
            + [ShopMessage.Shop.dodo.seat(text, of: business)]
    }
}
