public import LicenseVerifier

/// What a license grants, before it is given to anybody.
public struct LicenseTerms: Equatable, Sendable {
    /// The brand in front of the key.
    public var prefix: LicensePrefix
    /// How long it is good.
    public var lifetime: Lifetime
    /// Whether devices need seats, and how many there are.
    public var activationLimit: ActivationLimit
    /// Units that may be used; absent: unmetered.
    public var usageLimit: UInt64?
    /// What a program must present.
    public var conditions: [Condition]
    /// Features granted.
    public var entitlements: [Entitlement]
    /// How old a device's knowledge of the status may be; absent: any age.
    public var offline: Duration?
    /// How long it may still be used after its expiry, with a warning.
    public var grace: Duration?
    /// How long new builds of the program are covered.
    public var updates: Lifetime
    /// The highest major version that is covered.
    public var maxMajorVersion: UInt64?
    /// What happens when a reason against the license is found.
    public var enforcement: Enforcement

    /// Terms of a perpetual license that is good on any machine.
    public init(prefix: LicensePrefix) {
        self.prefix = prefix
        lifetime = .perpetual
        activationLimit = .notUsed
        conditions = []
        entitlements = []
        updates = .perpetual
        enforcement = .deny
    }

    /// The claims of one license under these terms.
    public func claims(
        _ license: LicenseID, for grant: Grant, of organization: OrganizationID,
        issuedAt: Timestamp
    ) throws(IssuerError) -> LicenseClaims {
        var claims = LicenseClaims(
            license, of: organization, benefit: grant.benefit, prefix: prefix, issuedAt: issuedAt)
        if let beginning = grant.notBefore, beginning < issuedAt {
            throw .beginsBeforeIssue(beginning)
        }
        claims.notBefore = grant.notBefore
        claims.expiresAt = try lifetime.end(issuedAt: issuedAt, beginning: grant.notBefore)
        for label in LicenseLabel.allCases { try set(label, of: &claims, for: grant) }
        return claims
    }

    private func set(
        _ label: LicenseLabel, of claims: inout LicenseClaims, for grant: Grant
    ) throws(IssuerError) {
        switch label {
        case .licenseID, .organization, .benefit: break
        case .customer: claims.customer = grant.customer
        case .statusIndex: claims.statusIndex = grant.statusIndex
        case .prefix: give(.prefix, to: &claims)
        case .activationLimit: give(.activationLimit, to: &claims)
        case .usageLimit: give(.usageLimit, to: &claims)
        case .conditions: give(.conditions, to: &claims)
        case .entitlements: give(.entitlements, to: &claims)
        case .offline: give(.offline, to: &claims)
        case .grace: give(.grace, to: &claims)
        case .updatesUntil:
            // What ends on a date may end before the license begins: then no new build is covered.
            claims.updatesUntil = try updates.end(
                issuedAt: updates.isSpan ? grant.notBefore ?? claims.issuedAt : claims.issuedAt)
        case .maxMajorVersion: give(.maxMajorVersion, to: &claims)
        case .enforcement: give(.enforcement, to: &claims)
        // Extensions are the issuer's own; no template has them.
        case .critical: break
        }
    }

    /// Gives a license what one of the terms says.
    ///
    /// Lifetimes end at a moment that the caller knows, so they give nothing here.
    package func give(_ field: TermsField, to claims: inout LicenseClaims) {
        switch field {
        case .prefix: claims.prefix = prefix
        case .lifetime, .updates: break
        case .activationLimit: claims.activationLimit = activationLimit
        case .usageLimit: claims.usageLimit = usageLimit
        case .conditions: claims.conditions = conditions.sorted { $0.key < $1.key }
        case .entitlements: claims.entitlements = entitlements.sorted()
        case .offline: claims.offline = offline
        case .grace: claims.grace = grace
        case .maxMajorVersion: claims.maxMajorVersion = maxMajorVersion
        case .enforcement: claims.enforcement = enforcement
        }
    }
}

/// What turns terms into one license: who gets it, of which benefit, from when, at which index.
public struct Grant: Equatable, Sendable {
    /// The kind of license.
    public var benefit: BenefitID
    /// Who gets it, if the license is to say so.
    public var customer: CustomerID?
    /// From when on it is good; absent: from its issue.
    public var notBefore: Timestamp?
    /// Its position in the status lists; absent: it can never be revoked.
    public var statusIndex: StatusIndex?

    /// A grant of a benefit to nobody in particular.
    public init(_ benefit: BenefitID) {
        self.benefit = benefit
    }
}
