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

    /// A seat as a verified certificate describes it.
    package init(
        license: LicenseID, organization: OrganizationID, leaseEnd: Timestamp?,
        isOfThisMachine: Bool
    ) {
        self.license = license
        self.organization = organization
        self.leaseEnd = leaseEnd
        self.isOfThisMachine = isOfThisMachine
    }
}
