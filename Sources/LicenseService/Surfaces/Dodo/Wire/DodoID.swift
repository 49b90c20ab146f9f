import LicenseVerifier

// Ids in Dodo's form are the prefixed ones, and only with the prefix that Dodo has at that place.

extension Identifier where Kind: PrefixedKind {
    /// The id as Dodo's interface shows it.
    var dodoText: String { prefixedText }

    /// Reads an id of Dodo's form; nil for anything else.
    init?(dodo text: some StringProtocol) {
        self.init(text, prefix: Kind.idPrefix)
    }
}

// MARK: - Things that Dodo has twice

extension OrganizationID {
    /// The brand, which Dodo has besides the business.
    var dodoBrand: String { text(prefix: "bnd") }
}

extension BenefitID {
    /// The entitlement that gives a product's license keys.
    var dodoEntitlement: String { text(prefix: "ent") }

    /// Reads an entitlement's id; nil for anything else.
    init?(dodoEntitlement text: some StringProtocol) {
        self.init(text, prefix: "ent")
    }
}
