public import LicenseVerifier

/// Where a customer stands in a list that people look through.
public struct CustomerPlace: Equatable, Sendable {
    /// By which of their texts customers are found.
    public enum Text: String, Sendable, CaseIterable {
        case name, email, external

        var column: String { self == .external ? "external_id" : rawValue }
    }

    /// By which they were found.
    public let text: Text
    /// Who.
    public let customer: CustomerID

    /// The place of a customer among those who are found by one of their texts.
    public init(_ text: Text, _ customer: CustomerID) {
        self.text = text
        self.customer = customer
    }
}
