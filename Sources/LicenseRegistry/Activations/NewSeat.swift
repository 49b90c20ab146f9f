public import LicenseVerifier

/// A seat that is to be taken online.
public struct NewSeat: Sendable {
    /// Names it.
    public let id: ActivationID
    /// A name for people; may be empty.
    public var label: String
    /// What must be presented to validate it.
    public var conditions = Attributes()
    /// What the caller keeps with it.
    public var meta = Attributes()
    /// Whether a license that does not use seats has as many as one likes.
    public var allowsUnusedSeats = false

    /// A seat with a label.
    public init(_ id: ActivationID, label: String) {
        self.id = id
        self.label = label
    }
}
