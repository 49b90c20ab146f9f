import COSESigning
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging

/// A service of its own for a rehearsal: a new registry with what a shop has listed, in a directory
/// that is thrown away, and keys that nobody keeps.
struct RehearsalStage {
    let registry: Registry
    let issuer: Issuer
    /// What became of the lists.
    let imported: ForeignImport.Report
    /// A merchant's token.
    let token: String
    let service: LatchkeyService

    /// - Parameters:
    ///   - lists: what the shop has listed, in the order in which it is imported.
    ///   - directory: an empty one.
    init(
        _ shop: ShopMessage.Shop, lists: [[UInt8]], in directory: String, now: Timestamp,
        logger: Logger
    ) throws {
        registry = try Registry.open(
            sqlite: directory + "/registry.sqlite", actor: "rehearsal", now: now)
        let subjects = Self.subjects(of: lists, shop)
        // Apps contain the organization's id, and some the benefit's; whoever moves keeps both.
        let organization = subjects.organization ?? .random()
        issuer = Issuer(organization, key: try SigningKey.generate())
        try registry.organizations.add(
            Organization(id: organization, name: "Rehearsal"), now: now)
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: issuer.verificationKey, organization: organization,
                createdAt: now))
        var work = ForeignImport(shop, benefits: [:])
        for (index, theirs) in subjects.benefits.enumerated() {
            guard let name = BenefitName("benefit-\(index + 1)"),
                let prefix = LicensePrefix(BenefitListing.plainPrefix)
            else { continue }
            let benefit = Benefit(
                id: BenefitID(theirs) ?? .random(), name: name, terms: LicenseTerms(prefix: prefix))
            try registry.benefits.add(benefit, organization: organization, now: now)
            work.benefits[theirs] = benefit.id
        }
        var sum = ForeignImport.Report()
        for (index, list) in lists.enumerated() {
            sum.add(
                try work.run(
                    list, list: index + 1, into: registry.sales.imports, issuer: issuer, now: now))
        }
        imported = sum
        token = try BearerToken.make(
            "rehearsal", scopes: Set(TokenScope.allCases), organization: organization,
            expiresAt: nil, registry.tokens, now
        ).text
        let keys = ServiceKeys(
            answers: try SigningKey.generate(), lists: try SigningKey.generate(),
            minting: MintingKey(issuer, benefits: []))
        let parts = ServiceParts(
            registry: registry, keys: keys,
            publishing: PublishingPolicy(base: "https://rehearsal.invalid"), logger: logger)
        service = try LatchkeyService(parts, clock: ServiceClock { now })
    }

    /// The organization and the benefits or products that the lists name.
    private static func subjects(
        of lists: [[UInt8]], _ shop: ShopMessage.Shop
    ) -> (organization: OrganizationID?, benefits: [String]) {
        let member =
            switch shop {
            case .polar: "benefit_id"
            case .dodo: "product_id"
            }
        var organization: OrganizationID?
        var benefits: [String] = []
        for list in lists {
            // What is no list is refused by the import.
            for object in ((try? ForeignList.items(list)) ?? []).compactMap(\.object) {
                organization =
                    organization ?? object.text("organization_id").flatMap { OrganizationID($0) }
                if let benefit = object.text(member), !benefits.contains(benefit) {
                    benefits.append(benefit)
                }
            }
        }
        return (organization, benefits)
    }
}
