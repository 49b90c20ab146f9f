/// Whether a license may be used now, with everything that speaks against it.
public struct Decision: Equatable, Sendable {
    /// All reasons against the license, in the order of the policy steps; the first is the headline.
    public let reasons: [Reason]
    /// What the user should know although it denies nothing.
    public let warnings: [Warning]
    /// Whether the reasons deny, or only advise.
    public let enforcement: Enforcement

    /// Whether the license may be used.
    ///
    /// A license that advises stays usable whatever is found, but only for what it was sold for: a
    /// license of another organization, product or brand (step 13) never speaks for this program.
    public var isAllowed: Bool {
        switch enforcement {
        case .deny: reasons.isEmpty
        case .advise: !reasons.contains { $0.isOfScope }
        }
    }
}
