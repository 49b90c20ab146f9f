public import ArgumentParser
public import LicenseIssuer

extension KeyName: ExpressibleByArgument {
    /// Reads a key's name.
    public init?(argument: String) { self.init(argument) }
}
