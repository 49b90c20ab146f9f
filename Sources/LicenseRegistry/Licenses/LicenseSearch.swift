public import LicenseVerifier

/// Which licenses people look for, and in which order they are listed.
public struct LicenseSearch: Sendable {
    /// In which order licenses are listed.
    public enum Order: String, Sendable, CaseIterable {
        case newest, oldest
        /// Those that end first; without those that never do.
        case ending
    }

    /// How many customers, and how many devices, one beginning may mean.
    public static let mostMatches = 1000

    /// Whose.
    public var organization: OrganizationID
    /// In this state.
    public var state: LicenseState?
    /// Of this benefit.
    public var benefit: BenefitID?
    /// Of this customer.
    public var customer: CustomerID?
    /// Ending at this moment or later.
    public var endingFrom: Timestamp?
    /// Ending before this moment.
    public var endingBefore: Timestamp?
    /// Only this license, one of this customer, or one with this activation.
    public var id: LicenseID?
    /// Only licenses whose customer's name or e-mail address, or a device's label, begins so;
    /// `Licenses.isTooBroad` says of which ones there are too many.
    public var beginning: String?
    /// Only those whose key ends so, as `LicenseKey.masked` shows it.
    public var ending: KeyEnding?
    /// Only those of this batch.
    public var batch: BatchID?
    /// Only those with more seats taken than there are.
    public var isOverLimit = false
    /// Only good ones with a device that has sent nothing since this moment; of more than
    /// `UnseenDevices.mostCounted` devices, those that were not seen for longest.
    public var unseenSince: Timestamp?
    /// In which order.
    public var order = Order.newest

    /// All licenses of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}
