public import CBOR

/// What an issuer asserts about one license (Token-Format §3).
///
/// A value like any other: to hold one proves nothing. Claims that may be believed come out of a
/// `VerifiedLicense`.
public struct LicenseClaims: Equatable, Sendable {
    /// The brand in front of the key.
    public var prefix: LicensePrefix
    /// The license; stays through renewal, plan change and rotation.
    public var license: LicenseID
    /// Who sells it.
    public var organization: OrganizationID
    /// What kind of license it is.
    public var benefit: BenefitID
    /// Who bought it, if the issuer says so.
    public var customer: CustomerID?

    /// When the key was minted.
    public var issuedAt: Timestamp
    /// From when on it is good; absent: from when it was minted.
    public var notBefore: Timestamp?
    /// Until when it is good, this moment excluded; absent: perpetual.
    public var expiresAt: Timestamp?
    /// How long it may still be used after its expiry, with a warning, in whole seconds.
    public var grace: Duration?
    /// How old a device's knowledge of the license's status may be, in whole seconds; absent: any
    /// age, with warnings.
    public var offline: Duration?

    /// Whether devices need seats, and how many there are.
    public var activationLimit: ActivationLimit
    /// Units that may be used, from 1 to 2^53 - 1; absent: unmetered.
    public var usageLimit: UInt64?
    /// What a program must present; at most 32, ascending by name.
    public var conditions: [Condition]
    /// Features granted; at most 64, ascending.
    public var entitlements: [Entitlement]

    /// The license's position in the status lists; absent: it cannot be revoked.
    public var statusIndex: StatusIndex?
    /// Builds of the program released later are not covered.
    public var updatesUntil: Timestamp?
    /// The highest major version of the program that is covered.
    public var maxMajorVersion: UInt64?
    /// What happens when a reason against the license is found.
    public var enforcement: Enforcement

    /// Labels of extensions that a verifier must understand or refuse; ascending.
    public var critical: [Int64]
    /// Extensions: labels from 32 on, with any values.
    public var extensions: CBORMap

    /// Claims with nothing but what is required.
    public init(
        _ license: LicenseID, of organization: OrganizationID, benefit: BenefitID,
        prefix: LicensePrefix, issuedAt: Timestamp
    ) {
        self.license = license
        self.organization = organization
        self.benefit = benefit
        self.prefix = prefix
        self.issuedAt = issuedAt
        activationLimit = .notUsed
        conditions = []
        entitlements = []
        enforcement = .deny
        critical = []
        extensions = CBORMap()
    }

    /// Whether the license grants a feature.
    public func has(_ entitlement: Entitlement) -> Bool {
        entitlements.contains(entitlement)
    }
}

/// Whether a license needs seats, and how many there are (Token-Format §3, label 4).
public enum ActivationLimit: Equatable, Sendable {
    /// Good on any machine, without an activation.
    case notUsed
    /// Each device needs an activation; there is no limit to them.
    case unlimited
    /// Each device needs one of this many seats, from 1 to 2^53 - 1.
    case seats(UInt64)
}

/// What happens when a reason against a license is found (Token-Format §3, label 15).
public enum Enforcement: Equatable, Sendable {
    /// The license is denied.
    case deny
    /// Every reason is listed and nothing is denied, for sites where stopping is the greater harm.
    case advise
}
