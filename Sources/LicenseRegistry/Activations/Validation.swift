public import LicenseVerifier

/// What is asked of a license key when it is validated, and what is counted.
public struct Validation: Sendable {
    /// The key.
    public let key: KeyReference
    /// Whose the license must be; nil for anybody's.
    public let organization: OrganizationID?
    /// What the license must be besides good.
    public var demands: ValidationDemands

    /// A validation of a key; alone, if nothing more is demanded.
    public init(
        _ key: KeyReference, of organization: OrganizationID?,
        demanding demands: ValidationDemands = ValidationDemands()
    ) {
        self.key = key
        self.organization = organization
        self.demands = demands
    }
}

/// What a caller demands of a license that it validates.
public struct ValidationDemands: Sendable {
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

    /// Demands nothing.
    public init() {}
}

/// A license that was found good, with what was counted included.
public struct ValidatedLicense: Sendable {
    /// The license.
    public let license: LicenseDetails
    /// The seat that was asked for.
    public let seat: Seat?
}
