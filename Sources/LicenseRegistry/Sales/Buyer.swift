public import LicenseVerifier

/// Who bought something, as the shop knows them.
public struct Buyer: Equatable, Sendable {
    /// Their id, where the shop has UUIDs.
    public var id: CustomerID?
    /// Their id in another form.
    public var externalID: String?
    /// Their name.
    public var name: String?
    /// Where their key is sent.
    public var email: String?

    /// Somebody of whom nothing is known.
    public init() {}
}
