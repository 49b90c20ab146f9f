public import LicenseSync

/// How a service answers devices, where licenses leave it open.
public struct DevicePolicy: Sendable {
    /// How long a seat is good without another sync; nil for good.
    public var lease: Duration?
    /// How far ahead of its use a device may count; nil for an even share of the license's units.
    public var allowance: UInt64?
    /// What becomes of a device whose ledger is in use twice.
    public var onFork: ForkPolicy

    /// Leases of thirty days, even shares, and no certificates for copies.
    public init(
        lease: Duration? = .seconds(30 * 86_400), allowance: UInt64? = nil,
        onFork: ForkPolicy = .refuse
    ) {
        self.lease = lease
        self.allowance = allowance
        self.onFork = onFork
    }
}
