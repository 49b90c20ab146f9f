public import ArgumentParser
public import LicenseIssuer
public import LicenseRegistry
public import LicenseSync
public import LicenseVerifier

// The domain's types as arguments: each parses its own text, and refuses with a sentence.

extension LicensePrefix: ExpressibleByArgument {
    /// Reads capital letters and digits.
    public init?(argument: String) { self.init(argument) }
}

extension Timestamp: ExpressibleByArgument {
    /// Reads a date or a time (RFC 3339).
    public init?(argument: String) { self.init(argument) }
}

extension Lifetime: ExpressibleByArgument {
    /// Reads a count of days, months or years, a date, or `perpetual`.
    public init?(argument: String) { self.init(argument) }
}

extension DeviceLabel: ExpressibleByArgument {
    /// Reads a device's name for people.
    public init?(argument: String) { self.init(argument) }
}

extension Entitlement: ExpressibleByArgument {
    /// Reads a feature's name.
    public init?(argument: String) { self.init(argument) }
}

extension BenefitName: ExpressibleByArgument {
    /// Reads a short name.
    public init?(argument: String) { self.init(argument) }
}

extension LicenseState: ExpressibleByArgument {
    /// Reads `granted`, `disabled` or `revoked`.
    public init?(argument: String) {
        let all: [LicenseState] = [.granted, .disabled, .revoked]
        guard let state = all.first(where: { "\($0)" == argument }) else { return nil }
        self = state
    }
}

extension Condition: ExpressibleByArgument {
    /// Reads `name=value`.
    public init?(argument: String) {
        self.init(typed: argument)
    }
}
