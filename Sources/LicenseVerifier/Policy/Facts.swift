/// What a program presents and what its device knows, for one evaluation.
///
/// The organization, benefit and prefix must be named: a key of another product is the commonest
/// wrong key. What is left at its default counts against the license where the license asks for it.
public struct Facts: Sendable {
    /// Who must have sold the license.
    public var organization: OrganizationID
    /// Which benefits the program accepts.
    public var benefit: Expected<BenefitID>
    /// Which brands the program accepts.
    public var prefix: Expected<LicensePrefix>

    /// What is known of the machine's clock.
    public var clock: ClockFact
    /// What says which keys are trusted.
    public var trust: TrustFact
    /// How old a trust bundle may be.
    public var bundleAge: BundleAge
    /// What is known of the license's status beyond the license itself.
    public var status: StatusFact
    /// The conditions that hold here; they must be the license's, no more and no fewer.
    public var conditions: ConditionFact
    /// This device's seat.
    public var activation: ActivationFact
    /// What has been used.
    public var usage: UsageFact
    /// Which build of the program this is.
    public var release: ReleaseFact
    /// How long before the expiry the warnings begin; 30 days.
    public var expiryNotice: Duration

    /// Facts of a program that presents no conditions, has no seat and counts nothing.
    public init(
        organization: OrganizationID, benefit: Expected<BenefitID>,
        prefix: Expected<LicensePrefix>
    ) {
        self.organization = organization
        self.benefit = benefit
        self.prefix = prefix
        clock = .trusted
        trust = .pinned
        bundleAge = BundleAge()
        status = .nothing
        conditions = .presented([])
        activation = .notActivated
        usage = .unknown
        release = .unknown
        expiryNotice = .seconds(30 * 86_400)
    }
}

/// Which values a program accepts.
public enum Expected<Value: Hashable & Sendable>: Sendable {
    /// One value.
    case exactly(Value)
    /// Any of some values.
    case oneOf(Set<Value>)
    /// Whatever the license says.
    case any

    func accepts(_ value: Value) -> Bool {
        switch self {
        case .exactly(let expected): expected == value
        case .oneOf(let expected): expected.contains(value)
        case .any: true
        }
    }
}

/// What is known of the machine's clock.
public enum ClockFact: Equatable, Sendable {
    /// The moment of the evaluation is the right time as far as anybody knows.
    case trusted
    /// The clock says this, while the moment of the evaluation is the latest one that is known.
    ///
    /// - signed: the latest moment at which something that the device holds was signed.
    case reading(Timestamp, signed: Timestamp)
}

/// The conditions that hold on this device.
public enum ConditionFact: Sendable {
    /// These, in any order.
    case presented([Condition])
    /// The question is decided elsewhere; the decision says that it was left out.
    case notJudged
}

/// This device's claim on a seat.
public enum ActivationFact: Sendable {
    /// The device has no activation certificate.
    case notActivated
    /// The device has this one.
    case seat(ActivationSeat)
    /// The question is decided elsewhere; the decision says that it was left out.
    case notJudged
}

/// What has been used of a metered license.
public enum UsageFact: Sendable {
    /// Nobody counts, so a metered license is not allowed.
    case unknown
    /// A number of units.
    case used(UInt64)
    /// The question is decided elsewhere; the decision says that it was left out.
    case notJudged
}

/// Which build of the program asks.
public enum ReleaseFact: Sendable {
    /// The program does not say, so a license that is bound to builds is not allowed.
    case unknown
    /// Released at a moment, with a major version.
    case build(releasedAt: Timestamp, majorVersion: UInt64)
    /// The question is decided elsewhere; the decision says that it was left out.
    case notJudged
}
