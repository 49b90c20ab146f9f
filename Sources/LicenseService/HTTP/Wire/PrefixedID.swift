import COSE
import LicenseRegistry
import LicenseVerifier

/// A kind of thing whose ids have a second form: a prefix, `_`, and the sixteen bytes of the UUID as
/// 22 characters of URL-safe base64.
///
/// Messages to webhooks and the API of one shop name things so; the service's own API and its pages
/// name them by UUIDs, and take both.
protocol PrefixedKind {
    /// The prefix that is written.
    static var idPrefix: String { get }
    /// Others that stand for the same thing.
    static var otherIDPrefixes: [String] { get }
}

extension PrefixedKind {
    static var otherIDPrefixes: [String] { [] }
}

extension Named.License: PrefixedKind {
    static let idPrefix = "lic"
}

extension Named.Activation: PrefixedKind {
    static let idPrefix = "lki"
}

extension Named.Customer: PrefixedKind {
    static let idPrefix = "cus"
}

extension Named.Benefit: PrefixedKind {
    static let idPrefix = "pdt"
    /// The entitlement that gives a product's license keys: each product has exactly one.
    static let otherIDPrefixes = ["ent"]
}

extension Named.Organization: PrefixedKind {
    static let idPrefix = "bus"
    /// The brand, besides the business: an organization has exactly one.
    static let otherIDPrefixes = ["bnd"]
}

extension GrantKind: PrefixedKind {
    static let idPrefix = "entg"
}

extension WebhookEndpointKind: PrefixedKind {
    static let idPrefix = "ep"
}

extension Identifier where Kind: PrefixedKind {
    /// The id with its prefix.
    var prefixedText: String { text(prefix: Kind.idPrefix) }
}

extension Identifier {
    /// Reads an id in either form; nil for anything else, and for the prefix of another kind.
    ///
    /// The one reader of ids for the service's own API and its pages.
    init?(inAnyForm text: some StringProtocol) {
        if let id = Identifier(text) {
            self = id
            return
        }
        guard let kind = Kind.self as? any PrefixedKind.Type else { return nil }
        for prefix in [kind.idPrefix] + kind.otherIDPrefixes {
            guard let id = Identifier(text, prefix: prefix) else { continue }
            self = id
            return
        }
        return nil
    }

    /// The form with a prefix.
    func text(prefix: String) -> String { "\(prefix)_\(Base64.encodeURL(bytes))" }

    /// Reads the form with this prefix alone.
    init?(_ text: some StringProtocol, prefix: String) {
        guard text.hasPrefix("\(prefix)_"),
            // A text that is not base64 names nothing.
            let bytes = try? Base64.decodeURL(Substring(text.dropFirst(prefix.count + 1)).utf8)
        else { return nil }
        self.init(bytes)
    }
}

/// An id with a prefix, where any kind of thing may be meant.
enum IDOfAnyKind {
    private static var kinds: [any PrefixedKind.Type] {
        [
            Named.License.self, Named.Activation.self, Named.Customer.self, Named.Benefit.self,
            Named.Organization.self, GrantKind.self, WebhookEndpointKind.self,
        ]
    }

    /// The UUID of an id with a prefix; nil for any other text.
    static func uuid(_ text: some StringProtocol) -> String? {
        for kind in kinds {
            for prefix in [kind.idPrefix] + kind.otherIDPrefixes {
                if let id = LicenseID(text, prefix: prefix) { return "\(id)" }
            }
        }
        return nil
    }
}
