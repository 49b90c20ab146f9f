public import LicenseVerifier

/// What is asked of a license key when it is validated, and what is counted.
public struct Validation: Sendable {
    /// The key.
    public let key: KeyReference
    /// Whose the license must be; nil for anybody's.
    public let organization: OrganizationID?
    /// A seat that must be taken, with its conditions.
    public var seat: ActivationID?
    /// What is presented for the seat.
    public var conditions = Attributes()
    /// Of which benefit the license must be.
    public var benefit: BenefitID?
    /// Whose customer's it must be.
    public var customer: CustomerID?
    /// How many units are used by it; never negative.
    public var units: Int64 = 0

    /// A validation of a key alone.
    public init(_ key: KeyReference, of organization: OrganizationID?) {
        self.key = key
        self.organization = organization
    }
}

/// A license that was found good, with what was counted included.
public struct ValidatedLicense: Sendable {
    /// The license.
    public let license: LicenseDetails
    /// The seat that was asked for.
    public let seat: Seat?
}
