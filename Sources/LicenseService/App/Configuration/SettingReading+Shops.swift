import LicenseRegistry
import LicenseVerifier

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

    /// What ids of a shop give; of many pairs the one that is wrong is named.
    private mutating func saleBenefits(_ name: String) -> [String: [BenefitID]] {
        guard let text = self[name] else { return [:] }
        do throws(ShopSettings.PairFault) {
            return try ShopSettings.benefits(text)
        } catch {
            mistakes.append(
                "\(name) has the entry \"\(error.text)\"; each is an id of the shop, = and the id of a "
                    + "benefit, as `latchkeyd benefits list` shows it")
            return [:]
        }
    }

    private mutating func shop(
        _ shop: ShopMessage.Shop, grace: Duration, _ margin: Duration?, _ canMint: Bool
    ) -> ShopSettings? {
        let name = "hooks.\(shop.name)"
        let benefits = saleBenefits("\(name).benefits")
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
