import LicenseRegistry
import LicenseVerifier

// What was sold by Dodo and imported here is still called by the ids that Dodo gave it: apps and
// shops have stored them. A text of our form is tried first, and then the one that was imported.

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
