import COSE
import LicenseRegistry
import LicenseVerifier

/// A kind of thing that has ids in Dodo's form: a prefix, `_`, and the sixteen bytes of the UUID as
/// 22 characters of URL-safe base64.
protocol DodoNamed {
    static var dodoPrefix: String { get }
}

extension Named.License: DodoNamed {
    static let dodoPrefix = "lic"
}

extension Named.Activation: DodoNamed {
    static let dodoPrefix = "lki"
}

extension Named.Customer: DodoNamed {
    static let dodoPrefix = "cus"
}

extension Named.Benefit: DodoNamed {
    static let dodoPrefix = "pdt"
}

extension Named.Organization: DodoNamed {
    static let dodoPrefix = "bus"
}

extension GrantKind: DodoNamed {
    static let dodoPrefix = "entg"
}

extension WebhookEndpointKind: DodoNamed {
    static let dodoPrefix = "ep"
}

extension Identifier where Kind: DodoNamed {
    /// The id as Dodo's interface shows it.
    var dodoText: String { "\(Kind.dodoPrefix)_\(Base64.encodeURL(bytes))" }

    /// Reads an id of Dodo's form; nil for anything else.
    init?(dodo text: some StringProtocol) {
        self.init(dodo: text, prefix: Kind.dodoPrefix)
    }
}

extension Identifier {
    fileprivate init?(dodo text: some StringProtocol, prefix: String) {
        guard text.hasPrefix("\(prefix)_"),
            // A text that is not base64 names nothing.
            let bytes = try? Base64.decodeURL(Substring(text.dropFirst(prefix.count + 1)).utf8)
        else { return nil }
        self.init(bytes)
    }
}

// MARK: - Things that Dodo has twice

extension OrganizationID {
    /// The brand, which Dodo has besides the business: an organization has exactly one.
    var dodoBrand: String { "bnd_\(Base64.encodeURL(bytes))" }
}

extension BenefitID {
    /// The entitlement that gives a product's license keys: each product has exactly one.
    var dodoEntitlement: String { "ent_\(Base64.encodeURL(bytes))" }

    /// Reads an entitlement's id; nil for anything else.
    init?(dodoEntitlement text: some StringProtocol) {
        self.init(dodo: text, prefix: "ent")
    }
}
