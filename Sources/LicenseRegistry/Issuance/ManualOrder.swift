public import LicenseIssuer
public import LicenseVerifier

/// A license that a vendor gives by hand: who gets it, and what differs from its benefit.
public struct ManualOrder: Equatable, Sendable {
    /// The customer's name.
    public var name: String?
    /// The address by which the customer is found, or is added with.
    public var email: String?
    /// When it ends.
    public var end: Timestamp?
    /// How many devices may use it; that none needs a seat is what a benefit alone says.
    public var seats: ActivationLimit?
    /// How many units may be used.
    public var units: UInt64?

    /// One for nobody in particular, as its benefit says.
    public init() {}

    /// Whether it says for whom the license is.
    public var namesCustomer: Bool { name != nil || email != nil }

    /// The terms of a benefit, with what differs.
    public func terms(over terms: LicenseTerms) -> LicenseTerms {
        var changed = terms
        if let end { changed.lifetime = .until(end) }
        if let seats { changed.activationLimit = seats }
        if let units { changed.usageLimit = units }
        return changed
    }
}
