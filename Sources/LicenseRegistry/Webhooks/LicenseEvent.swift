public import LicenseVerifier

/// Something that happened to a license, as it was right afterwards.
public struct LicenseEvent: Equatable, Sendable {
    /// What happened.
    public let type: EventType
    /// When.
    public let occurredAt: Timestamp
    /// The license, and what is special to this type of event.
    public let snapshot: EventSnapshot

    init(_ type: EventType, at time: Timestamp, _ snapshot: EventSnapshot) {
        self.type = type
        occurredAt = time
        self.snapshot = snapshot
    }

    /// Nothing has happened: somebody tries an endpoint out.
    public static func test(at time: Timestamp) -> LicenseEvent {
        LicenseEvent(.test, at: time, EventSnapshot())
    }
}

/// What can happen, by the names that receivers know.
public enum EventType: String, Sendable, CaseIterable {
    /// A license was issued or imported.
    case created = "license_key.created"
    /// A device took a seat.
    case activated = "license_key.activated"
    /// A device's seat ended, by whatever route.
    case deactivated = "license_key.deactivated"
    /// A limit, the end or the key is another one.
    case updated = "license_key.updated"
    /// The license was switched off, for a while.
    case disabled = "license_key.disabled"
    /// The license is good again.
    case enabled = "license_key.enabled"
    /// The license's end has come.
    case expired = "license_key.expired"
    /// The license was taken back for good.
    case revoked = "license_key.revoked"
    /// What was counted came to its limit.
    case usageLimitReached = "license_key.usage_limit_reached"
    /// Nothing: somebody tries an endpoint out.
    case test = "webhook.test"
}

/// All that a message of any shape says of an event; it never changes afterwards.
public struct EventSnapshot: Equatable, Sendable {
    /// The license right after the change; nil only in a test.
    public var license: LicenseSnapshot?
    /// The seat that was taken or ended.
    public var activation: ActivationSnapshot?
    /// What is another one.
    public var changed: [ChangedMember] = []
    /// Why the license was taken back, in the issuer's words; empty for none.
    public var revocationReason: String?
    /// What came to its limit.
    public var usage: UsageSnapshot?
    /// The grant that gave the license; nil where there is none, and where nobody is told of grants.
    public var grant: GrantSnapshot?

    /// A seat.
    public struct ActivationSnapshot: Equatable, Sendable {
        /// Its id.
        public var id: ActivationID
        /// The device's name for people; may be empty.
        public var label: String
        /// Since when.
        public var activated: ExactTime
    }

    /// A counter at its limit.
    public struct UsageSnapshot: Equatable, Sendable {
        /// Its name.
        public var counter: String
        /// What is counted.
        public var used: UInt64
        /// What may be.
        public var limit: UInt64
        /// When the period began; nil for a counter without periods.
        public var periodStart: Timestamp?
        /// When it ends.
        public var periodEnd: Timestamp?
    }
}

/// A member of a license that changed.
public enum ChangedMember: String, Sendable, CaseIterable {
    /// The key's text.
    case key
    /// The end.
    case expiresAt = "expires_at"
    /// How many seats there are.
    case activationLimit = "activation_limit"
    /// How much may be used.
    case usageLimit = "usage_limit"
    /// What was sold.
    case benefit = "benefit_id"
}

/// A license as it was at one moment.
public struct LicenseSnapshot: Equatable, Sendable {
    /// Which one.
    public var id: LicenseID
    /// Whose.
    public var organization: OrganizationID
    /// What was sold.
    public var benefit: BenefitID
    /// To whom; somebody who is made up where nobody is named.
    public var customer: CustomerID?
    /// The same, but nobody where nobody is named.
    public var recordedCustomer: CustomerID? {
        customer == CustomerRecord.placeholderID(of: id) ? nil : customer
    }
    /// The issuer's own name for the customer.
    public var customerName: String?
    /// What the customer types.
    public var key: String
    /// Whether it may be used.
    public var state: LicenseState
    /// When its first token was issued.
    public var issued: ExactTime
    /// Its end; nil for none.
    public var expiresAt: Timestamp?
    /// How many seats there are.
    public var activationLimit: ActivationLimit
    /// How much may be used; nil where nothing is counted.
    public var usageLimit: UInt64?
    /// How many seats are in use.
    public var seatsTaken: UInt64
    /// Where it comes from.
    public var origin = LicenseOrigin.sale
    /// Through what it was given; nil where there is no grant.
    public var sale: Sale?

    init(_ held: LicenseDetails) {
        let claims = held.claims
        id = claims.license
        organization = claims.organization
        benefit = claims.benefit
        customer = held.customer.id
        customerName = held.record.customer
        key = held.text
        state = held.record.state
        issued = held.created
        expiresAt = held.end
        activationLimit = claims.activationLimit
        usageLimit = claims.usageLimit
        seatsTaken = held.seatsTaken
        origin = held.origin
        sale = held.sale
    }
}
