import LicenseRegistry
import LicenseVerifier

/// Why the policy of a shop cannot be followed.
struct ShopPolicyFaults: Error, Equatable {
    /// One sentence for each fault.
    let sentences: [String]
}

extension ShopPolicy {
    /// The organization that sells through the shop: the one whose benefits its products are mapped
    /// to, or else the registry's first.
    ///
    /// Throws `ShopPolicyFaults` where the benefits do not exist, belong to several organizations, or
    /// may not be minted here.
    func organization(
        in registry: Registry, mayMint: (BenefitID, OrganizationID) -> Bool
    ) throws -> OrganizationID {
        let name = "hooks.\(shop.name).benefits"
        var (mistakes, owners) = ([String](), Set<OrganizationID>())
        for id in Set(benefits.values.flatMap(\.self)).sorted() {
            guard let (_, owner) = try registry.benefits.find(id) else {
                mistakes.append("\(name) names \(id), which is not a benefit of the registry")
                continue
            }
            owners.insert(owner)
            if !mayMint(id, owner) {
                mistakes.append("\(name) names \(id), which keys.minting may not mint")
            }
        }
        if owners.count > 1 { mistakes.append("\(name) names benefits of two organizations") }
        guard mistakes.isEmpty else { throw ShopPolicyFaults(sentences: mistakes) }
        guard let owner = try owners.first ?? registry.organizations.first() else {
            throw ShopPolicyFaults(sentences: ["\(name) needs an organization"])
        }
        return owner
    }
}
