import LicenseRegistry

// What shops send, and what their sales give.
extension SettingReading {
    mutating func shops(canMint: Bool) -> [ShopSettings] {
        let margin =
            self["hooks.renewal-margin"] == nil
            ? nil : span("hooks.renewal-margin", atLeast: .zero)
        return [
            shop(.polar, grace: span("hooks.polar.grace", atLeast: .zero), margin, canMint),
            shop(.dodo, grace: .zero, margin, canMint),
        ].compactMap(\.self)
    }

    private mutating func shop(
        _ shop: ShopMessage.Shop, grace: Duration, _ margin: Duration?, _ canMint: Bool
    ) -> ShopSettings? {
        let name = "hooks.\(shop.name)"
        let benefits = choice("\(name).benefits") { ShopSettings.benefits($0) } ?? [:]
        let revokes =
            choice("\(name).refunds") { ["revoke": true, "keep": false][$0] } ?? true
        guard let file = self["\(name).secret-file"] else {
            if !benefits.isEmpty { mistakes.append("\(name).benefits needs \(name).secret-file") }
            return nil
        }
        if !benefits.isEmpty, !canMint {
            mistakes.append("\(name).benefits needs keys.minting")
        }
        return ShopSettings(
            shop: shop, secretFile: file, benefits: benefits, grace: grace,
            revokesRefunded: revokes, renewalMargin: margin)
    }
}
