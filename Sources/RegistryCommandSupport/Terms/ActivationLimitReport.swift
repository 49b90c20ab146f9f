package import LicenseVerifier

/// A limit that is a name or a number.
package enum ActivationLimitReport: Encodable {
    case named(String)
    case seats(UInt64)

    package init(_ limit: ActivationLimit) {
        switch limit {
        case .notUsed: self = .named("not_used")
        case .unlimited: self = .named("unlimited")
        case .seats(let seats): self = .seats(seats)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .named(let name): try container.encode(name)
        case .seats(let seats): try container.encode(seats)
        }
    }

    /// The limit for people.
    package var rendered: String {
        switch self {
        case .named("unlimited"): "unlimited, each machine is activated"
        case .named: "none, valid on any machine"
        case .seats(let seats): "\(seats)"
        }
    }
}
