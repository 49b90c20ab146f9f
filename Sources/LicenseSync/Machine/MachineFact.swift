public import LicenseVerifier

/// Something that tells one machine from others and stays as it is: a name and a value.
public struct MachineFact: Equatable, Sendable {
    /// What kind of fact it is; no two facts of one fingerprint have one name.
    public let name: ConditionKey
    /// What it is, as bytes of UTF-8; never sent, only hashed.
    public let value: String

    /// Takes a fact; nil for an empty value.
    public init?(_ name: ConditionKey, _ value: String) {
        guard !value.isEmpty else { return nil }
        self.name = name
        self.value = value
    }
}
