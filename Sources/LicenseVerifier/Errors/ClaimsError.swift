/// Why claims are not a license's claims (verification step 10).
public enum ClaimsError: Error, Equatable, Sendable {
    /// A required claim is absent.
    case missing(ClaimName)
    /// A claim has another type, or lies outside its range.
    case outOfRange(ClaimName)
    /// A claim that this version does not know, at the top level or among the labels it reserves.
    case unknown(label: Int64)
    /// A claim whose label is a text; all of a license's are integers.
    case textLabel
    /// An extension that must be understood, and is not.
    case critical(label: Int64)
}

extension ClaimsError: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .missing(let name): "the claim \"\(name.rawValue)\" is missing"
        case .outOfRange(let name): "the claim \"\(name.rawValue)\" is out of range"
        case .unknown(let label): "this version does not know the claim \(label)"
        case .textLabel: "a claim has a text as its label"
        case .critical(let label): "the critical extension \(label) is not supported"
        }
    }
}
