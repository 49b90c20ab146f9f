/// What came of taking a device's claims out of its license.
public struct VoidedActivation: Sendable {
    /// The activation afterwards.
    public let activation: ActivationRecord
    /// How many units of the license's limit came back.
    public let unitsReturned: UInt64
    /// How many units the device had claimed to have used.
    public let unitsClaimed: UInt64
}
