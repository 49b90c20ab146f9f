public import LicenseRegistry

/// Why an item of a list cannot be taken.
public enum ForeignFault: Error, Equatable, Sendable {
    /// It is neither a license key nor an instance of one, nor a customer, benefit or product.
    case notAnItem
    /// Its members are written as the shop's JavaScript client writes them, and not as its API does.
    case otherSpelling
    /// The list is no JSON, from this line on; what it looks like, where that is known.
    case notJSON(line: Int, String?)
    /// It is what the shop answers where it refuses to list anything.
    case refusal(String)
    /// The list is of several organizations of the shop, and none of them is said to be meant.
    case organizations([String])
    /// It is another organization's.
    case otherOrganization(String)
    /// Its key is shown as where it must not be given away, and is not in the list.
    case maskedKey
    /// A license with its id is here, with another key.
    case otherKey
    /// A member is missing or has an invalid value.
    case member(String)
    /// The id of its product or benefit there is not mapped to a benefit here.
    case unmapped(String)
    /// Its key belongs to another license.
    case keyTaken
    /// Its license is not here.
    case unknownLicense
    /// The registry could not take it.
    case registry(RegistryError)
}

extension ForeignFault: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .notAnItem:
            "this is neither a license key nor an instance of one, nor a customer, benefit or product"
        case .otherSpelling:
            "its members are written as a JavaScript client writes them; save what the API itself "
                + "answers, with license_key_id and not licenseKeyId"
        case .notJSON(let line, let looks):
            "this is not JSON" + (looks.map { ", but \($0)" } ?? "; look at line \(line)")
        case .refusal(let reason): "the shop has listed nothing, and said \(Self.shown(reason))"
        case .organizations(let all):
            "the list has keys of several organizations (\(all.map(Self.shown).joined(separator: ", "))); "
                + "name one with --organization"
        case .otherOrganization(let id): "it belongs to the organization \(Self.shown(id))"
        case .maskedKey: "its key is masked, so nobody could be found by it; list the keys whole"
        case .otherKey: "a license with its id is here, with another key"
        case .member(let name): "\(name) is missing or has an invalid value"
        case .unmapped(let id):
            "the id \(Self.shown(id)) is not mapped to a benefit; choose one for it"
        case .keyTaken: "its key belongs to another license"
        case .unknownLicense: "its license is not here; import the keys first"
        case .registry(let error): error.description
        }
    }

    /// As much of a shop's text as can be shown anywhere.
    static func shown(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { (32...126).contains($0.value) }.prefix(64)
                .map(Character.init))
    }
}
