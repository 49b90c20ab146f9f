public import ArgumentParser
public import LicenseVerifier

extension Identifier: ExpressibleByArgument {
    /// Reads a UUID.
    public init?(argument: String) { self.init(argument) }
}
