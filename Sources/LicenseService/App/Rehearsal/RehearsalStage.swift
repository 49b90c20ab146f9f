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
    ///   - rehearsal: which shop, which organization there, and which benefits its ids become.
    ///   - lists: what the shop has listed, in the order in which it is imported.
    ///   - directory: an empty one.
    init(
        _ rehearsal: Rehearsal, lists: [[UInt8]], in directory: String, now: Timestamp,
        logger: Logger
    ) throws {
        let shop = rehearsal.shop
        registry = try Registry.open(
            sqlite: directory + "/registry.sqlite", actor: "rehearsal", now: now)
        let subjects = Self.subjects(of: lists, shop)
        // Apps contain the organization's id, and some the benefit's; whoever moves keeps both.
        let named = rehearsal.organization.flatMap { OrganizationID($0) }
        let organization = named ?? subjects.organization ?? .random()
        issuer = Issuer(organization, key: try SigningKey.generate())
        try registry.organizations.add(
            Organization(id: organization, name: "Rehearsal"), now: now)
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: issuer.verificationKey, organization: organization,
                createdAt: now))
        var work = ForeignImport(shop, benefits: [:])
        var made: [String: BenefitID] = [:]
        for (index, theirs) in subjects.benefits.enumerated() {
            let ours = rehearsal.benefits[theirs] ?? rehearsal.otherBenefit ?? theirs
            if let known = made[ours] {
                work.benefits[theirs] = known
                continue
            }
            // What is named by its name alone has an id that no app knows.
            let id = BenefitID(ours) ?? .random()
            guard let prefix = LicensePrefix(BenefitListing.plainPrefix),
                let name = ours == theirs || BenefitID(ours) != nil
                    ? BenefitName("benefit-\(index + 1)") : BenefitName(ours)
            else { continue }
            try registry.benefits.add(
                Benefit(id: id, name: name, terms: LicenseTerms(prefix: prefix)),
                organization: organization, now: now)
            (made[ours], work.benefits[theirs]) = (id, id)
        }
        work.organization = rehearsal.organization
        // Whoever names none has the keys of one, in all lists together.
        work = try work.owned(in: ForeignSurvey(shop, lists: lists), .random())
        var sum = ForeignImport.Report()
        for (index, list) in lists.enumerated() {
            do throws(ForeignFault) {
                sum.add(
                    try work.run(
                        list, list: index + 1, into: registry.sales.imports, issuer: issuer,
                        now: now))
            } catch {
                throw UnreadableList(number: index + 1, fault: error)
            }
            work.benefits.merge(sum.described) { $1 }
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
