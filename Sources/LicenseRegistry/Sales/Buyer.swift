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
    /// What the vendor keeps with them there; nil where nothing is said of it.
    public var metadata: Attributes?
    /// Whether they stand for several people; nil where nothing is said of it.
    public var isTeam: Bool?
    /// Since when the shop knows them.
    public var since: ExactTime?

    /// Somebody of whom nothing is known.
    public init() {}
}
