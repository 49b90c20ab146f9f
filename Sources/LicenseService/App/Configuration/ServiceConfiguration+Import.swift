public import LicenseRegistry
public import LicenseVerifier

extension ServiceConfiguration {
    /// The benefits that ids of a shop are mapped to in the settings; without ids that give several.
    public func importedBenefits(of shop: ShopMessage.Shop) -> [String: BenefitID] {
        let mapped = shopSettings.first { $0.shop == shop }?.benefits ?? [:]
        return mapped.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }
}
