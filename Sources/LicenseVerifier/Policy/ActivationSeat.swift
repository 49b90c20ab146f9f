/// A seat that a signed certificate gives to a device.
///
/// Made from a verified certificate only; what it says of this machine was found out there.
public struct ActivationSeat: Equatable, Sendable {
    /// The license that the seat is of.
    public let license: LicenseID
    /// Who sold it.
    public let organization: OrganizationID
    /// The end of the lease, this moment excluded; nil for none.
    public let leaseEnd: Timestamp?
    /// Whether this machine has the seat's key and fingerprint.
    public let isOfThisMachine: Bool
    /// Up to which total this machine may count the license's units; nil where it is not metered.
    public let allowance: UInt64?
    /// Ends the license earlier than it says itself, for one whose time begins with its first use.
    public let expiryOverride: Timestamp?

    /// A seat as a verified certificate describes it.
    package init(
        license: LicenseID, organization: OrganizationID, leaseEnd: Timestamp?,
        isOfThisMachine: Bool, allowance: UInt64? = nil, expiryOverride: Timestamp? = nil
    ) {
        self.license = license
        self.organization = organization
        self.leaseEnd = leaseEnd
        self.isOfThisMachine = isOfThisMachine
        self.allowance = allowance
        self.expiryOverride = expiryOverride
    }

    /// The same seat, seen from another machine.
    package var onOtherMachine: ActivationSeat {
        ActivationSeat(
            license: license, organization: organization, leaseEnd: leaseEnd,
            isOfThisMachine: false, allowance: allowance, expiryOverride: expiryOverride)
    }
}
