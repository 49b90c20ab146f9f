import COSE
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

extension Identifier where Kind: DodoNamed {
    /// The id as Dodo's interface shows it.
    var dodoText: String { "\(Kind.dodoPrefix)_\(Base64.encodeURL(bytes))" }

    /// Reads an id of Dodo's form; nil for anything else.
    init?(dodo text: some StringProtocol) {
        let prefix = "\(Kind.dodoPrefix)_"
        guard text.hasPrefix(prefix),
            // What is no base64 names nothing, whatever is wrong with it.
            let bytes = try? Base64.decodeURL(Substring(text.dropFirst(prefix.count)).utf8)
        else { return nil }
        self.init(bytes)
    }
}

extension LicenseID {
    /// The customer of a license that was issued to nobody in particular.
    ///
    /// Dodo's shapes know no license without one, so such a license has one of its own.
    var dodoOwnCustomer: String { "\(Named.Customer.dodoPrefix)_\(Base64.encodeURL(bytes))" }
}

extension Timestamp {
    /// The moment with a fraction of six digits, as Dodo writes it.
    var dodoText: String { "\("\(self)".dropLast()).000000Z" }
}
